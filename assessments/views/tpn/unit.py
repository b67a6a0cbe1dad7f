"""TPN's stages, final values and determination of one unit."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import redirect, render

from assessments import queries
from assessments.forms.tpn import DeterminationForm, StageForm
from assessments.loaded import instrument_of, policy_of
from assessments.models import Sheet
from assessments.overview import area_rows
from assessments.panels import panels
from assessments.rules import acting_as, may
from assessments.services import tpn as service
from assessments.services.errors import NotAllowed, Refused
from assessments.services.scoring import score_answers
from assessments.views.tpn.common import in_tpn


@login_required
def tpn(request, pk: int):
    """TPN's stages, final values and determination of one unit."""
    a, unit = in_tpn(request, pk)
    editable = may(request.user, "edit_tpn", a)
    stored = {s.stage: s for s in unit.stages.all()}
    posted = request.POST.get("form") if request.method == "POST" else None
    if posted and not may(request.user, "record_tpn", a):
        raise PermissionDenied
    stages = [
        StageForm(request.POST if posted == "stages" else None, stage=s, stored=stored.get(s.code))
        for s in policy_of(a.period).stages_before_decision
    ]
    decision = DeterminationForm(
        request.POST if posted == "decision" else None, initial={"verdict": unit.predicate}
    )
    if posted == "stages" and _save_stages(request, stages, pk):
        messages.success(request, "Hasil tahap TPN disimpan.")
        return redirect("assessments:tpn", pk)
    if posted == "decision" and _determine(request, decision, pk):
        messages.success(request, "Penetapan dicatat.")
        return redirect("assessments:assessment", pk)
    sheets = queries.sheets_of(a)
    answers = queries.answers_of(sheets.get((Sheet.Kind.TPN, None)))
    score = score_answers(a.period, answers.values())
    context = {
        "a": a,
        "role": acting_as(request.user, a),
        "unit": unit,
        "stages": stages,
        "decision": decision,
        "editable": editable,
        "is_admin": may(request.user, "record_tpn", a),
        "sheet": sheets.get((Sheet.Kind.TPN, None)),
        "final": sheets.get((Sheet.Kind.TPI, None)),
        "panels": panels(policy_of(a.period), instrument_of(a.period), score),
        "values": area_rows(a, None, sheets.get((Sheet.Kind.TPI, None)), sheets.get((Sheet.Kind.TPN, None))),
        "results": [(form.stage.name, stored.get(form.stage.code)) for form in stages],
    }
    status = 422 if decision.errors or any(form.errors for form in stages) else 200
    return render(request, "assessments/tpn/unit.html", context, status=status)


def _save_stages(request, forms, pk: int) -> bool:
    if sum(not form.is_valid() for form in forms):  # ask every form, so that every error shows
        return False
    try:
        with transaction.atomic():
            for form in forms:
                if form.cleaned_data["result"] and form.has_changed():
                    service.record_stage(pk, stage=form.stage.code, actor=request.user, **form.cleaned_data)
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    except Refused as error:
        forms[0].refuse(error)
        return False
    return True


def _determine(request, form, pk: int) -> bool:
    if not form.is_valid():
        return False
    try:
        service.determine(pk, actor=request.user, **form.cleaned_data)
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    except Refused as error:
        form.refuse(error)
        return False
    return True
