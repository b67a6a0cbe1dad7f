"""Changing a proposal: its letter, a unit out of it before the approval, units taken back after it was sent."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.forms.proposals import UnitsForm
from assessments.forms.propose import LetterForm, WithdrawalForm
from assessments.models import Proposal
from assessments.proposal_digest import digest_of
from assessments.services import proposal_units as service
from assessments.services.correcting import correct_letter
from assessments.services.errors import NotAllowed, Refused
from assessments.services.proposals import UnitsRefused
from assessments.services.withdrawing import Letter, are_withdrawn, withdraw_units
from assessments.views.proposals.common import candidates_of, visible_proposal, with_advice, with_pages
from assessments.views.propose.common import attempt, keep, require_admin
from documents.serving import serve


@login_required
@require_http_methods(["GET", "POST"])
def letter_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Number and date of the letter; once approved with a reason."""
    found = visible_proposal(request, pk)
    require_admin(request, found.period)
    form = LetterForm(request.POST or None, proposal=found)
    if attempt(form, lambda data: _correct(request, found, data)):
        messages.success(request, "Nomor dan tanggal surat disimpan.")
        return redirect("assessments:proposal", pk)
    context = {"proposal": found, "form": form}
    return render(request, "assessments/propose/letter.html", context, status=422 if form.is_bound else 200)


def _correct(request: HttpRequest, found: Proposal, data: dict) -> None:
    correct_letter(
        found,
        number=data["letter_number"],
        letter_date=data["letter_date"],
        seen=(data["seen_number"], data["seen_date"]),
        reason=data.get("reason", ""),
        actor=request.user,
    )


@login_required
@require_http_methods(["GET", "POST"])
def units_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Units, predicates and reasons of a proposal that is not approved yet."""
    found = visible_proposal(request, pk)
    require_admin(request, found.period)
    form = UnitsForm(
        request.POST or None,
        candidates=with_advice(candidates_of(request.user, found.period, found)),
        stands=found.units.all(),
        seen=digest_of(found),
    )
    if form.is_bound and form.is_valid() and _change_units(request, found, form):
        messages.success(request, "Unit dalam usulan disimpan.")
        return redirect("assessments:proposal", pk)
    context = {"proposal": found, "form": form}
    return render(request, "assessments/propose/units.html", context, status=422 if form.errors else 200)


def _change_units(request: HttpRequest, found: Proposal, form: UnitsForm) -> bool:
    try:
        service.change_units(found, wanted=form.wanted(), seen=form.cleaned_data["seen"], actor=request.user)
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    except Refused as error:
        form.refuse(error)
        if isinstance(error, service.ProposalChanged):
            seen = digest_of(Proposal.objects.get(pk=found.pk))
            form.compare(found.units.all(), seen=seen)
        form.reasons = with_pages(error) if isinstance(error, UnitsRefused) else None
    return not form.errors


@login_required
@require_POST
def take_out(request: HttpRequest, pk: int, unit: int) -> HttpResponse:
    """Take a unit out of a proposal that is not approved yet."""
    found = visible_proposal(request, pk)
    require_admin(request, found.period)
    get_object_or_404(found.period.assessments, pk=unit)
    try:
        service.take_out(found, unit, actor=request.user)
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    except Refused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Unit dikeluarkan dari usulan dan dapat diusulkan lagi.")
    return redirect("assessments:proposal", pk)


@login_required
@require_http_methods(["GET", "POST"])
def withdrawal(request: HttpRequest, pk: int) -> HttpResponse:
    """Take units of a sent proposal back, by a letter and with a reason."""
    found = visible_proposal(request, pk)
    require_admin(request, found.period)
    chosen = request.GET.get("unit", "")
    form = WithdrawalForm(request.POST or None, request.FILES or None, proposal=found, chosen=chosen)
    if attempt(form, lambda data: _withdraw(request, found, data)):
        messages.success(
            request, "Unit ditarik dari usulan. Penilaiannya dapat dibuka kembali atau diusulkan lagi."
        )
        return redirect("assessments:proposal", pk)
    context = {"proposal": found, "form": form}
    return render(
        request, "assessments/propose/withdrawal.html", context, status=422 if form.is_bound else 200
    )


def _withdraw(request: HttpRequest, found: Proposal, data: dict) -> None:
    if are_withdrawn(found, data["units"]):
        return
    number = data["letter_number"]
    scan = keep(request, found.period, file=data["scan"], title=f"Surat penarikan usulan {number}")
    letter = Letter(number, data["letter_date"], scan)
    withdraw_units(found, assessments=data["units"], letter=letter, reason=data["reason"], actor=request.user)


@login_required
@require_safe
def withdrawal_scan(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """The letter by which a unit was taken back."""
    found = visible_proposal(request, pk)
    kept = get_object_or_404(found.withdrawn.select_related("scan__document", "scan__blob"), pk=row)
    return serve(kept.scan, as_attachment=False, actor=request.user, role="", method=request.method)
