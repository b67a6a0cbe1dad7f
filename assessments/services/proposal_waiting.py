"""Asking the head of the instansi to approve: once nothing that regulation asks for is lacking."""

from assessments.models import Proposal
from assessments.proposal_papers import papers_of, unready
from assessments.services.told import proposal_waits
from audit.queries import of_object


def tell_when_complete(proposal: Proposal, *, actor) -> None:
    """Tell the head of the instansi, once, and again after each approval that was taken back; nobody while something
    lacks. In the caller's transaction, under the lock of the proposal.
    """
    if proposal.approved_at is not None:
        return
    units = [row.assessment for row in proposal.units.select_related("assessment__unit")]
    if unready(proposal, papers_of(proposal, units)):
        return
    taken_back = of_object("assessments.proposal", proposal.pk).filter(action="proposal.withdraw_approval")
    proposal_waits(proposal, times=taken_back.count(), actor=actor)
