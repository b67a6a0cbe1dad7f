"""What a file gives for each question, put together from its own row and the rows of its counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assessments.engine.answers import BadValue, Given

from .entries import (
    Entry,
    Filled,
    Finding,
    is_empty,
    is_none_yet,
    read_evidence,
    read_note,
    read_value,
    typed_percent,
)
from .recognised import HIGH, LOW, MEDIUM


@dataclass(frozen=True)
class CellValue:
    """What the file gives for one question.

    `value` is canonical: text, counts (only those typed), or None. `empty` lists what the file leaves blank:
    "" for the answer itself, the codes of counts. `note` and `source` are "" where blank; `places` maps
    "" (the answer), count codes, "catatan", "sumber" and "bukti" to their cells. `confidence` (tinggi, sedang,
    rendah) is that of the least sure row; `witnesses` vouch for the question's own row.
    """

    code: str
    value: str | Mapping[str, int] | None
    none_yet: bool
    note: str
    source: str
    evidence_text: str
    listed: str  # lines of the columns of evidence that are not read
    links: tuple[str, ...]
    empty: tuple[str, ...]
    places: Mapping[str, str]
    confidence: str = HIGH
    witnesses: tuple[str, ...] = ()

    def as_given(self) -> Given:
        """The answer as the engine takes it."""
        return Given(value=self.value, none_yet=self.none_yet, note=self.note, source=self.source)


def values_of(filled: Filled, findings: Iterable[Finding]) -> dict[str, CellValue]:
    """Question code → what the file gives, in the order of the sheet; cells that a check refused give nothing."""
    refused = {finding.place for finding in findings if finding.level == "bad"}
    values = {}
    for entries in filled.of_question():
        question = entries[0].question
        if any(entry.row.kind in ("question", "count") for entry in entries):
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
    notes = [*(read_note(entry) for entry in entries), typed_percent(entries)]
    if own is not None:
        places["catatan"] = filled.place(own.row.number, filled.block.note)
        columns = (*filled.block.evidence, *filled.block.listed)
        places["bukti"] = filled.place(own.row.number, next(iter(columns), None))
    if source is not None:
        places["sumber"] = filled.place(source.row.number)
    sure = {entry.row.confidence for entry in entries}
    return CellValue(
        code=question.code,
        value=None if none_yet else value,
        none_yet=none_yet,
        note="\n".join(dict.fromkeys(note for note in notes if note)),
        source=_source(source, refused),
        evidence_text="\n".join(dict.fromkeys(text for text, _ in prose if text)),
        listed=_listed(filled, own),
        links=tuple(dict.fromkeys(link for _, links in prose for link in links)),
        empty=() if none_yet else tuple(empty),
        places=places,
        confidence=next(level for level in (LOW, MEDIUM, HIGH) if level in sure),
        witnesses=own.row.witnesses if own is not None else (),
    )


def _listed(filled: Filled, own: Entry | None) -> str:
    cells = [filled.cell(own.row.number, column) for column in filled.block.listed] if own is not None else []
    return "\n".join(cell.text for cell in cells if cell is not None and not cell.error)


def _source(entry: Entry | None, refused: set[str]) -> str:
    """The source of an index, unless a check refused its cell."""
    cell = entry.answer if entry is not None else None
    return cell.text if cell is not None and cell.place not in refused else ""


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
