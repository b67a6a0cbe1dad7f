"""Sanggah of a unit: the letter, its new evidence, TPN's answer; and the letter as PDF, to be signed."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from assessments.forms.objections import EvidenceForm, ObjectionForm, OutcomeForm
from assessments.forms.tpn import RemoveForm
from assessments.loaded import policy_of
from assessments.reports.objection import OBJECTION
from assessments.rules import acting_as, may
from assessments.services import objections as service
from assessments.services.jobs import start_job
from assessments.tpn_overview import OUTCOMES, lines_of
from assessments.views.tpn.common import attempt, in_tpn, must, own, reasons_of
from assessments.views.tpn.unit import objection_of

DONE = {
    "ajukan": "Sanggah dicatat. Catat jawaban TPN di halaman ini.",
    "jawaban": "Jawaban TPN atas sanggah dicatat.",
    "bukti": "Bukti baru ditambahkan.",
    "batal": "Pencatatan sanggah dibatalkan; sanggah ini tidak terhitung.",
}


@login_required
def tpn_objection(request, pk: int):
    """The sanggah of a unit; the admin records it, its evidence, TPN's answer."""
    a, unit = in_tpn(request, pk)
    if policy_of(a.period).objection is None:
        raise Http404
    posted = request.POST.get("form", "") if request.method == "POST" else ""
    if request.method == "POST":
        must(request, "edit_tpn", a)
    filed = list(
        unit.objections.prefetch_related("documents__revision__document", "documents__revision__blob")
    )
    last = next((one for one in reversed(filed) if one.cancelled_at is None), None)
    forms = _forms(request, a, posted, last)
    if posted in DONE and ACTS[posted](request, forms[posted], a) is not None:
        messages.success(request, DONE[posted])
        return redirect("assessments:tpn_objection", pk)
    standing = objection_of(a, unit, lines_of(policy_of(a.period), unit))
    context = {
        "a": a,
        "role": acting_as(request.user, a),
        "unit": unit,
        "objection": standing,
        "filed": [(one, OUTCOMES[one.outcome]) for one in filed],
        "last": last,
        "forms": forms,
        "editable": may(request.user, "edit_tpn", a),
        "late": any(form.errors for form in forms.values()),  # refused, so that what was typed is still there
        "reasons": reasons_of(a, service.filing_refusals(a, unit, timezone.now())) if last is None else [],
    }
    status = 422 if any(form.errors for form in forms.values()) else 200
    return render(request, "assessments/tpn/objection.html", context, status=status)


def _forms(request, a, posted: str, last) -> dict:
    def given(name: str) -> tuple:
        return (request.POST, request.FILES) if posted == name else (None, None)

    seen = {"version": last.version if last else 0}
    instansi = a.unit.instansi
    return {
        "ajukan": ObjectionForm(*given("ajukan"), zone=instansi.zone, zone_label=instansi.zone_label),
        "jawaban": OutcomeForm(*given("jawaban"), initial=seen, prefix="jawaban"),
        "bukti": EvidenceForm(*given("bukti"), initial=seen, prefix="bukti"),
        "batal": RemoveForm(*given("batal"), initial=seen, prefix="batal"),
    }


def _file(request, form: ObjectionForm, a):
    def act(files):
        evidence = [files["file"]] if "file" in files else []
        return service.file_objection(
            a.pk, filing=form.filing(), letter=files.get("letter"), evidence=evidence, actor=request.user
        )

    name = f"{a.unit.code} {a.period.year}"
    taking = own(a, request, letter=f"Surat sanggah {name}", file=f"Bukti sanggah {name}")
    return attempt(form, act, taking=taking)


def _answer(request, form: OutcomeForm, a):
    def act(files):
        return service.decide_objection(
            a.pk,
            outcome=form.answered(),
            seen=form.seen(),
            answer=files.get("answer"),
            actor=request.user,
        )

    taking = own(a, request, answer=f"Jawaban sanggah {a.unit.code} {a.period.year}")
    return attempt(form, act, taking=taking)


def _evidence(request, form: EvidenceForm, a):
    def act(files):
        return service.add_evidence(a.pk, revisions=list(files.values()), actor=request.user)

    taking = own(a, request, file=f"Bukti sanggah {a.unit.code} {a.period.year}")
    return attempt(form, act, taking=taking)


def _cancel(request, form: RemoveForm, a):
    def act(_files) -> bool:
        reason = form.cleaned_data["reason"]
        service.cancel_objection(a.pk, reason=reason, seen=form.seen(), actor=request.user)
        return True

    return attempt(form, act)


ACTS = {"ajukan": _file, "jawaban": _answer, "bukti": _evidence, "batal": _cancel}


@login_required
@require_POST
def tpn_objection_letter(request, pk: int):
    """Start making the letter of the sanggah as PDF, to be signed by the head of the instansi."""
    a, unit = in_tpn(request, pk)
    last = unit.objections.filter(cancelled_at=None).last()
    if last is None:
        raise Http404("no sanggah")
    return redirect("assessments:job", start_job(OBJECTION, actor=request.user, assessment=a).pk)
