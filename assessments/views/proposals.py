"""Proposals to TPN and TPN's results."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from assessments import queries
from assessments.engine.answers import BadValue, Given
from assessments.forms.proposals import DeterminationForm, ProposalForm, StageForm
from assessments.loaded import instrument_of, policy_of
from assessments.models import Proposal, ProposalUnit, Recommendation, Sheet, State
from assessments.overview import area_rows
from assessments.panels import panels
from assessments.rules import acting_as, may
from assessments.services import approving
from assessments.services import proposals as service
from assessments.services.answers import Change, save_answers
from assessments.services.errors import Conflict, NotAllowed, Refused
from assessments.services.scoring import score_answers
from assessments.tpn_rows import tpn_rows, wanted_changes
from assessments.where import url_of
from documents.errors import UploadRefused
from documents.services import upload
from documents.serving import serve
from units.models import Role
from units.queries import hats_of

HERE = "usulan"  # what is mended on this very page


def _is_admin(request, period) -> bool:
    return period.instansi_id in hats_of(request.user).instansi(Role.ADMIN)


@login_required
def proposals(request, instansi: str, year: int):
    """The proposals of a year, and a new one."""
    period = get_object_or_404(queries.visible_periods(request.user), instansi__code=instansi, year=year)
    editable = _is_admin(request, period)
    candidates = list(
        queries.visible_assessments(request.user).filter(
            period=period, state=State.SELESAI_TPI, proposal_unit__isnull=True
        )
    )
    advice = {r.assessment_id: r for r in Recommendation.objects.filter(assessment__in=candidates)}
    for candidate in candidates:
        candidate.advice = advice.get(candidate.pk)
    form = ProposalForm(request.POST or None, request.FILES or None, candidates=candidates)
    if request.method == "POST":
        if not editable:
            raise PermissionDenied
        made = _create(request, form, period) if form.is_valid() else None
        if made is not None:
            messages.success(request, "Usulan dibuat. Sekarang mintakan persetujuan pimpinan instansi.")
            return redirect("assessments:proposal", made.pk)
    stored = Proposal.objects.filter(period=period).select_related("approved_by").prefetch_related("units")
    context = {
        "period": period,
        "form": form,
        "editable": editable,
        "proposals": stored,
        "candidates": candidates,
    }
    return render(request, "assessments/proposals/list.html", context, status=422 if form.errors else 200)


def _create(request, form, period) -> Proposal | None:
    file, scan = form.cleaned_data["scan"], None
    try:
        # Not in one transaction: whoever locks assessments does so before the instansi's chain.
        if file is not None:
            scan = upload(
                file=file,
                filename=file.name,
                title=f"Surat usulan {form.cleaned_data['letter_number']}",
                kind="surat",
                instansi=period.instansi,
                actor=request.user,
                role="Admin inspektorat",
            )
        return service.create_proposal(
            period,
            letter_number=form.cleaned_data["letter_number"],
            letter_date=form.cleaned_data["letter_date"],
            scan=scan,
            wanted=form.wanted(),
            actor=request.user,
        )
    except UploadRefused as error:
        form.refuse_file("scan", error)
    except service.UnitsRefused as error:
        form.refuse(error)
        form.reasons = _with_pages(error)
    except Refused as error:
        form.refuse(error)
    return None


def _with_pages(error: Refused) -> list[dict[str, str]]:
    """The reasons, those of a unit with the page where they are mended."""
    if not isinstance(error, service.UnitsRefused):
        return [{"message": message, "url": ""} for message, _ in error.reasons]
    return [
        {"message": message, "url": "" if where == HERE else url_of(unit, where)}
        for (message, where), unit in zip(error.reasons, error.units, strict=True)
    ]


def _proposal(request, pk: int) -> Proposal:
    found = get_object_or_404(
        Proposal.objects.filter(period__in=queries.visible_periods(request.user)).select_related(
            "period__instansi", "approved_by", "scan__document"
        ),
        pk=pk,
    )
    return found


@login_required
@require_safe
def proposal(request, pk: int):
    """One proposal: its units, the letter, who must act."""
    return _detail(request, _proposal(request, pk))


def _detail(request, found: Proposal, *, title: str = "", error: Refused | None = None):
    """The page of a proposal; with `error`, why what was asked for did not happen (422), and what was typed."""
    hats = hats_of(request.user)
    context = {
        "proposal": found,
        "units": found.units.select_related("assessment__unit"),
        "is_admin": _is_admin(request, found.period),
        "is_leader": found.period.instansi_id in hats.instansi(Role.PIMPINAN_INSTANSI),
        "refused": title,
        "reasons": _with_pages(error) if error else [],
        "reason": request.POST.get("reason", ""),
    }
    return render(request, "assessments/proposals/detail.html", context, status=422 if error else 200)


@login_required
@require_safe
def proposal_scan(request, pk: int):
    """The scan of the letter."""
    found = _proposal(request, pk)
    if found.scan is None:
        raise Http404
    return serve(found.scan, as_attachment=False, actor=request.user, role="", method=request.method)


def _withdraw(request, found: Proposal) -> None:
    approving.withdraw_approval(found, reason=request.POST.get("reason", ""), actor=request.user)


ACTIONS = {
    "setujui": (
        lambda request, found: approving.approve_proposal(found, actor=request.user),
        "Usulan disetujui.",
        "Belum dapat disetujui",
    ),
    "kirim": (
        lambda request, found: service.send_proposal(found, actor=request.user),
        "Usulan dikirim; unit-unitnya kini berstatus diusulkan.",
        "Belum dapat dikirim",
    ),
    "tarik": (
        _withdraw,
        "Persetujuan ditarik. Mintakan lagi, atau batalkan usulannya.",
        "Persetujuan tidak ditarik",
    ),
    "batalkan": (
        lambda request, found: service.remove_proposal(found, actor=request.user),
        "Usulan dibatalkan.",
        "Tidak dibatalkan",
    ),
}


@login_required
@require_POST
def proposal_act(request, pk: int, action: str):
    """Approve, send or cancel a proposal, or take its approval back."""
    found = _proposal(request, pk)
    if action not in ACTIONS:
        raise Http404
    act, done, refused = ACTIONS[action]
    try:
        act(request, found)
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    except Refused as error:
        return _detail(request, _proposal(request, pk), title=refused, error=error)
    messages.success(request, done)
    if action == "batalkan":
        return redirect("assessments:proposals", found.period.instansi.code, found.period.year)
    return redirect("assessments:proposal", pk)


def _in_tpn(request, pk: int):
    a = get_object_or_404(queries.visible_assessments(request.user), pk=pk)
    if not may(request.user, "view_final", a):
        raise PermissionDenied
    unit = get_object_or_404(ProposalUnit.objects.select_related("proposal"), assessment=a)
    return a, unit


@login_required
def tpn(request, pk: int):
    """TPN's stages, final values and determination of one unit."""
    a, unit = _in_tpn(request, pk)
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
    return render(request, "assessments/proposals/tpn.html", context, status=status)


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


