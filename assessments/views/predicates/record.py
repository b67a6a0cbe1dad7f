"""One predicate: what it rests on, what was changed; typing in, correcting, revoking."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from assessments.complaints import complaints_of
from assessments.forms.predicates import DecreeForm, RetractForm, RevocationForm
from assessments.holders import rows_of
from assessments.models import PredicateRecord, SelfDetermination
from assessments.services.errors import NotAllowed, Refused
from assessments.services.register import (
    DETERMINED_HERE,
    RecordChanged,
    add_predicate,
    correct_predicate,
)
from assessments.services.revoking import correct_revocation, resting_on, retract_revocation, revoke_predicate
from audit.models import Entry
from audit.queries import of_object
from documents.errors import UploadRefused
from documents.serving import serve
from units.models import UnitKerja, User
from units.texts import plain_text

from .reach import admin_record_of, instansi_of, record_of, role_at
from .scans import with_scan

ACTS = {
    "predicate.record": "Dicatat dari penetapan",
    "predicate.add": "Dicatat ke register",
    "predicate.correct": "Dibetulkan",
    "predicate.withdraw": "Dibatalkan karena salah catat",
    "predicate.give_back": "Penetapan dibatalkan karena salah catat; yang dicatat sebelumnya berlaku lagi",
    "predicate.revoke": "Dicabut dengan {}",
    "predicate.revocation_correct": "Pencabutan dibetulkan",
    "predicate.revocation_retract": "Pencabutan {} dibatalkan karena salah catat",
}


@login_required
@require_safe
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """What a predicate rests on, all records of its unit, its reports and its changes."""
    found = record_of(request, pk)
    role = role_at(request, found.unit.instansi)
    rows = rows_of(found.unit.instansi, [found.unit_id])
    context = {
        "record": found,
        "row": next(row for row in rows if row.record.pk == pk),
        "rows": rows,
        "role": role,
        "editable": role == "Admin inspektorat" and found.withdrawn_at is None,
        "of_instansi": role != "Unit",
        "complaints": complaints_of(found.unit) if role != "Unit" else None,
        "changes": _changes(found),
    }
    return render(request, "assessments/predicates/record.html", context)


def _changes(found: PredicateRecord) -> list[dict[str, Any]]:
    """Who wrote what in it, newest first, out of the audit; two queries."""
    entries = list(of_object("assessments.predicaterecord", found.pk))
    people = User.objects.in_bulk({e.actor_id for e in entries if e.actor_id})
    return [
        {
            "what": ACTS.get(e.action, e.action).format(_decision(e)),
            "by": people.get(e.actor_id, ""),
            "role": e.role,
            "at": e.at,
            "reason": e.reason,
        }
        for e in entries
    ]


def _decision(entry: Entry) -> str:
    """The number of the decision of a revocation, from before where it was taken back."""
    said = (entry.after or {}).get("revocation_number") or (entry.before or {}).get("revocation_number")
    return said or ""


@login_required
def add(request: HttpRequest, instansi: str) -> HttpResponse:
    """Type in a predicate from before the portal."""
    place, editable = instansi_of(request, instansi)
    if not editable:
        raise PermissionDenied
    units = UnitKerja.objects.filter(instansi=place).order_by("code")
    form = DecreeForm(request.POST or None, request.FILES or None, units=units)

    def save() -> PredicateRecord:
        unit = form.cleaned_data["unit"]
        unit.instansi = place
        title = f"Keputusan penetapan {form.cleaned_data['predicate']}"

        def write(scan):
            return add_predicate(unit, decree=form.decree(), scan=scan, actor=request.user)

        return with_scan(request, form, unit, title, write)

    made = _tried(request, form, save, "Predikat dicatat di register.")
    if made is not None:
        return redirect("assessments:predicate", made.pk)
    context = {"instansi": place, "form": form, "role": "Admin inspektorat"}
    return render(request, "assessments/predicates/add.html", context, status=422 if form.errors else 200)


@login_required
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a record, with the reason; one of a determination in the portal where its decision stands."""
    found = admin_record_of(request, pk)
    if found.assessment_id is not None:
        messages.info(request, DETERMINED_HERE)
        own = SelfDetermination.objects.filter(assessment=found.assessment_id).exists()
        return redirect(
            "assessments:self_determination" if own else "assessments:tpn_decision", found.assessment_id
        )
    form = DecreeForm(request.POST or None, request.FILES or None, record=found)

    def save() -> PredicateRecord:
        title = f"Keputusan penetapan {found.predicate} {found.year}"
        asked = {
            "decree": form.decree(),
            "reason": plain_text(form.cleaned_data["reason"]),
            "seen": form.cleaned_data["seen"] or 0,
            "actor": request.user,
        }
        return with_scan(
            request, form, found.unit, title, lambda scan: correct_predicate(pk, scan=scan, **asked)
        )

    if _tried(request, form, save, "Catatan dibetulkan.") is not None:
        return redirect("assessments:predicate", pk)
    context = {"record": found, "instansi": found.unit.instansi, "form": form, "role": "Admin inspektorat"}
    return render(request, "assessments/predicates/edit.html", context, status=422 if form.errors else 200)


