"""What an instansi may know of its units in a year, read lot by lot: sheets, minima, team, dates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any, NamedTuple

from assessments.engine.instrument import Instrument
from assessments.engine.verdict import TOTAL, Shortfall
from assessments.models import Assessment, IssuedDocument, Period, ProposalUnit, Sheet, State, StateChange
from assessments.queries import with_round
from assessments.rules import RELEASED
from units.models import TeamUnit

from .chunks import UNITS, lots, open_sheets

SIDES = {Sheet.Kind.UNIT: "Unit", Sheet.Kind.TPI: "TPI", Sheet.Kind.TPN: "TPN"}
DECIDED = frozenset({State.WBK, State.WBBM, State.BELUM_MEMENUHI, State.DICABUT})


class Totals(NamedTuple):
    """What a sheet adds up to, as stored with it (`models.Sheet`)."""

    total: Decimal
    scores: dict[str, str]
    areas: dict[str, str]
    verdict: dict[str, Any]
    answered: int
    of: int


@dataclass(frozen=True)
class UnitRow:
    """One unit in a year. `sides`: the sheets that are open to the instansi, by "Unit", "TPI", "TPN"; times local.

    `moved` holds the last time of each move of the workflow by its name.
    """

    code: str
    name: str
    state: str
    label: str
    target: str
    since: datetime
    sides: Mapping[str, Totals]
    team: str = ""
    due: datetime | None = None
    declared: date | None = None
    moved: Mapping[str, datetime] = field(default_factory=dict)
    lhe: tuple[str, datetime] | None = None
    proposal: ProposalUnit | None = None

    @property
    def released(self) -> bool:
        """Whether TPI's result is out."""
        return self.state in RELEASED

    @property
    def basis(self) -> str:
        """Whose sheet counts: the furthest one that is released; "" while the unit has answered nothing."""
        found = next((side for side in ("TPN", "TPI", "Unit") if side in self.sides), "")
        return found if found and self.sides[found].answered else ""

    @property
    def judged(self) -> Totals | None:
        """The sheet that counts."""
        return self.sides.get(self.basis)

    def meets(self, predicate: str) -> bool | None:
        """Whether the sheet that counts reaches the minima; None where there is nothing to say."""
        found = self.judged.verdict.get(predicate) if self.judged is not None else None
        return None if found is None else found["met"]

    def missing(self, instrument: Instrument) -> str:
        """What is still short of the predicate that the unit aims at, as one phrase."""
        sheet = self.judged
        if sheet is None:
            return ""
        parts = []
        if self.basis == "Unit" and sheet.answered < sheet.of:
            parts.append(f"{sheet.of - sheet.answered} pertanyaan belum dijawab")
        for short in sheet.verdict.get(self.target, {}).get("short", ()):
            what = short["what"]
            gap = Shortfall(
                what,
                short["name"],
                _minimum(short["minimum"]),
                Fraction(short["value"]),
                percent=what in instrument.areas,
            ).gap_text
            parts.append(f"{'Total' if what == TOTAL else what} {gap}")
        return "; ".join(parts)


def unit_rows(period: Period) -> Iterator[UnitRow]:
    """One row a unit in the order of codes. Six queries a lot: units, sheets, teams, moves, LHE, proposals.

    The caller has checked that the reader administers or leads the instansi.
    """
    found = with_round(Assessment.objects.filter(period=period)).select_related("unit", "declaration")
    zone = period.instansi.zone
    for lot in lots(found, UNITS):
        sides: dict[int, dict[str, Totals]] = {}
        sheets = (
            open_sheets().filter(assessment__in=lot).values_list("assessment_id", "kind", *Totals._fields)
        )
        for pk, kind, *told in sheets:
            sides.setdefault(pk, {})[SIDES[kind]] = Totals(*told)
        teams = dict(
            TeamUnit.objects.filter(year=period.year, unit__in=[a.unit_id for a in lot]).values_list(
                "unit_id", "team__name"
            )
        )
        moved: dict[int, dict[str, datetime]] = {}
        changes = StateChange.objects.filter(assessment__in=lot).order_by("at", "pk")
        for pk, name, at in changes.values_list("assessment_id", "name", "at"):
            moved.setdefault(pk, {})[name] = at.astimezone(zone)
        valid = IssuedDocument.objects.filter(
            assessment__in=lot, kind=IssuedDocument.Kind.LHE, superseded_at=None
        )
        lhe = {pk: (number, at.astimezone(zone)) for pk, number, at in _numbers(valid)}
        proposals = {
            p.assessment_id: p
            for p in ProposalUnit.objects.filter(assessment__in=lot).select_related("proposal")
        }
        for a in lot:
            yield UnitRow(
                code=a.unit.code,
                name=a.unit.name,
                state=a.state,
                label=a.get_state_display(),
                target=a.target,
                since=a.state_since.astimezone(zone),
                sides={side: sides[a.pk][side] for side in SIDES.values() if side in sides.get(a.pk, ())},
                team=teams.get(a.unit_id, ""),
                due=a.round_due.astimezone(zone) if a.round_due else None,
                declared=a.declaration.date if a.declaration else None,
                moved=moved.get(a.pk, {}),
                lhe=lhe.get(a.pk) if a.state in RELEASED else None,
                proposal=proposals.get(a.pk),
            )


_minimum = lru_cache(maxsize=256)(Fraction)  # the same few in every row


def _numbers(documents):
    return documents.order_by("issued_at").values_list("assessment_id", "number", "issued_at")


__all__ = ["DECIDED", "SIDES", "Totals", "UnitRow", "unit_rows"]
