"""The units of a year that were proposed and wait for TPN: which may begin, and why the others may not."""

from collections.abc import Sequence
from dataclasses import dataclass

from assessments.engine.facts import Refusal
from assessments.engine.workflow import check
from assessments.facts import standings_of
from assessments.models import Assessment, Period, ProposalUnit, State
from assessments.where import url_of

MOVE = "mulai_tpn"


@dataclass(frozen=True)
class Waiting:
    """A proposed unit; without `refusals` TPN may begin."""

    assessment: Assessment
    predicate: str
    refusals: tuple[Refusal, ...]

    @property
    def reasons(self) -> list[dict[str, str]]:
        """Why not, each with the page where it is mended."""
        return [{"message": r.message, "url": url_of(self.assessment, r.where)} for r in self.refusals]


def waiting_for_tpn(period: Period) -> list[Waiting]:
    """The units of sent proposals that TPN has not begun to assess; nine queries, one where there are none."""
    found = ProposalUnit.objects.filter(
        assessment__period=period, assessment__state=State.DIUSULKAN, proposal__sent_at__isnull=False
    )
    rows = list(found.select_related("proposal", "assessment__unit").order_by("assessment__unit__code"))
    return _judged(period, rows) if rows else []


def _judged(period: Period, rows: Sequence[ProposalUnit]) -> list[Waiting]:
    for row in rows:
        row.proposal.period = row.assessment.period = period
        row.assessment.unit.instansi = period.instansi
    standings = standings_of(period, rows)
    return [
        Waiting(
            row.assessment,
            row.predicate,
            tuple(check(MOVE, row.assessment.state, standings[row.pk].facts)),
        )
        for row in rows
    ]
