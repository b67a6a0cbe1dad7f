"""One condition with its document and everything that was ever recorded for it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from assessments.engine.conditions import RULES
from assessments.engine.conditions.base import comma
from assessments.engine.eligibility import choices
from assessments.engine.policy_model import PREDICATES
from assessments.facts import held_predicates
from assessments.forms.conditions import DATA, DocumentedConditionForm
from assessments.models import ConditionEntry, ConditionValue
from assessments.services.conditions import ConditionChanged, remove_condition
from assessments.views.rehearsing import dry_run
from documents.errors import UploadRefused
from documents.services import upload
from documents.serving import serve

from .place import Place, place_of
from .saving import past_of, save_row


@login_required
def one(request: HttpRequest, condition: str, **where) -> HttpResponse:
    """What is recorded for one condition, by whom and when; the admin's form with the upload of its document."""
    place = place_of(request, **where)
    asked = place.condition(condition)
    stored, past = place.stored().get(condition), past_of(place).get(condition, {})
    data, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = DocumentedConditionForm(
        data, files, policy=place.policy, condition=asked, stored=stored, past=past
    )
    if request.method == "POST" and _save(request, place, form):
        messages.success(request, f"{asked.name}: data disimpan.")
        return redirect(place.url("condition", condition))
    rule = RULES[asked.kind]
    context = {
        "place": place,
        "a": place.assessment,
        "condition": asked,
        "form": form,
        "stored": stored,
        "entries": _entries(place, condition),
        "needed": [(p, rule.required(asked.values.get(p, ""))) for p in PREDICATES if _asks(place, asked, p)],
        "known": _known(place, condition),
        "urls": {name: place.url(name, condition) for name in ("condition", "condition_withdraw")},
        "back": place.url(""),
    }
    return render(request, "assessments/conditions/one.html", context, status=422 if form.errors else 200)


def _asks(place: Place, asked, predicate: str) -> bool:
    return asked.applies(predicate, place.instansi.kind)


def _known(place: Place, code: str):
    """What the register of predicates says instead of whatever is typed here."""
    unit = place.unit
    return held_predicates(place.period, [unit.pk]).get(unit.pk, {}).get(code) if unit else None


def _entries(place: Place, code: str) -> list[ConditionEntry]:
    rows = ConditionEntry.objects.filter(period=place.period, unit=place.unit, code=code)
    found = list(rows.select_related("by", "document").order_by("-version"))
    for entry in found:
        entry.shown = entry.value if choices(place.policy, place.condition(code)) else comma(entry.value)
        entry.url = place.url("condition_file", code, entry.version) if entry.document_id else ""
    return found


def _save(request: HttpRequest, place: Place, form: DocumentedConditionForm) -> bool:
    if not place.editable:
        raise PermissionDenied
    if not form.is_valid():
        return False
    file = form.cleaned_data["document"]
    if file is None:
        if form.is_touched:
            save_row(request, place, form)
        return not form.errors
    if form.seen != (form.stored.version if form.stored else 0):
        return _already(form, file) or _meanwhile(form)
    if not _would_be_taken(request, place, form):
        return False
    try:
        save_row(request, place, form, _upload(request, place, form, file))
    except UploadRefused as error:
        form.refuse_file("document", error)
    return not form.errors


def _would_be_taken(request: HttpRequest, place: Place, form: DocumentedConditionForm) -> bool:
    """Try it without the file and undo it: what is refused leaves no document behind."""
    dry_run(lambda: save_row(request, place, form))
    return not form.errors


def _already(form: DocumentedConditionForm, file) -> bool:
    """Whether the same was saved a moment ago: pressed twice."""
    stored = form.stored
    return (
        stored is not None
        and all(getattr(stored, name) == form.cleaned_data[name] for name in DATA)
        and stored.document is not None
        and stored.document.filename == file.name
    )


def _meanwhile(form: DocumentedConditionForm) -> bool:
    """Tell of what someone else recorded, before anything is uploaded."""
    form.refuse(ConditionChanged(form.stored))
    form.add_error("document", "Pilih berkasnya sekali lagi bila tetap ingin menyimpan.")
    form.stands(form.stored)
    return False


def _upload(request: HttpRequest, place: Place, form: DocumentedConditionForm, file):
    owner = {"unit": place.unit} if place.unit else {"instansi": place.instansi}
    title = f"{form.condition.name} {place.period.year}"
    about = {"title": title[:200], "kind": "dokumen", "actor": request.user, "role": place.role}
    return upload(file=file, filename=file.name, **about, **owner)


@login_required
@require_POST
def withdraw(request: HttpRequest, condition: str, **where) -> HttpResponse:
    """Withdraw what is recorded: there is no data again, and what stood stays in the history."""
    place = place_of(request, **where)
    asked = place.condition(condition)
    if not place.editable:
        raise PermissionDenied
    stored = ConditionValue.objects.filter(period=place.period, unit=place.unit, code=condition).first()
    seen = request.POST.get("seen", "")
    try:
        if stored is not None:
            stored.period = place.period
            remove_condition(
                stored,
                actor=request.user,
                assessment=place.assessment,
                seen=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else 0,
            )
    except ConditionChanged as error:
        who = error.stored.recorded_by if error.stored else "orang lain"
        messages.error(
            request, f"Data ini baru saja diubah {who}. Periksa dulu, lalu tarik bila memang perlu."
        )
    else:
        messages.success(request, f"{asked.name}: data ditarik, sekarang belum ada data.")
    return redirect(place.url("condition", condition))


@login_required
@require_safe
def document(request: HttpRequest, condition: str, version: int, **where) -> HttpResponseBase:
    """The document that a recorded value was read from, also one that was replaced since."""
    place = place_of(request, **where)
    place.condition(condition)
    rows = ConditionEntry.objects.select_related("document__blob", "document__document")
    entry = get_object_or_404(rows, period=place.period, unit=place.unit, code=condition, version=version)
    if entry.document is None:
        raise Http404
    return serve(
        entry.document,
        as_attachment=False,
        actor=request.user,
        role=place.role,
        assessment=place.assessment.pk if place.assessment else None,
        method=request.method or "GET",
    )
