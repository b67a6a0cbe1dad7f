"""The determination of a unit, and the correction of how it was written down."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render

from assessments.forms.tpn import DecreeForm, DeterminationForm
from assessments.models import Assessment
from assessments.rules import acting_as, may
from assessments.services import tpn as service
from assessments.services.decrees import DECIDED, correct_decree
from assessments.services.workflow import refusals
from assessments.views.tpn.common import attempt, in_tpn, must, own, reasons_of


@login_required
def tpn_decision(request, pk: int):
    """Record the determination; afterwards correct its number, date or scan with a reason."""
    a, unit = in_tpn(request, pk)
    if request.method == "POST":
        must(request, "record_tpn", a)
    data = request.POST if request.method == "POST" else None
    files = request.FILES if request.method == "POST" else None
    decided = a.state in DECIDED
    form = (
        DecreeForm(data, files, stored=unit)
        if decided
        else DeterminationForm(data, files, predicate=unit.predicate)
    )
    act = correct if decided else _determine
    if request.method == "POST" and act(request, form, a):
        messages.success(request, "Koreksi keputusan dicatat." if decided else "Penetapan dicatat.")
        return redirect("assessments:tpn" if decided else "assessments:assessment", pk)
    context = {
        "a": a,
        "role": acting_as(request.user, a),
        "unit": unit,
        "form": form,
        "decided": decided,
        "editable": may(request.user, "record_tpn", a) and (decided or a.state == "penilaian_tpn"),
        "reasons": [] if decided else _standing(a, unit.predicate),
        "former": a.former_decrees.select_related("replaced_by"),
    }
    return render(request, "assessments/tpn/decision.html", context, status=422 if form.errors else 200)


def _standing(a: Assessment, predicate: str) -> list[dict[str, str]]:
    """What stands in the way of the predicate, number and date apart: they are written here."""
    found = refusals(a, f"tetapkan_{predicate.lower()}")
    here = ("Nomor keputusan", "Tanggal keputusan")
    return reasons_of(a, [r for r in found if not r.message.startswith(here)])


def _determine(request, form: DeterminationForm, a) -> Assessment | None:
    def act(files) -> Assessment:
        names = ("verdict", "decree_number", "decree_date")
        return service.determine(
            a.pk,
            actor=request.user,
            scan=files.get("scan"),
            **{name: form.cleaned_data[name] for name in names},
        )

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
