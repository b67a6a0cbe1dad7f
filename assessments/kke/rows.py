"""Gives each row of a recognised sheet its code, from three witnesses: hierarchy, row id, answer type.

Where they disagree the row is not understood, unless the row's own text decides between two readings.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from assessments.engine.instrument import Instrument, Question

from .answer_types import AnswerType, fits, parse_type, similarity, type_label
from .hierarchy import Line, Step, Walker, parse_line
from .layout import Layout
from .mapping import RowMap

DECIDES = 0.25  # by so much must the text be nearer to one of two readings
AGREEING = 0.6  # share of rows in which ids must agree with the hierarchy to be believed at all
ENOUGH_ROWS = 10


@dataclass(frozen=True)
class Row:
    """One row with its reading. `kind`: question, count, source, total, heading or text.

    `code` is the question's or "question/input"; None where the row was not understood or needs none.
    """

    number: int
    kind: str
    text: str
    shown: AnswerType | None = None
    code: str | None = None
    question: Question | None = None
    offset: int = 0
    ident: int | None = None
    why: str = ""
    by_hand: bool = False


@dataclass
class Recognised:
    """All rows below the header, and remarks (row number or 0 for the sheet, text) on how they were read."""

    layout: Layout
    rows: list[Row] = field(default_factory=list)
    remarks: list[tuple[int, str]] = field(default_factory=list)

    @property
    def questions(self) -> list[Row]:
        """The rows that were understood as questions."""
        return [row for row in self.rows if row.kind == "question" and row.code]


def recognise_rows(
    layout: Layout,
    instrument: Instrument,
    mapping: RowMap | None,
    assign: Callable[[Row], Row | None] = lambda row: row,
) -> Recognised:
    """Read every row below the header of a layout that shows the hierarchy (`jawaban`, `lke`).

    `assign` has the last word on a row: as a person decided, or None to leave it out.
    """
    found = Recognised(layout)
    idents = _idents(found, mapping) if mapping is not None and layout.name == "jawaban" else {}
    raw = _raw_rows(layout, idents)
    codes = _believed(found, raw, instrument, mapping, idents)
    walker = Walker(instrument)
    for row, line in raw:
        read = assign(_read_row(found, walker, row, line, codes))
        if read is None:
            continue
        if read.by_hand and read.question is not None:
            walker.question = read.question  # for the counts below; the walk itself goes on as it would
        found.rows.append(read)
    _assign_counts(found, codes, mapping)
    return found


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
        found.remarks.append(
            (0, f"ID {listed} muncul lebih dari sekali, jadi tidak dipakai mengenali baris.")
        )
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
    walker = Walker(instrument)
    judged = []
    for row, line in raw:
        step = walker.step(line, row.shown)
        if step.kind == "question" and step.question is not None and row.number in codes:
            judged.append(step.question.code == codes[row.number])
    if len(judged) >= ENOUGH_ROWS and sum(judged) < AGREEING * len(judged):
        found.remarks.append((0, "Kolom ID tidak sejalan dengan susunan baris, jadi tidak dipakai."))
        return {}
    return codes


def _read_row(found: Recognised, walker: Walker, row: Row, line: Line, codes: dict[int, str]) -> Row:
    by_id = walker.instrument.questions.get(codes.get(row.number, ""))
    step = walker.step(line, row.shown) if line.text or line.marker else Step("text")
    if step.kind in ("component", "heading", "total"):
        return replace(row, kind="heading" if step.kind == "component" else step.kind)
    if step.kind == "count":
        return replace(row, kind="count", question=walker.question)
    if step.question is None and by_id is None:
        if row.shown is not None:
            walker.lose()
        return replace(row, why=_not_a_question(row, line))
    code, why, remark = _weigh(row, step, by_id)
    if remark:
        found.remarks.append((row.number, remark))
    if code is None:
        walker.lose()
        return replace(row, kind="question", why=why)
    question = walker.instrument.questions[code]
    if step.question is not question:
        walker.resync(question)
    return replace(row, kind="question", code=code, question=question)


def _not_a_question(row: Row, line: Line) -> str:
    if row.shown is not None:
        return "Baris pertanyaan ini tidak ditemukan padanannya di instrumen."
    if line.marker:
        return "Judul ini tidak ada di instrumen."
    return "Bukan baris pertanyaan."


def _weigh(row: Row, step: Step, by_id: Question | None) -> tuple[str | None, str, str]:
    """(code or None, why not, remark) from hierarchy, id and answer type; the text decides between two."""
    by_place = step.question
    if by_place is None or by_id is None or by_place is by_id:
        question = by_place or by_id
        if question is None:
            return None, "Baris ini tidak dikenali.", ""
        if not fits(question, row.shown):
            return None, _type_differs(row, question), ""
        alone = by_place is None
        return question.code, "", f"{question.code} dikenali dari ID baris saja." if alone else ""
    place_fits, id_fits = fits(by_place, row.shown), fits(by_id, row.shown)
    nearer = similarity(by_id.text, row.text) - similarity(by_place.text, row.text)
    if id_fits and (step.weak or not place_fits or nearer >= DECIDES) and nearer > -DECIDES:
        return (
            by_id.code,
            "",
            f"Menurut susunan {by_place.code}, menurut ID {by_id.code}; dipakai {by_id.code}.",
        )
    if place_fits and (not id_fits or nearer <= -DECIDES):
        return (
            by_place.code,
            "",
            f"Menurut susunan {by_place.code}, menurut ID {by_id.code}; dipakai {by_place.code}.",
        )
    return (
        None,
        f"Menurut susunan baris ini {by_place.code}, menurut ID {by_id.code}. Betulkan ID atau hurufnya.",
        "",
    )


def _type_differs(row: Row, question: Question) -> str:
    shown = row.shown.text if row.shown is not None else ""
    return f"Pilihan jawaban di berkas “{shown}”, di instrumen {question.code} “{type_label(question)}”."


def _assign_counts(found: Recognised, codes: dict[int, str], mapping: RowMap | None) -> None:
    """Give the rows of typed counts their inputs, block by block below each question."""
    computed = mapping.computed if mapping is not None else frozenset()
    start = 0
    rows = found.rows
    while start < len(rows):
        stop = start
        while stop < len(rows) and rows[stop].kind == "count" and rows[stop].question is rows[start].question:
            stop += 1
        if stop > start:
            rows[start:stop] = _assign_block(found, rows[start:stop], codes, computed)
        start = max(stop, start + 1)


def _assign_block(
    found: Recognised, block: list[Row], codes: dict[int, str], computed: frozenset[int]
) -> list[Row]:
    question = block[0].question
    totals = {row.number for index, row in enumerate(block) if _adds_up(block, index, computed)}
    typed = [row for row in block if row.number not in totals and not row.by_hand]
    taken = {row.code for row in block if row.by_hand}
    inputs = [i for i in question.inputs if f"{question.code}/{i.code}" not in taken] if question else []
    in_order = (
        dict(zip((row.number for row in typed), inputs, strict=True)) if len(typed) == len(inputs) else {}
    )
    done = []
    for row in block:
        if row.by_hand or row.number in totals:
            done.append(row if row.by_hand else replace(row, kind="total"))
            continue
        item = in_order.get(row.number)
        by_place = f"{question.code}/{item.code}" if question is not None and item is not None else None
        code, why = _weigh_count(row, by_place, codes.get(row.number), question)
        done.append(replace(row, code=code, why=why))
    return done


def _adds_up(block: list[Row], index: int, computed: frozenset[int]) -> bool:
    """A dash further left than the dashes right below it is the sum of those (rows 175 and 182)."""
    row = block[index]
    if row.ident is not None and row.ident in computed:
        return True
    return index + 1 < len(block) and block[index + 1].offset > row.offset


def _weigh_count(
    row: Row, by_place: str | None, by_id: str | None, question: Question | None
) -> tuple[str | None, str]:
    if by_id is not None and "/" not in by_id:
        by_id = None
    if by_place == by_id or by_place is None or by_id is None:
        code = by_place or by_id
        if code is None:
            return None, "Isian jumlah ini tidak ditemukan padanannya di instrumen."
        if question is not None and not code.startswith(f"{question.code}/"):
            return None, f"Menurut susunan bagian dari {question.code}, menurut ID {code}."
        return code, ""
    if question is not None and by_id.startswith(f"{question.code}/"):
        texts = {f"{question.code}/{item.code}": item.text for item in question.inputs}
        nearer = similarity(texts[by_id], row.text) - similarity(texts[by_place], row.text)
        if abs(nearer) >= DECIDES:
            return (by_id if nearer > 0 else by_place), ""
    return None, f"Menurut susunan baris ini {by_place}, menurut ID {by_id}. Betulkan ID atau urutannya."
