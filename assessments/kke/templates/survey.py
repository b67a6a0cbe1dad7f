"""What a template file is made of: its cells, merges, drop-downs, and what else its package holds.

Runs in the isolated process: standard library only.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from documents.workbooks.cells import Grid
from documents.workbooks.guard import Package, open_package
from documents.workbooks.reader import read_grids, relations_of, sheet_parts, workbook_part
from documents.workbooks.stored_cells import dump, load

from .contents import Finding, look
from .sheet_facts import Area, SheetFacts, read_facts

HEAD = 8  # bytes that say how long the JSON before the cells is


@dataclass(frozen=True)
class Survey:
    """A surveyed file. `parts`: of each sheet in order; `names`: defined name in lower case → formula."""

    grids: Sequence[Grid]
    parts: Sequence[str]
    facts: Sequence[SheetFacts]
    names: Mapping[str, str]
    workbook: str
    styles: str
    findings: Sequence[Finding]

    def index_of(self, grid: Grid) -> int:
        """The place of a sheet among the sheets."""
        return next(number for number, other in enumerate(self.grids) if other is grid)


def survey(data: bytes) -> bytes:
    """Survey a file; see `unpacked`. FileRefused as guard and reader say."""
    package = open_package(data)
    sheets, _ = sheet_parts(package)
    workbook = workbook_part(package)
    told = {
        "parts": [part for _, _, part in sheets],
        "facts": [asdict(read_facts(package, part)) for _, _, part in sheets],
        "names": _defined_names(package, workbook),
        "workbook": workbook,
        "styles": next(
            (t for kind, t, _ in relations_of(package, workbook).values() if kind == "styles"), ""
        ),
        "findings": [asdict(finding) for finding in look(package, [part for _, _, part in sheets])],
    }
    text = json.dumps(told).encode("ascii")
    return len(text).to_bytes(HEAD, "big") + text + dump(read_grids(package))


def unpacked(answer: bytes) -> Survey:
    """The survey that `survey` gave. ValueError: anything else."""
    length = int.from_bytes(answer[:HEAD], "big")
    told = json.loads(answer[HEAD : HEAD + length])
    return Survey(
        grids=load(answer[HEAD + length :]),
        parts=[str(part) for part in told["parts"]],
        facts=[_facts(each) for each in told["facts"]],
        names={str(name): str(formula) for name, formula in told["names"].items()},
        workbook=str(told["workbook"]),
        styles=str(told["styles"]),
        findings=[Finding(**each) for each in told["findings"]],
    )


def _facts(told: dict) -> SheetFacts:
    return SheetFacts(
        merges=[Area(**area) for area in told["merges"]],
        arrays=[Area(**area) for area in told["arrays"]],
        lists=[([Area(**area) for area in areas], str(formula)) for areas, formula in told["lists"]],
    )


def _defined_names(package: Package, workbook: str) -> dict[str, str]:
    names: dict[str, str] = {}
    current = [""]

    def start(tag: str, attrs: dict[str, str]) -> None:
        current[0] = attrs.get("name", "").casefold() if tag == "definedName" else ""

    def text(data: str) -> None:
        if current[0]:
            names[current[0]] = names.get(current[0], "") + data

    def end(tag: str) -> None:
        current[0] = ""

    package.stream(workbook, start=start, end=end, text=text)
    return names
