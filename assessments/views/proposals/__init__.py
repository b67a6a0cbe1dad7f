"""Pages of the proposals to TPN."""

from assessments.views.proposals.detail import proposal, proposal_act, proposal_scan
from assessments.views.proposals.listing import proposals

__all__ = ["proposal", "proposal_act", "proposal_scan", "proposals"]
