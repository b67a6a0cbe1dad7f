"""One stage of TPN: what it said, with its documents and what stood before; and the files of all of TPN's pages."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from assessments.forms.tpn import RemoveForm, StageForm
from assessments.loaded import instrument_of, policy_of
from assessments.models import ObjectionDocument, StageDocument, StageResult
from assessments.rules import acting_as, may
from assessments.services import tpn_stages as service
from assessments.services.decrees import decree_of
from assessments.services.errors import NotAllowed
from assessments.tpn_overview import FIELD_VALUES, lines_of, survey_questions
from assessments.views.tpn.common import attempt, in_tpn, must, own, released_or_403
from documents.models import Revision
from documents.serving import serve


@login_required
def tpn_stage(request, pk: int, stage: str):
    """What TPN said at a stage; the admin records it, takes it back, takes a document off."""
    a, unit = in_tpn(request, pk)
    line = next((one for one in lines_of(policy_of(a.period), unit) if one.stage.code == stage), None)
    if line is None:
        raise Http404
    posted = request.POST.get("form", "") if request.method == "POST" else ""
    if request.method == "POST":
        must(request, "edit_tpn", a)
        if posted == "lepas":
            return _take_off(request, a, stage)
    files = request.FILES if posted == "tahap" else None
    form = StageForm(request.POST if posted == "tahap" else None, files, stored=line.stored)
    back = RemoveForm(
        request.POST if posted == "batal" else None,
        initial={"version": line.stored.version if line.stored else 0},
        prefix="batal",
    )
    if posted == "tahap" and _record(request, form, a, line.stage):
        messages.success(request, f"Hasil {line.stage.name} disimpan.")
        return redirect("assessments:tpn_stage", pk, stage)
    if posted == "batal" and _remove(request, back, a, stage):
        messages.success(request, f"Hasil {line.stage.name} dibatalkan; tetap terbaca di riwayatnya.")
        return redirect("assessments:tpn", pk)
    context = _context(request, a, unit, line) | {
        "form": form,
        "back": back,
        "now": form.now,
        "back_open": bool(back.errors),
    }
    status = 409 if form.now else 422 if form.errors or back.errors else 200
    return render(request, "assessments/tpn/stage.html", context, status=status)


def _context(request, a, unit, line) -> dict:
    documents = unit.stage_documents.filter(stage=line.stage.code).select_related(
        "revision__document", "revision__blob", "added_by", "removed_by"
    )
    return {
        "a": a,
        "role": acting_as(request.user, a),
        "unit": unit,
        "line": line,
        "editable": may(request.user, "edit_tpn", a),
        "documents": [one for one in documents if one.removed_at is None],
        "taken_off": [one for one in documents if one.removed_at is not None],
        "former": unit.former_stages.filter(stage=line.stage.code).select_related(
            "recorded_by", "replaced_by"
        ),
        "surveys": bool(survey_questions(instrument_of(a.period), line.stage)),
        "areas": instrument_of(a.period).areas if FIELD_VALUES in line.stage.records else {},
    }


def _record(request, form: StageForm, a, stage) -> StageResult | None:
    def act(files):
        try:
            return service.record_stage(
                a.pk,
                stage=stage.code,
                data=form.stage_data(),
                seen=form.seen(),
                actor=request.user,
                documents=list(files.values()),
            )
        except service.StageChanged as error:
            form.now = error.stored
            form.now_seen(error.stored.version if error.stored else 0)
            raise

    return attempt(form, act, taking=own(a, request, file=f"{stage.name} TPN, {a.unit.code}"))


def _remove(request, back: RemoveForm, a, stage: str) -> bool:
    def act(_files) -> bool:
        reason = back.cleaned_data["reason"]
        service.remove_stage(a.pk, stage=stage, seen=back.seen(), reason=reason, actor=request.user)
        return True

    return bool(attempt(back, act))


def _take_off(request, a, stage: str):
    number = request.POST.get("document", "")
    if not (number.isascii() and number.isdecimal() and len(number) < 19):
        raise BadRequest("no document")
    try:
        service.remove_document(a.pk, document=int(number), actor=request.user)
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    except StageDocument.DoesNotExist as error:
        raise Http404 from error
    messages.success(request, "Dokumen dilepas dari tahap ini; jejaknya tetap ada.")
    return redirect("assessments:tpn_stage", a.pk, stage)


@login_required
@require_safe
def tpn_file(request, pk: int, kind: str, number: int):
    """A document of a stage, of a sanggah, or the scan of the decision (`number` 0). One taken off is the admin's."""
    a = released_or_403(request, pk)
    if kind == "tahap":
        revision = _attached(request, a, StageDocument.objects.filter(proposal_unit__assessment=a), number)
    elif kind == "sanggah":
        rows = ObjectionDocument.objects.filter(objection__proposal_unit__assessment=a)
        revision = _attached(request, a, rows, number)
    elif kind == "keputusan":
        holder = decree_of(a)
        revision = holder.decree_scan if holder else None
    else:
        raise Http404
    if revision is None:
        raise Http404
    return serve(
        revision,
        as_attachment=False,
        actor=request.user,
        role=acting_as(request.user, a),
        assessment=a.pk,
        method=request.method,
    )


def _attached(request, a, rows, number: int) -> Revision:
    """The file of a document that was attached; 403 for one taken off, whose title the page still tells."""
    found = get_object_or_404(rows.select_related("revision"), pk=number)
    if found.removed_at is not None:
        must(request, "record_tpn", a)
    return found.revision
