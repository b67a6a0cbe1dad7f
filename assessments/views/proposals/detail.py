"""One proposal: its page, its letter, and what is done with it."""

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from assessments.models import Proposal, ProposalUnit, State
from assessments.preflight import Preflight, preflight
from assessments.proposal_changes import changes_of
from assessments.proposal_papers import papers_of, unready
from assessments.proposal_steps import Standing, Step, next_step
from assessments.pulls import was_pulled
from assessments.services import approving, sending
from assessments.services import proposals as service
from assessments.services.errors import NotAllowed, Refused
from assessments.services.withdrawing import withdrawable
from assessments.views.proposals.common import is_admin, is_leader, visible_proposal, with_pages
from documents.serving import serve
from units.proven import prove_again

RUNNING = {State.DIUSULKAN, State.PENILAIAN_TPN}


@login_required
@require_safe
def proposal(request, pk: int):
    """One proposal: its units, the letter, who must act."""
    return _detail(request, visible_proposal(request, pk))


def _detail(request, found: Proposal, *, title: str = "", error: Refused | None = None):
    """The page of a proposal; with `error`, why what was asked for did not happen (422), and what was typed."""
    units = list(found.units.select_related("assessment__unit"))
    states = {unit.assessment.state for unit in units}
    # once TPN has decided on all of it the check tells nobody anything
    checked = preflight(found, evidence=False) if not found.sent_at or states & RUNNING else None
    context = {
        "proposal": found,
        "units": units,
        "withdrawn": found.withdrawn.select_related("assessment__unit", "withdrawn_by"),
        "changes": changes_of(found),
        "check": checked,
        "is_open": not found.sent_at or State.DIUSULKAN in states,
        "can_withdraw": any(withdrawable(state) for state in states)
        and not (checked and (checked.void or checked.changed)),
        "step": _step(request, found, units, checked),
        "is_admin": is_admin(request, found.period),
        "is_leader": is_leader(request, found.period),
        "refused": title,
        "reasons": with_pages(error) if error else [],
        "reason": request.POST.get("reason", ""),
        "needs_day": sending.needs_day(found),
        "sent_on": request.POST.get("sent_on", ""),
    }
    return render(request, "assessments/proposals/detail.html", context, status=422 if error else 200)


def _step(request, found: Proposal, units: list[ProposalUnit], checked: Preflight | None) -> Step:
    papers = [] if found.approved_at else papers_of(found, [unit.assessment for unit in units])
    taking_back = reverse("assessments:withdrawal", args=[found.pk])
    approval = f"{reverse('assessments:proposal', args=[found.pk])}#persetujuan"
    stale = checked and any(one.url == approval for unit in checked.units for one in unit.findings)
    now = Standing(
        lacks=0 if found.approved_at else len(unready(found, papers)),
        void=bool(checked and checked.void),
        stale=bool(stale and found.approved_at and not was_pulled(found)),
        changed=bool(checked and any(one.url.startswith(taking_back) for one in checked.changed)),
        late=bool(checked and checked.passed),
        needs_day=sending.needs_day(found),
        is_admin=is_admin(request, found.period),
        is_leader=is_leader(request, found.period),
    )
    return next_step(found, units, now)


@login_required
@require_safe
def proposal_scan(request, pk: int):
    """The scan of the letter."""
    found = visible_proposal(request, pk)
    if found.scan is None:
        raise Http404
    return serve(found.scan, as_attachment=False, actor=request.user, role="", method=request.method)


def _withdraw(request, found: Proposal) -> None:
    approving.withdraw_approval(found, reason=request.POST.get("reason", ""), actor=request.user)


def _send(request, found: Proposal) -> None:
    """Also of a day that has passed: then with the day of the sending, which the form asks for."""
    typed = request.POST.get("sent_on", "").strip()
    try:
        day = date.fromisoformat(typed) if typed else None
    except ValueError as error:
        raise Refused("Tanggal pengiriman tidak dapat dibaca. Pilih tanggalnya lagi.") from error
    sending.send_proposal(found, actor=request.user, sent_on=day)


ACTIONS = {
    "setujui": (
        lambda request, found: approving.approve_proposal(
            found, actor=request.user, seen=request.POST.get("seen", "")
        ),
        "Usulan disetujui.",
        "Belum dapat disetujui",
    ),
    "kirim": (
        _send,
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
    found = visible_proposal(request, pk)
    if action not in ACTIONS:
        raise Http404
    if action == "setujui":
        prove_again(request)
    act, done, refused = ACTIONS[action]
    try:
        act(request, found)
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    except Refused as error:
        return _detail(request, visible_proposal(request, pk), title=refused, error=error)
    messages.success(request, done)
    if action == "batalkan":
        return redirect("assessments:proposals", found.period.instansi.code, found.period.year)
    return redirect("assessments:proposal", pk)
