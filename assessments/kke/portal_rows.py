"""Reads our own layout: each row names its code; the hidden sheet says what the file was exported from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from assessments.engine.instrument import Instrument
from documents.workbooks.cells import PORTAL_SHEET, Grid

from .answer_types import fits, parse_type
from .layout import Layout
from .recognised import CODE, Assign, Recognised, Row, as_read
from .witnesses import type_differs

SOURCE = "sumber"  # the row below an index that takes its source: "B.I.a/sumber"
FIELDS = ("format", "assessment", "instansi", "unit", "year", "instrument", "instrument_hash", "sheet")
VERSIONS = "kode"  # first cell of the header above code and version


@dataclass(frozen=True)
class Identity:
    """What a file of ours says it is: `sheet` is "unit", "tpi" or "member/<user id>"; versions by code."""

    assessment: str
    instansi: str
    unit: str
    year: str
    instrument: str
    instrument_hash: str
    sheet: str
    format: str = "1"
    versions: Mapping[str, int] = field(default_factory=dict)


def read_identity(grids: Sequence[Grid]) -> Identity | None:
    """The identity on the hidden sheet; None where it is missing or not whole (the file then counts as foreign)."""
    grid = next((grid for grid in grids if grid.name == PORTAL_SHEET), None)
    if grid is None:
        return None
    pairs = {
        number: (cells[1].text, cells[2].text if 2 in cells else "")
        for number, cells in sorted(grid.rows.items())
        if 1 in cells
    }
    start = next((number for number, (key, _) in pairs.items() if key == VERSIONS), None)
    if start is None:
        return None
    fields = {key: value for number, (key, value) in pairs.items() if number < start and key in FIELDS}
    versions = {key: value for number, (key, value) in pairs.items() if number > start}
    whole = set(fields) == set(FIELDS) and all(v.isdecimal() and len(v) < 10 for v in versions.values())
    return Identity(versions={code: int(v) for code, v in versions.items()}, **fields) if whole else None


def recognise_portal_rows(layout: Layout, instrument: Instrument, assign: Assign = as_read) -> Recognised:
    """Read every row below the header by its code; `assign` has the last word, as in `recognise_rows`."""
    found = Recognised(layout)
    for number in sorted(layout.grid.rows):
        if number > layout.header and (row := assign(_read_row(layout, instrument, number))) is not None:
            found.rows.append(row)
    return found


def _read_row(layout: Layout, instrument: Instrument, number: int) -> Row:
    cells = [layout.grid.at(number, column) for column in (layout.code, layout.levels[0], layout.kind)]
    code, text, kind = (cell.text if cell is not None else "" for cell in cells)
    row = Row(number, "text", text or code, parse_type(kind))
    if not code:
        ours = layout.name == "portal"
        return replace(row, kind="total") if ours else replace(row, why="Baris ini tidak punya kode.")
    base, _, part = _spelt(code, instrument).partition("/")
    code = f"{base}/{part}" if part else base
    question = instrument.questions.get(base)
    if question is None or (part and part not in _parts(question)):
        if base in instrument.components_by_code and not part:
            return Row(number, "heading", text, component=base)
        return replace(row, kind="question", why=f"Kode {code} tidak ada di instrumen.")
    if part:
        kind = "source" if part == SOURCE else "count"
        return replace(row, kind=kind, code=code, question=question, witnesses=(CODE,))
    if not fits(question, row.shown):
        return replace(row, kind="question", why=type_differs(row, question))
    return replace(row, kind="question", code=code, question=question, witnesses=(CODE,))


def _spelt(code: str, instrument: Instrument) -> str:
    """The code as the instrument writes it: "a.i.1.i.a." typed by hand is meant as "A.I.1.i.a"."""
    base, slash, part = (piece.strip() for piece in code.partition("/"))
    base = base.rstrip(".")
    if base not in instrument.questions:
        base = next((own for own in instrument.questions if own.casefold() == base.casefold()), base)
    return f"{base}{slash}{part.casefold()}"


def _parts(question) -> set[str]:
    return {item.code for item in question.inputs} | ({SOURCE} if question.kind == "index" else set())
