"""Which rows of a pattern a copy takes, for so many of its units and such years, and where each stands."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from units.models import UnitKerja, User
from zi_portal.sizes.naming import Model
from zi_portal.sizes.pattern import MINDED, Key, Pattern, Row


class Scope(NamedTuple):
    """Part of a copy: what an instansi has once (`whole`) or what each set of units brings; of a year or none."""

    whole: bool
    year: int | None


class Place(NamedTuple):
    """Where a row of the pattern stands in a copy: its id is the first of its kind in this scope, plus `at`."""

    scope: Scope
    model: Model
    at: int


@dataclass
class Layout:
    """What is copied: rows by scope, and where each of them stands in which year."""

    pattern: Pattern
    years: tuple[int, ...]
    rows: dict[Scope, list[Row]] = field(default_factory=lambda: defaultdict(list))
    places: dict[tuple[Key, int | None], Place] = field(default_factory=dict)
    counts: dict[Scope, dict[Model, int]] = field(default_factory=dict)

    def parent(self, row: Row, year: int | None, key: Key | None) -> Place | None:
        """Where what the row points at stands, in the year that fits; None where the copy hasn't got it."""
        found = self.pattern.rows.get(key) if key else None
        if found is None:
            return None
        fits = None if found.year is None else found.year if row.year is None else _near(row, found, year)
        return self.places.get((found.key, fits))


def _near(row: Row, found: Row, year: int | None) -> int:
    return (year or 0) + (found.year or 0) - (row.year or 0)


def source_of(pattern: Pattern, year: int) -> int:
    """From which year of the pattern a year is copied: the same, or the oldest for those before it."""
    return year if year in pattern.years else min(pattern.years)


def lay_out(pattern: Pattern, *, units: int, years: Iterable[int]) -> Layout:
    """Choose the rows for the first `units` units and these years; what hangs on something left out is left out too."""
    made = Layout(pattern, tuple(sorted(years)))
    kept = frozenset(parents_first(pattern)[:units])
    for year in (None, *made.years):
        source = None if year is None else source_of(pattern, year)
        for row in pattern.rows.values():
            if row.year == source and row.units <= kept and _whole_parents(made, row, year):
                scope = Scope(row.whole, year)
                counts = made.counts.setdefault(scope, defaultdict(int))
                made.places[row.key, year] = Place(scope, row.table.model, counts[row.table.model])
                counts[row.table.model] += 1
                made.rows[scope].append(row)
    return made


def _whole_parents(made: Layout, row: Row, year: int | None) -> bool:
    for at, target in row.table.links:
        value = row.values[at]
        if value is None:
            continue
        if (found := made.parent(row, year, (target, value))) is not None:
            if at in row.table.singles and found.scope.year is None and year not in (None, row.year):
                return False  # the year that it is copied from has it already
            continue
        minded = f"{row.table.label}.{row.table.columns[at].removesuffix('_id')}" in MINDED
        if not minded and not (target is User and (User, value) not in made.pattern.rows):
            return False
    return True


def parents_first(pattern: Pattern) -> Sequence[int]:
    """The units of the pattern, each after the one that it belongs to."""
    above = {}
    for row in pattern.rows.values():
        if row.table.model is UnitKerja:
            above[row.values[row.table.pk]] = row.values[row.table.columns.index("parent_id")]

    def depth(pk: int) -> int:
        return 0 if above[pk] is None else 1 + depth(above[pk])

    return sorted(above, key=lambda pk: (depth(pk), pk))
