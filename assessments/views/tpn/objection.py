"""Sanggah of a unit: filed once, with new evidence; TPN's answer ends it. Its letter as PDF, to be signed."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from assessments.engine.objection import WINDOW_PAGE
from assessments.forms.objections import (
    CorrectionForm,
    DetachForm,
    EvidenceForm,
    ObjectionForm,
    OutcomeForm,
    WaiverForm,
)
from assessments.forms.tpn import RemoveForm
from assessments.loaded import policy_of
from assessments.models import ObjectionDraft
from assessments.reports.objection import OBJECTION
from assessments.rules import acting_as, may
from assessments.services.jobs import start_job
from assessments.services.objection_corrections import result_of_answer
from assessments.services.objections import filing_refusals
from assessments.services.waivers import is_over
from assessments.tpn_overview import OUTCOMES, lines_of
from assessments.views.tpn.common import in_tpn, must, reasons_of
from assessments.views.tpn.objection_acts import ACTS, DONE
from assessments.views.tpn.unit import objection_of


@login_required
def tpn_objection(request, pk: int):
    """The sanggah of a unit; the admin records it, its evidence, TPN's answer, or that the unit makes none."""
    a, unit = in_tpn(request, pk)
    if policy_of(a.period).objection is None:
        raise Http404
    posted = request.POST.get("form", "") if request.method == "POST" else ""
    if request.method == "POST":
        must(request, "edit_tpn", a)
    filed = list(
        unit.objections.prefetch_related(
            "documents__revision__document",
            "documents__revision__blob",
            "documents__removed_by",
            "former_outcomes__replaced_by",
        )
    )
    last = next((one for one in reversed(filed) if one.cancelled_at is None), None)
    waivers = list(unit.waivers.select_related("recorded_by", "withdrawn_by"))
    standing = next((one for one in waivers if one.withdrawn_at is None), None)
    forms = _forms(request, a, posted, last, standing)
    if posted in DONE and ACTS[posted](request, forms[posted], a) is not None:
        messages.success(request, DONE[posted])
        return redirect("assessments:tpn_objection", pk)
    found = filing_refusals(a, unit, timezone.now()) if last is None else []
    context = {
        "a": a,
        "role": acting_as(request.user, a),
        "unit": unit,
        "objection": objection_of(a, unit, lines_of(policy_of(a.period), unit)),
        "filed": [(one, OUTCOMES[one.outcome]) for one in filed],
        "last": last,
        "waivers": waivers,
        "waiver": standing,
        "over": standing is not None and is_over(a, unit),
        "draft": forms["ajukan"].stored,
        "forms": forms,
        "editable": may(request.user, "edit_tpn", a),
        "reasons": reasons_of(a, found),
        # only the window stands in the way: a draft can be written, and one that went out in time recorded late
        "fileable": last is None and all(one.where == WINDOW_PAGE for one in found),
    }
    status = 422 if any(form.errors for form in forms.values()) else 200
    return render(request, "assessments/tpn/objection.html", context, status=status)


def _forms(request, a, posted: str, last, waiver) -> dict:
    def given(*names: str) -> tuple:
        return (request.POST, request.FILES) if posted in names else (None, None)

    seen = {"version": last.version if last else 0}
    instansi, answered = a.unit.instansi, last if last and last.outcome else None
    draft = ObjectionDraft.objects.filter(proposal_unit__assessment=a).select_related("saved_by").first()
    filing = ObjectionForm(
        *given("ajukan", "draf"),
        zone=instansi.zone,
        zone_label=instansi.zone_label,
        stored=draft,
        only_draft=posted == "draf",
    )
    result = result_of_answer(a.proposal_unit, answered) if answered else ""
    return {
        "ajukan": filing,
        "draf": filing,
        "jawaban": OutcomeForm(*given("jawaban"), initial=seen, prefix="jawaban"),
        "koreksi": CorrectionForm(*given("koreksi"), stored=answered, result=result, prefix="koreksi"),
        "bukti": EvidenceForm(*given("bukti"), initial=seen, prefix="bukti"),
        "lepas": DetachForm(*given("lepas"), prefix="lepas"),
        "batal": RemoveForm(*given("batal"), initial=seen, prefix="batal"),
        "pernyataan": WaiverForm(*given("pernyataan"), prefix="pernyataan"),
        "cabut": RemoveForm(*given("cabut"), initial={"version": waiver.pk if waiver else 0}, prefix="cabut"),
    }


@login_required
@require_POST
def tpn_objection_letter(request, pk: int):
    """Start making the letter of the sanggah, or of its draft, as PDF, to be signed by the head of the instansi."""
    a, unit = in_tpn(request, pk)
    if not unit.objections.filter(cancelled_at=None).exists() and not hasattr(unit, "objection_draft"):
        raise Http404("no sanggah")
    return redirect("assessments:job", start_job(OBJECTION, actor=request.user, assessment=a).pk)
