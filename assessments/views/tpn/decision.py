"""The determination of a unit, and the correction of how it was written down."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render

from assessments.engine.workflow import TRANSITIONS
from assessments.forms.tpn import DecreeForm, DeterminationForm, RemoveForm
from assessments.models import Assessment
from assessments.rules import acting_as, may
from assessments.services import tpn as service
from assessments.services.decrees import DECIDED, correct_decree
from assessments.services.workflow import refusals
from assessments.views.tpn.common import attempt, in_tpn, must, own, reasons_of


@login_required
def tpn_decision(request, pk: int):
    """Record the determination; afterwards correct its number, date or scan, or take it back, with a reason."""
    a, unit = in_tpn(request, pk)
    if request.method == "POST":
        must(request, "record_tpn", a)
    taking_back = request.method == "POST" and request.POST.get("form") == "batal"
    writing = request.method == "POST" and not taking_back
    data, files = (request.POST, request.FILES) if writing else (None, None)
    decided = a.state in DECIDED
    back = RemoveForm(
        request.POST if taking_back else None, initial={"version": unit.decree_version}, prefix="batal"
    )
    if taking_back and _take_back(request, back, a):
        messages.success(request, "Penetapan dibatalkan; penilaian TPN unit ini dilanjutkan.")
        return redirect("assessments:tpn", pk)
    form = DecreeForm(data, files, stored=unit) if decided else DeterminationForm(data, files, unit=unit)
    act = correct if decided else _determine
    if writing and act(request, form, a):
        messages.success(request, "Koreksi keputusan dicatat." if decided else "Penetapan dicatat.")
        return redirect("assessments:tpn" if decided else "assessments:assessment", pk)
    stopped = bool(back.errors)
    status = 422 if form.errors or stopped else 200
    standing, resting = [] if decided else _standing(a, unit.predicate), _resting(a)
    for asked, told in ((form, standing), (back, resting)):
        asked.tell_once(reason["message"] for reason in told)
    context = {
        "a": a,
        "role": acting_as(request.user, a),
        "unit": unit,
        "form": form,
        "decided": decided,
        "editable": may(request.user, "record_tpn", a) and (decided or a.state == "penilaian_tpn"),
        "reasons": standing,
        "back": back if a.state in TRANSITIONS[service.TAKE_BACK].sources or stopped else None,
        "stopped": stopped,
        "resting": resting,
        "former": a.former_decrees.select_related("replaced_by"),
    }
    return render(request, "assessments/tpn/decision.html", context, status=status)


def _resting(a: Assessment) -> list[dict[str, str]]:
    """Why the determination can't be taken back; nothing while there is none."""
    if a.state not in TRANSITIONS[service.TAKE_BACK].sources:
        return []
    return reasons_of(a, refusals(a, service.TAKE_BACK))


def _take_back(request, back: RemoveForm, a: Assessment) -> Assessment | None:
    def act(_files) -> Assessment:
        reason = back.cleaned_data["reason"]
        return service.take_back(a.pk, reason=reason, seen=back.seen(), actor=request.user)

    return attempt(back, act)


def _standing(a: Assessment, predicate: str) -> list[dict[str, str]]:
    """What stands in the way of the predicate, number and date apart: they are written here."""
    found = refusals(a, f"tetapkan_{predicate.lower()}")
    here = ("Nomor keputusan", "Tanggal keputusan")
    return reasons_of(a, [r for r in found if not r.message.startswith(here)])


def _determine(request, form: DeterminationForm, a) -> Assessment | None:
    def act(files) -> Assessment:
        names = ("verdict", "decree_number", "decree_date")
        try:
            return service.determine(
                a.pk,
                seen=form.seen(),
                actor=request.user,
                scan=files.get("scan"),
                **{name: form.cleaned_data[name] for name in names},
            )
        except service.TakenBack:
            form.now_seen(a.proposal_unit.decree_version)  # told below the form by now
            raise

    return attempt(form, act, taking=own(a, request, scan=f"Keputusan ZI {a.unit.code} {a.period.year}"))


def correct(request, form: DecreeForm, a):
    """Give a correction to its service: of TPN's determination, and of the instansi's own."""

    def act(files):
        names = ("decree_number", "decree_date", "reason")
        return correct_decree(
            a.pk,
            seen=form.seen(),
            actor=request.user,
            scan=files.get("scan"),
            **{name: form.cleaned_data[name] for name in names},
        )

    return attempt(form, act, taking=own(a, request, scan=f"Keputusan ZI {a.unit.code} {a.period.year}"))
