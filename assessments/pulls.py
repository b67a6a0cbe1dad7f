"""Whether PortalRB took an approved proposal: the audit of its pulls says so."""

from datetime import date

from django.db.models import Q

from assessments.deadlines import first_instant
from assessments.models import Proposal
from assessments.pull_days import window_of
from audit.queries import of_chain

PROPOSALS, ANSWERS = "/api/portalrb/pengusulan/", "/api/portalrb/lke/jawaban-unit/"


def was_pulled(proposal: Proposal) -> bool:
    """Whether a list or answers of the instansi were given to PortalRB after the approval and before the year's days of
    the pull, or the year itself, were over.
    """
    if proposal.approved_at is None:
        return False
    period = proposal.period
    end = max(window_of(period).ends_at, first_instant(date(period.year + 1, 1, 1)))
    told = Q(after__path__startswith=PROPOSALS) | Q(after__path__startswith=ANSWERS)
    pulls = of_chain(f"instansi:{period.instansi_id}").filter(action="handover.pull", after__status=200)
    return pulls.filter(told, at__gte=proposal.approved_at, at__lt=end).exists()
