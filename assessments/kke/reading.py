"""From the bytes of a workbook to what it says: a value, note and evidence for each question it names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import BinaryIO

from assessments.engine.answers import BadValue
from assessments.engine.instrument import Instrument

from . import checks
from .assigned import decided, wrongly_assigned
from .cells import Grid, number_text
from .entries import Entry, Filled, Finding, fill, is_empty, is_none_yet, read_evidence, read_note, read_value
from .guard import FileRefused
from .isolated import read_grids_isolated
from .layout import Layout, describe, recognise
from .mapping import RowMap
from .portal_rows import Identity, read_identity, recognise_portal_rows
from .rows import Recognised, recognise_rows


@dataclass(frozen=True)
class CellValue:
    """What the file gives for one question.

    `value` is canonical: text, counts (only those typed), or None. `empty` lists what the file leaves blank:
    "" for the answer itself, the codes of counts. `note` and `source` are "" where blank; `places` maps
    "" (the answer), count codes, "catatan", "sumber" and "bukti" to their cells.
    """

    code: str
    value: str | Mapping[str, int] | None
    none_yet: bool
    note: str
    source: str
    evidence_text: str
    links: tuple[str, ...]
    empty: tuple[str, ...]
    places: Mapping[str, str]


@dataclass(frozen=True)
class Reading:
    """A workbook as read for one side. `bad` are bad values in recognised rows: they refuse an import."""

    layout: str
    where: str
    rows: Mapping[str, CellValue]
    unknown: tuple[Finding, ...]
    warnings: tuple[Finding, ...]
    bad: tuple[Finding, ...]
    sheet_total: Decimal | None
    identity: Identity | None


def read(
    source: bytes | BinaryIO,
    instrument: Instrument,
    mapping: RowMap | None,
    *,
    side: str = "unit",
    block: int = 1,
    name: str = "",
) -> Reading:
    """Read a file (in a process of its own) and understand it; arguments and refusals as `understand`.

    FileRefused also: nothing that can be read, too big, a bomb. `name`: the file's name, for messages only.
    """
    grids = read_grids_isolated(source, name=name)
    return understand(grids, instrument, mapping, side=side, block=block)


def understand(
    grids: Sequence[Grid],
    instrument: Instrument,
    mapping: RowMap | None,
    *,
    side: str = "unit",
    block: int = 1,
    assigned: Mapping[int, str] = MappingProxyType({}),
) -> Reading:
    """What the sheets say for a side ("unit" or "tpi", the latter with its block counted from 1).

    `assigned`: what a person decided on rows of the recognised sheet: row number → question code,
    "question/input", or "-" (leave this row out). It stands above every witness but the answer type.
    FileRefused: another layout or instrument, a side that the sheet has no columns for.
    """
    layout = recognise(grids)
    chosen = layout.block(side, block)
    ours = layout.name == "portal"
    assign = decided(assigned, instrument)
    found = (
        recognise_portal_rows(layout, instrument, assign)
        if ours
        else recognise_rows(layout, instrument, mapping, assign)
    )
    if not found.questions:
        raise FileRefused(
            f"Lembar “{layout.grid.name}” tidak memuat satu pun pertanyaan {instrument.name} ({instrument.code})."
        )
    filled = fill(found, chosen)
    findings = [*wrongly_assigned(filled, assigned), *checks.run(filled)]
    return Reading(
        layout=layout.name,
        where=describe(layout, chosen),
        rows=_values(filled, findings),
        unknown=_of_level(findings, "unknown"),
        warnings=(*_remarks(found, filled), *_of_level(findings, "warning")),
        bad=_of_level(findings, "bad"),
        sheet_total=_sheet_total(layout, found, filled),
        identity=read_identity(grids) if ours else None,
    )


def _of_level(findings: Iterable[Finding], level: str) -> tuple[Finding, ...]:
    return tuple(finding for finding in findings if finding.level == level)


def _remarks(found: Recognised, filled: Filled) -> tuple[Finding, ...]:
    name = found.layout.grid.name
    return tuple(
        Finding("warning", filled.place(row, found.layout.levels[0]) if row else name, why)
        for row, why in found.remarks
    )


def _values(filled: Filled, findings: list[Finding]) -> dict[str, CellValue]:
    refused = {finding.place for finding in findings if finding.level == "bad"}
    values = {}
    for entries in filled.of_question():
        question = entries[0].question
        if any(entry.row.kind == "question" for entry in entries):
            values[question.code] = _value(filled, entries, refused)
    return values


def _first_filled(entries: list[Entry], code: str) -> Entry | None:
    """The row of a code; of doubled rows the one that is filled."""
    own = [entry for entry in entries if entry.code == code]
    return next((entry for entry in own if not is_empty(entry.answer)), own[0] if own else None)


def _value(filled: Filled, entries: list[Entry], refused: set[str]) -> CellValue:
    question = entries[0].question
    own = _first_filled(entries, question.code)
    source = _first_filled(entries, f"{question.code}/sumber")
    none_yet = own is not None and is_none_yet(own.answer)
    value, empty, places = _answer(filled, entries, own, refused)
    prose = [read_evidence(entry) for entry in entries]
    notes = [read_note(entry) for entry in entries]
    if own is not None:
        places["catatan"] = filled.place(own.row.number, filled.block.note)
        places["bukti"] = filled.place(own.row.number, next(iter(filled.block.evidence), None))
    if source is not None:
        places["sumber"] = filled.place(source.row.number)
    return CellValue(
        code=question.code,
        value=None if none_yet else value,
        none_yet=none_yet,
        note="\n".join(dict.fromkeys(note for note in notes if note)),
        source=source.answer.text if source is not None and source.answer is not None else "",
        evidence_text="\n".join(dict.fromkeys(text for text, _ in prose if text)),
        links=tuple(dict.fromkeys(link for _, links in prose for link in links)),
        empty=() if none_yet else tuple(empty),
        places=places,
    )


def _answer(
    filled: Filled, entries: list[Entry], own: Entry | None, refused: set[str]
) -> tuple[str | dict[str, int] | None, list[str], dict[str, str]]:
    """(value, what is left blank, places) of the answer cell or of the cells of the counts."""
    question = entries[0].question
    if not question.inputs:
        place = filled.place(own.row.number) if own is not None else ""
        given = _safe(own, refused)
        return (given if isinstance(given, str) else None), ([] if given is not None else [""]), {"": place}
    counts: dict[str, int] = {}
    empty, places = [], {"": filled.place(entries[0].row.number)}
    for item in question.inputs:
        entry = _first_filled(entries, f"{question.code}/{item.code}")
        if entry is None:
            continue
        places[item.code] = filled.place(entry.row.number)
        number = _safe(entry, refused)
        if isinstance(number, int):
            counts[item.code] = number
        else:
            empty.append(item.code)
    return (counts or None), empty, places


def _safe(entry: Entry | None, refused: set[str]) -> str | int | None:
    """The value of a cell that no check refused."""
    if entry is None or entry.answer is None or entry.answer.place in refused:
        return None
    try:
        return read_value(entry)
    except BadValue as error:
        raise AssertionError(f"{entry.answer.place} passed the checks") from error


def _sheet_total(layout: Layout, found: Recognised, filled: Filled) -> Decimal | None:
    """The total that the sheet itself shows in the value column of the block, if it holds one."""
    for row in reversed(found.rows):
        if row.kind == "total" and row.question is None:
            cell = filled.cell(row.number, filled.block.value)
            return cell.value if cell is not None and isinstance(cell.value, Decimal) else None
    return None


def total_text(total: Decimal | None) -> str | None:
    """A sheet's total for JSON: six places with a point, None without one."""
    return None if total is None else number_text(total.quantize(Decimal("0.000001")))
