"""The units of a year added up by stage, while they are written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from .book import Book, Column, Value
from .unit_rows import UnitRow

NONE = (Decimal(0), 0)


@dataclass
class Sums:
    """A stage added up; exact decimals. A unit that has answered nothing has no score to take into a mean."""

    label: str
    units: int = 0
    told: dict[str, tuple[Decimal, int]] = field(default_factory=dict)
    lowest: Decimal | None = None
    highest: Decimal | None = None
    meets: dict[str, int] = field(default_factory=dict)

    def add(self, row: UnitRow) -> None:
        """Take a unit in."""
        self.units += 1
        for side, sheet in row.sides.items():
            if sheet.answered:
                self._count(side, sheet.total, 1)
        if (unit := row.sides.get("Unit")) is not None and unit.answered:
            self._spread(unit.total, unit.total)
        for predicate in row.judged.verdict if row.judged is not None else ():
            self.meets[predicate] = self.meets.get(predicate, 0) + bool(row.meets(predicate))

    def take(self, other: Sums) -> None:
        """Take another stage in."""
        self.units += other.units
        for side, (total, count) in other.told.items():
            self._count(side, total, count)
        if other.lowest is not None and other.highest is not None:
            self._spread(other.lowest, other.highest)
        for predicate, count in other.meets.items():
            self.meets[predicate] = self.meets.get(predicate, 0) + count

    def mean(self, side: str) -> Decimal | None:
        """The mean of a side; None where no unit has a sheet there."""
        total, count = self.told.get(side, NONE)
        return total / count if count else None

    def _count(self, side: str, total: Decimal, count: int) -> None:
        had, units = self.told.get(side, NONE)
        self.told[side] = had + total, units + count

    def _spread(self, low: Decimal, high: Decimal) -> None:
        self.lowest = low if self.lowest is None else min(self.lowest, low)
        self.highest = high if self.highest is None else max(self.highest, high)


def write_sums(book: Book, predicates: Sequence[str], sums: Sequence[Sums]) -> None:
    """The sheet "Per tahap": every stage that has units, and all together."""
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
    table = book.table(
        "Per tahap", columns, subtitle="Jumlah per tahap", frozen=1, filters=False, empty="Belum ada unit."
    )
    every = Sums("Semua tahap")
    for one in sums:
        if one.units:
            every.take(one)
            table.append(_sums(predicates, one))
    if every.units:
        table.append(_sums(predicates, every), strong=True)


def _sums(predicates: Sequence[str], sums: Sums) -> list[Value]:
    return [
        sums.label,
        sums.units,
        sums.mean("Unit"),
        sums.lowest,
        sums.highest,
        sums.mean("TPI"),
        sums.mean("TPN"),
        *(sums.meets.get(name, 0) for name in predicates),
    ]