@login_required
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Record the decision that revokes a predicate."""
    found = admin_record_of(request, pk)
    form = RevocationForm(request.POST or None, request.FILES or None, initial={"seen": found.version})

    def save() -> PredicateRecord:
        title = f"Keputusan pencabutan {found.predicate} {found.year}"
        asked = form.asked() | {"actor": request.user}
        return with_scan(
            request, form, found.unit, title, lambda scan: revoke_predicate(pk, scan=scan, **asked)
        )

    if _tried(request, form, save, "Pencabutan dicatat.") is not None:
        return redirect("assessments:predicate", pk)
    context = {
        "record": found,
        "instansi": found.unit.instansi,
        "form": form,
        "role": "Admin inspektorat",
        "complaints": complaints_of(found.unit),
    }
    return render(request, "assessments/predicates/revoke.html", context, status=422 if form.errors else 200)


@login_required
def revocation(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct what was recorded of a revocation, or take it back, each with a reason."""
    found = admin_record_of(request, pk)
    taking_back = request.method == "POST" and request.POST.get("form") == "batal"
    if found.revoked_on is None and not taking_back:  # pressed twice it is taken back already
        raise Http404
    back = RetractForm(request.POST if taking_back else None, initial={"seen": found.version}, prefix="batal")
    if taking_back and _tried(request, back, lambda: _retract(request, back, pk), "Pencabutan dibatalkan."):
        return redirect("assessments:predicate", pk)
    sent = () if taking_back else (request.POST or None, request.FILES or None)
    form = RevocationForm(*sent, record=found)

    def save() -> PredicateRecord:
        title = f"Keputusan pencabutan {found.predicate} {found.year}"
        asked = form.asked() | {"why": plain_text(form.cleaned_data["why"]), "actor": request.user}
        return with_scan(
            request, form, found.unit, title, lambda scan: correct_revocation(pk, scan=scan, **asked)
        )

    if not taking_back and _tried(request, form, save, "Pencabutan dibetulkan.") is not None:
        return redirect("assessments:predicate", pk)
    context = {
        "record": found,
        "instansi": found.unit.instansi,
        "form": form,
        "back": back,
        "resting": [{"message": text} for text in resting_on(found)],
        "role": "Admin inspektorat",
    }
    status = 422 if form.errors or back.errors else 200
    return render(request, "assessments/predicates/revocation.html", context, status=status)


def _retract(request: HttpRequest, back: RetractForm, pk: int) -> PredicateRecord:
    reason, seen = plain_text(back.cleaned_data["reason"]), back.cleaned_data["seen"] or 0
    return retract_revocation(pk, reason=reason, seen=seen, actor=request.user)


def _tried(request: HttpRequest, form, save, told: str) -> Any:
    """What `save` gives; None when nothing was sent, or something is wrong that the form then says."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        made = save()
    except UploadRefused as error:
        form.refuse_file("scan", error)
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    except RecordChanged as error:
        form.refuse(error)
        form.stands(error.stored.version)
    except Refused as error:
        form.refuse(error)
    else:
        messages.success(request, told)
        return made
    return None


@login_required
@require_safe
def paper(request: HttpRequest, pk: int, what: str) -> HttpResponseBase:
    """The scan of the decree, or of the revocation."""
    found = record_of(request, pk)
    revision = {"penetapan": found.scan, "pencabutan": found.revocation_scan}.get(what)
    if revision is None:
        raise Http404
    role = role_at(request, found.unit.instansi)
    return serve(revision, as_attachment=False, actor=request.user, role=role, method=request.method or "GET")
