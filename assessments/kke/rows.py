"""Gives each row of a sheet that shows the hierarchy its code: walk down, look at the ids, weigh, then count."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from assessments.engine.instrument import Instrument

from .answer_types import parse_type
from .counts import assign_counts
from .hierarchy import Line, Step, Walker, parse_line
from .layout import Layout
from .mapping import RowMap
from .recognised import Assign, Recognised, Row, as_read
from .witnesses import weigh

AGREEING = 0.6  # share of rows in which ids must agree with the hierarchy to be believed at all
ENOUGH_ROWS = 10
FLAT = 2  # so many hierarchy columns hold no levels: at most markers in one, texts in the other


def recognise_rows(
    layout: Layout, instrument: Instrument, mapping: RowMap | None, assign: Assign = as_read
) -> Recognised:
    """Read every row below the header of a layout that shows the hierarchy.

    `assign` has the last word on a row: as a person decided, or None to leave it out.
    """
    found = Recognised(layout)
    idents = _idents(found, mapping) if mapping is not None and layout.name == "jawaban" else {}
    raw = _raw_rows(layout, idents)
    codes = _believed(found, raw, instrument, mapping, idents)
    walker = _walker(layout, instrument)
    for row, line in raw:
        read = assign(_read_row(walker, row, line, codes))
        if read is None:
            continue
        if read.by_hand and read.question is not None:
            walker.question = read.question  # for the counts below; the walk itself goes on as it would
        found.rows.append(read)
    assign_counts(found, codes, mapping)
    return found


def _walker(layout: Layout, instrument: Instrument) -> Walker:
    return Walker(instrument, typed=layout.kind is not None, flat=len(layout.levels) <= FLAT)


def _idents(found: Recognised, mapping: RowMap) -> dict[int, int]:
    """Row number → id of column A, for ids that the mapping knows and that stand once."""
    layout = found.layout
    ids: dict[int, int] = {}
    for number in layout.grid.rows:
        cell = layout.grid.at(number, layout.ident) if number > layout.header else None
        text = cell.text if cell is not None else ""
        if text.isdecimal() and len(text) < 6 and int(text) in mapping.codes:
            ids[number] = int(text)
    twice = {ident for ident, times in Counter(ids.values()).items() if times > 1}
    if twice:
        listed = ", ".join(str(ident) for ident in sorted(twice)[:10])
        found.remarks.append(f"ID {listed} muncul lebih dari sekali, jadi tidak dipakai mengenali baris.")
    return {number: ident for number, ident in ids.items() if ident not in twice}


def _raw_rows(layout: Layout, idents: dict[int, int]) -> list[tuple[Row, Line]]:
    rows = []
    for number in sorted(layout.grid.rows):
        if number <= layout.header:
            continue
        texts = {
            offset: cell.text
            for offset, column in enumerate(layout.levels)
            if (cell := layout.grid.at(number, column)) is not None
        }
        kind = layout.grid.at(number, layout.kind)
        shown = parse_type(kind.text) if kind is not None else None
        line = parse_line(texts) or Line(0, "", "")
        row = Row(number, "text", line.text, shown, offset=line.offset, ident=idents.get(number))
        rows.append((row, line))
    return rows


def _believed(
    found: Recognised,
    raw: list[tuple[Row, Line]],
    instrument: Instrument,
    mapping: RowMap | None,
    idents: dict[int, int],
) -> dict[int, str]:
    """Row number → code by id; empty when the ids of the sheet contradict its hierarchy throughout."""
    if mapping is None or not idents:
        return {}
    codes = {number: mapping.codes[ident] for number, ident in idents.items()}
    walker = _walker(found.layout, instrument)
    judged = []
    for row, line in raw:
        step = walker.step(line, row.shown)
        if step.kind == "question" and step.question is not None and row.number in codes:
            judged.append(step.question.code == codes[row.number])
    if len(judged) >= ENOUGH_ROWS and sum(judged) < AGREEING * len(judged):
        found.remarks.append("Kolom ID tidak sejalan dengan susunan baris, jadi tidak dipakai.")
        return {}
    return codes


def _read_row(walker: Walker, row: Row, line: Line, codes: dict[int, str]) -> Row:
    by_id = walker.instrument.questions.get(codes.get(row.number, ""))
    step = walker.step(line, row.shown) if line.text or line.marker else Step("text")
    if step.kind in ("component", "heading", "total"):
        component = step.component.code if step.component is not None else ""
        return replace(row, kind="heading" if step.kind == "component" else step.kind, component=component)
    if step.kind == "count":
        return replace(row, kind="count", question=walker.question)
    if step.question is None and by_id is None:
        if row.shown is not None:
            walker.lose()
        return replace(row, why=_not_a_question(row, line))
    verdict = weigh(row, step, by_id, walker.instrument)
    if verdict.code is None:
        walker.lose()
        return replace(row, kind="question", why=verdict.why)
    question = walker.instrument.questions[verdict.code]
    if step.question is not question:
        walker.resync(question)
    return replace(
        row,
        kind="question",
        code=verdict.code,
        question=question,
        witnesses=verdict.witnesses,
        confidence=verdict.confidence,
        remark=verdict.remark,
    )


def _not_a_question(row: Row, line: Line) -> str:
    if row.shown is not None:
        return "Baris pertanyaan ini tidak ditemukan padanannya di instrumen."
    if line.marker:
        return "Judul ini tidak ada di instrumen."
    return "Bukan baris pertanyaan."
