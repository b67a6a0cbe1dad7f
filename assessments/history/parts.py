"""Which parts the trail on paper has. Paper goes round: before the release nothing of TPI's work is printed for
anybody.
"""

from assessments.history.lens import lens_of
from assessments.models import Assessment
from assessments.rules import RELEASED

BASE, REQUESTS, REASONS, FINAL, TEAM = "dasar", "permintaan", "alasan", "akhir", "tim"


def parts_of(user, assessment: Assessment) -> frozenset[str]:
    """The parts that the person may have printed now; empty without the right to the history.

    BASE: moves, submissions, rounds, evidence. REQUESTS: what rounds asked, and the replies that were sent. REASONS:
    why a step was taken back. FINAL: final answers, who judged, signatures, documents, the audit chain. TEAM: members'
    sheets, the reasons why one was excused or reopened, and why a round was closed without a reply.
    """
    lens = lens_of(user, assessment)
    if lens is None:
        return frozenset()
    released = assessment.state in RELEASED
    parts = {
        BASE: True,
        REQUESTS: lens.requests,
        REASONS: released and lens.reasons,
        FINAL: lens.final,
        TEAM: released and lens.team,
    }
    return frozenset(part for part, printed in parts.items() if printed)
