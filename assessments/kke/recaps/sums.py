"""The units of a year added up by stage, while they are written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from assessments.models import State

from .book import Book, Column, Value
from .unit_rows import UnitRow

SIX = Decimal("0.000001")
ALL = "Semua tahap"


class Means:
    """Totals by side, added up exactly; `lowest` and `highest` of each."""

    def __init__(self) -> None:
        self.sums: dict[str, tuple[Decimal, int]] = {}
        self.lowest: dict[str, Decimal] = {}
        self.highest: dict[str, Decimal] = {}

    def add(self, side: str, total: Decimal) -> None:
        """Take a total in."""
        had, count = self.sums.get(side, (Decimal(0), 0))
        self.sums[side] = had + total, count + 1
        self.lowest[side] = min(total, self.lowest.get(side, total))
        self.highest[side] = max(total, self.highest.get(side, total))

    def of(self, side: str) -> Decimal | None:
        """The mean of a side to six places; None where no unit has a total there."""
        total, count = self.sums.get(side, (Decimal(0), 0))
        return (total / count).quantize(SIX) if count else None


class Sums:
    """One stage added up. A unit that has answered nothing has no score to take into a mean."""

    def __init__(self) -> None:
        self.units = 0
        self.means = Means()
        self.meets: dict[str, int] = {}

    def add(self, row: UnitRow) -> None:
        """Take a unit in."""
        self.units += 1
        for side, sheet in row.sides.items():
            if sheet.answered:
                self.means.add(side, sheet.total)
        for predicate in row.judged.verdict if row.judged is not None else ():
            self.meets[predicate] = self.meets.get(predicate, 0) + bool(row.meets(predicate))


class ByStage:
    """Every stage, and all together."""

    def __init__(self) -> None:
        self.every = Sums()
        self.by_state = {state: Sums() for state in State}

    def add(self, row: UnitRow) -> None:
        """Take a unit in."""
        self.every.add(row)
        self.by_state[State(row.state)].add(row)

    def write(self, book: Book, predicates: Sequence[str]) -> None:
        """The sheet "Per tahap": the stages that have units."""
        columns = [
            Column("Tahap", 26),
            Column("Unit", 9, "count"),
            Column("Rata-rata", 11, "points", "Nilai unit"),
            Column("Terendah", 11, "points", "Nilai unit"),
            Column("Tertinggi", 11, "points", "Nilai unit"),
            Column("Rata-rata TPI", 11, "points", "Yang sudah final"),
            Column("Rata-rata TPN", 11, "points", "Yang sudah final"),
            *(Column(f"Memenuhi {name}", 13, "count", "Unit menurut lembar acuan") for name in predicates),
        ]
        told = "Belum ada unit."
        table = book.table(
            "Per tahap", columns, subtitle="Jumlah per tahap", frozen=1, filters=False, empty=told
        )
        named: Mapping[str, Sums] = {str(state.label): sums for state, sums in self.by_state.items()}
        for label, sums in {**named, ALL: self.every}.items():
            if sums.units:
                table.append(_row(label, sums, predicates), strong=label == ALL)


def _row(label: str, sums: Sums, predicates: Sequence[str]) -> list[Value]:
    return [
        label,
        sums.units,
        sums.means.of("Unit"),
        sums.means.lowest.get("Unit"),
        sums.means.highest.get("Unit"),
        sums.means.of("TPI"),
        sums.means.of("TPN"),
        *(sums.meets.get(name, 0) for name in predicates),
    ]