@login_required
def tpn_values(request, pk: int, area: str):
    """TPN's values of one area or of Hasil, where they differ from TPI's."""
    a, _ = _in_tpn(request, pk)
    instrument = instrument_of(a.period)
    if area != "HASIL" and area not in instrument.areas:
        raise Http404
    editable = may(request.user, "edit_tpn", a)
    rows = tpn_rows(a, area, request.POST if request.method == "POST" else None)
    errors: dict[str, str] = {}
    if request.method == "POST":
        if not editable:
            raise PermissionDenied
        errors = _save_values(request, a, wanted_changes(rows))
        if not errors:
            messages.success(request, "Nilai TPN disimpan.")
            return redirect("assessments:tpn", pk)
    context = {
        "a": a,
        "role": acting_as(request.user, a),
        "rows": rows,
        "errors": errors,
        "editable": editable,
        "area_name": instrument.areas.get(area, "Hasil"),
        "areas": instrument.areas,
        "area": area,
    }
    return render(request, "assessments/proposals/tpn_values.html", context, status=422 if errors else 200)


def _save_values(request, a, wanted: list[tuple[str, Given, int]]) -> dict[str, str]:
    try:
        save_answers(a.pk, kind=Sheet.Kind.TPN, changes=[Change(*w) for w in wanted], actor=request.user)
    except BadValue as error:
        return {str(error).partition(":")[0].partition("/")[0]: str(error)}
    except Conflict as error:
        return {error.code: "Nilai ini baru saja diubah orang lain. Muat ulang halaman, lalu putuskan."}
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    return {}
