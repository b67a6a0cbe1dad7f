"""The units that an instansi hands over: in an approved proposal of the year, released, not void."""

from dataclasses import dataclass

from assessments.engine.eligibility import (
    ConditionFact,
    ConditionResult,
    Subject,
    conditions_verdict,
    is_affirmed,
)
from assessments.loaded import policy_of
from assessments.models import Assessment, ConditionValue, Period, ProposalUnit
from assessments.rules import RELEASED


@dataclass(frozen=True)
class Unit:
    """A proposed unit: `id` is its code in the instansi, `affirmed` whether a condition is excused by affirmation."""

    id: str
    name: str
    predicate: str
    affirmed: bool
    assessment: Assessment


@dataclass(frozen=True)
class Proposed:
    """What a year hands over. `approved`: there is an approved proposal; `void`: why all of it fell."""

    approved: bool
    void: tuple[str, ...]
    units: tuple[Unit, ...]

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
    """What stands in the approved proposals of a year, by code; two queries.

    A unit whose result is not released is left out, and everything once a condition that voids proposals is not met.
    """
    rows = list(
        ProposalUnit.objects.filter(proposal__period=period, proposal__approved_at__isnull=False)
        .select_related("assessment__unit", "proposal")
        .order_by("pk")
    )
    values = ConditionValue.objects.filter(period=period)
    shared: dict[str, ConditionFact] = {}
    own: dict[int, dict[str, ConditionFact]] = {}
    for value in values:
        facts = shared if value.unit_id is None else own.setdefault(value.unit_id, {})
        facts[value.code] = ConditionFact(value.value, value.source, value.document_date)
    void: dict[str, None] = {}
    units = []
    for row in rows:
        unit = row.assessment.unit
        results = _judge(period, row, shared, own.get(unit.pk, {}))
        void |= dict.fromkeys(r.reason for r in results if r.voids_sent and not r.passes)
        if row.assessment.state in RELEASED:
            affirmed = is_affirmed(policy_of(period), row.predicate, _subject(period, row))
            excused = affirmed and any(result.excused for result in results)
            units.append(Unit(unit.code, unit.name, row.predicate, excused, row.assessment))
    units = [] if void else sorted(units, key=lambda one: one.id)
    return Proposed(bool(rows), tuple(void), tuple(units))


def _subject(period: Period, row: ProposalUnit) -> Subject:
    return Subject(period.instansi.kind, row.assessment.unit.service_kind, row.exception_reason)


def _judge(
    period: Period, row: ProposalUnit, shared: dict[str, ConditionFact], own: dict[str, ConditionFact]
) -> tuple[ConditionResult, ...]:
    return conditions_verdict(policy_of(period), row.predicate, _subject(period, row), shared, own)
