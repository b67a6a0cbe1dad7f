"""What a sheet says about its cells beside their contents: merges, drop-downs, array formulas, column styles."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from documents.workbooks.cells import column_number
from documents.workbooks.guard import Package

_AREA = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?")
MAX_AREAS = 20_000  # areas of validations of one sheet that are looked at


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of cells, both ends included."""

    top: int
    left: int
    bottom: int
    right: int

    def holds(self, row: int, column: int) -> bool:
        """Whether the cell lies in the area."""
        return self.top <= row <= self.bottom and self.left <= column <= self.right


@dataclass
class SheetFacts:
    """`lists`: (areas, formula of the list) of each drop-down; `arrays`: areas that one array formula fills."""

    merges: list[Area] = field(default_factory=list)
    arrays: list[Area] = field(default_factory=list)
    lists: list[tuple[list[Area], str]] = field(default_factory=list)

    def is_covered(self, row: int, column: int) -> bool:
        """Whether the cell lies under a merge without being its first cell: nothing can stand in it."""
        at = (row, column)
        return any(area.holds(row, column) and (area.top, area.left) != at for area in self.merges)

    def in_array(self, row: int, column: int) -> bool:
        """Whether an array formula fills the cell."""
        return any(area.holds(row, column) for area in self.arrays)

    def list_of(self, row: int, column: int) -> str | None:
        """The formula of the cell's drop-down, None without one."""
        for areas, formula in self.lists:
            if any(area.holds(row, column) for area in areas):
                return formula
        return None


def areas_of(reference: str) -> Iterator[Area]:
    """The areas of a reference list ("K6 K9:K12"); what is no area is left out."""
    for part in reference.split():
        match = _AREA.fullmatch(part)
        if match is None:
            continue
        left, top, right, bottom = match.groups()
        first = (int(top), column_number(left))
        last = (int(bottom), column_number(right)) if right else first
        yield Area(first[0], first[1], last[0], last[1])


def read_facts(package: Package, part: str) -> SheetFacts:
    """Read the facts off a worksheet part; drop-downs of newer Excel (in its extensions) included."""
    reader = _FactsReader()
    package.stream(part, start=reader.start, end=reader.end, text=reader.text)
    return reader.facts


class _FactsReader:
    def __init__(self) -> None:
        self.facts = SheetFacts()
        self.in_list = False
        self.into: list[str] | None = None
        self.formula: list[str] = []
        self.reference: list[str] = []
        self.left = MAX_AREAS

    def start(self, tag: str, attrs: dict[str, str]) -> None:
        if tag == "mergeCell":
            self.facts.merges += areas_of(attrs.get("ref", ""))
        elif tag == "f" and attrs.get("t") in ("array", "dataTable"):
            self.facts.arrays += areas_of(attrs.get("ref", ""))
        elif tag == "dataValidation":
            self.in_list = attrs.get("type") == "list"
            self.formula, self.reference = [], [attrs.get("sqref", "")]
        elif self.in_list and tag == "formula1":
            self.into = self.formula
        elif self.in_list and tag == "sqref":
            self.into = self.reference

    def end(self, tag: str) -> None:
        if tag in ("formula1", "sqref"):
            self.into = None
        elif tag == "dataValidation" and self.in_list:
            self.in_list = False
            self._add(areas_of(" ".join(self.reference)), "".join(self.formula).strip())

    def _add(self, areas: Iterable[Area], formula: str) -> None:
        taken = []
        for area in areas:
            if self.left > 0:
                taken.append(area)
                self.left -= 1
        if taken:
            self.facts.lists.append((taken, formula))

    def text(self, data: str) -> None:
        if self.into is not None:
            self.into.append(data)
