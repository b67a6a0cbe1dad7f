"""The units that an instansi hands over: what the portal would send to TPN now, and nothing else."""

from dataclasses import dataclass, replace

from assessments.engine import workflow
from assessments.engine.eligibility import Subject, is_affirmed
from assessments.engine.facts import Refusal
from assessments.facts import standings_of
from assessments.facts.proposed import Standing
from assessments.loaded import policy_of
from assessments.models import Assessment, Period, ProposalUnit
from assessments.rules import RELEASED
from assessments.services.issuing import lhe_holds
from assessments.stale_results import issued_later, outdated


@dataclass(frozen=True)
class Unit:
    """A proposed unit: `id` is its code in the instansi, `affirmed` whether a condition is excused by affirmation."""

    id: str
    name: str
    predicate: str
    affirmed: bool
    assessment: Assessment


@dataclass(frozen=True)
class LeftOut:
    """A proposed unit that is not handed over, and everything that keeps it back."""

    unit: Unit
    reasons: tuple[Refusal, ...]


@dataclass(frozen=True)
class Proposed:
    """What a year hands over. `approved`: there is an approved proposal; `void`: why all of it fell; `left_out`: the
    proposed units that are not in `units`, whatever voids all of them apart.
    """

    approved: bool
    void: tuple[str, ...]
    units: tuple[Unit, ...]
    left_out: tuple[LeftOut, ...] = ()

    @property
    def is_final(self) -> bool:
        """Whether there is something to hand over, be it a list without units."""
        return self.approved and not self.void

    def of(self, predicate: str) -> tuple[Unit, ...]:
        """The units proposed for a predicate, by code."""
        return tuple(unit for unit in self.units if unit.predicate == predicate)

    def unit(self, unit_id: str) -> Unit | None:
        """The unit with this id."""
        return next((unit for unit in self.units if unit.id == unit_id), None)


NOTHING = Proposed(approved=False, void=(), units=())


def proposed_in(period: Period) -> Proposed:
    """What of the proposals of a year is handed over, by code; eight queries, one where nothing is proposed.

    A unit for which a guard of `usulkan` does not hold now is left out, sent or not: in the year of the API the pull is
    the sending. Everything is once a condition that voids proposals is not met.
    """
    rows = list(
        ProposalUnit.objects.filter(proposal__period=period)
        .select_related("assessment__unit", "proposal__scan")
        .order_by("assessment__unit__code")
    )
    for row in rows:
        row.assessment.period, row.assessment.unit.instansi = period, period.instansi
        row.proposal.period, row.assessment.proposal_unit = period, row
    standings = standings_of(period, rows) if rows else {}
    approved = [row for row in rows if row.proposal.approved_at is not None]
    void: dict[str, None] = {}
    for row in approved:
        results = standings[row.pk].facts.conditions or ()
        void |= dict.fromkeys(r.reason for r in results if r.voids_sent and not r.passes)
    units, left_out = [], []
    for row in rows:
        unit, reasons = _unit(row, standings[row.pk]), _reasons(row, standings[row.pk])
        own = tuple(reason for reason in reasons if reason.message not in void)
        if own:
            left_out.append(LeftOut(unit, own))
        elif not void:
            units.append(unit)
    units.sort(key=lambda one: one.id)
    return Proposed(bool(approved), tuple(void), tuple(units), tuple(left_out))


def _unit(row: ProposalUnit, standing: Standing) -> Unit:
    place = row.assessment.unit
    subject = Subject(place.instansi.kind, place.service_kind, row.exception_reason)
    affirmed = is_affirmed(policy_of(row.assessment.period), row.predicate, subject)
    excused = affirmed and any(result.excused for result in standing.facts.conditions or ())
    return Unit(place.code, place.name, row.predicate, excused, row.assessment)


def _reasons(row: ProposalUnit, standing: Standing) -> list[Refusal]:
    """Why the portal would not send this unit now; of a result that is not released the state alone is told."""
    state = row.assessment.state
    if state not in RELEASED:
        return workflow.check("usulkan", state, standing.facts)
    # the announced days of the pull hold instead of the deadline for letters, see `pull_days`
    in_time = replace(standing.facts, now=standing.facts.proposal_deadline)
    found = workflow.check("usulkan", workflow.SELESAI_TPI, in_time)
    if standing.is_stale and not lhe_holds(row.assessment):
        found.append(outdated(row.proposal, state))
    elif standing.issued_at and row.proposal.approved_at and standing.issued_at > row.proposal.approved_at:
        found.append(issued_later(row.proposal, state))
    return found
