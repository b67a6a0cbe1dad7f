"""The check before anyone signs: of a proposal, and of every unit that could be in one."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessments.preflight import candidates_preflight, preflight
from assessments.proposal_digest import digest_of
from assessments.views.proposals.common import is_admin, is_leader, visible_proposal
from assessments.views.propose.common import visible_period

TEMPLATE = "assessments/propose/check.html"


@login_required
@require_safe
def proposal_check(request, pk: int):
    """Everything that would get this proposal rejected; here the head of the instansi approves."""
    found = visible_proposal(request, pk)
    context = {
        "seen": digest_of(found),  # before the check: what changes meanwhile is not approved
        "proposal": found,
        "period": found.period,
        "check": preflight(found),
        "is_admin": is_admin(request, found.period),
        "is_leader": is_leader(request, found.period),
    }
    return render(request, TEMPLATE, context)


@login_required
@require_safe
def candidates_check(request, instansi: str, year: int):
    """The same for every unit that TPI finished, before there is a proposal."""
    period = visible_period(request, instansi, year)
    context = {
        "proposal": None,
        "period": period,
        "check": candidates_preflight(period, request.user),
        "is_admin": is_admin(request, period),
        "is_leader": False,
    }
    return render(request, TEMPLATE, context)
