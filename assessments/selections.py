"""Which units of a year are fixed by a decree, and what was weighed of the others. Reads only."""

from __future__ import annotations

from dataclasses import dataclass

from assessments.models import Assessment, Candidate, DecreeUnit, Period, SelectionDecree
from units.models import UnitKerja

Kind = SelectionDecree.Kind


@dataclass(frozen=True)
class Standing:
    """A unit in the selection of a year: what was weighed, the decree that speaks of it last, its registration."""

    unit: UnitKerja
    candidate: Candidate | None
    last: DecreeUnit | None
    assessment: Assessment | None

    @property
    def selected(self) -> bool:
        """Whether a decree fixes it and none has withdrawn it since."""
        return self.last is not None and self.last.decree.kind != Kind.WITHDRAWAL

    @property
    def withdrawn(self) -> bool:
        """Whether the last decree about it withdrew it."""
        return self.last is not None and self.last.decree.kind == Kind.WITHDRAWAL

    @property
    def met(self) -> list[str]:
        """The codes of the criteria that it meets."""
        return list(self.candidate.criteria) if self.candidate else []


def last_words(period: Period) -> dict[int, DecreeUnit]:
    """Unit id → what the newest decree of the year says of it (by date, then as recorded); one query."""
    rows = DecreeUnit.objects.filter(decree__period=period).select_related("decree")
    return {row.unit_id: row for row in rows.order_by("decree__date", "decree__pk")}


def is_selected(assessment: Assessment) -> bool:
    """Whether the newest decree about the unit fixes it for its year; one query."""
    rows = DecreeUnit.objects.filter(decree__period=assessment.period_id, unit=assessment.unit_id)
    last = rows.select_related("decree").order_by("decree__date", "decree__pk").last()
    return last is not None and last.decree.kind != Kind.WITHDRAWAL


def standings(period: Period, units: list[UnitKerja]) -> list[Standing]:
    """How these units stand in the selection; three queries whatever their number."""
    candidates = {row.unit_id: row for row in Candidate.objects.filter(period=period, unit__in=units)}
    registered = {a.unit_id: a for a in Assessment.objects.filter(period=period, unit__in=units)}
    last = last_words(period)
    return [
        Standing(unit, candidates.get(unit.pk), last.get(unit.pk), registered.get(unit.pk)) for unit in units
    ]
