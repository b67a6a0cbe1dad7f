"""The rows that were not understood, with what a person needs to say what they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assessments.engine.instrument import Instrument, Question

from .answer_types import fits, similarity
from .entries import Filled, Finding
from .recognised import Row

MOST = 5  # candidates a row
SOUGHT = 200  # rows for which candidates are sought; nobody assigns more by hand
ENOUGH = 1.0  # weight from which a question is worth being named


@dataclass(frozen=True)
class UnknownRow:
    """`number` is the row's in the sheet; `answer` and `note` are what stands there; `candidates` are codes."""

    number: int
    sheet: str
    place: str
    text: str
    why: str
    answer: str
    note: str
    candidates: tuple[str, ...] = ()


def unknown_rows(
    findings: Iterable[Finding], filled: Filled, instrument: Instrument
) -> tuple[UnknownRow, ...]:
    """One for each finding of the level unknown; `candidates` are the nearest codes that no row has yet."""
    rows = {row.number: row for row in filled.others}
    free = _Free(filled, instrument)
    unknown = [finding for finding in findings if finding.level == "unknown"]
    return tuple(
        UnknownRow(
            number=finding.row,
            sheet=filled.layout.grid.name,
            place=finding.place,
            text=finding.text,
            why=finding.why,
            answer=_text(filled, finding.row, filled.block.answer),
            note=_text(filled, finding.row, filled.block.note),
            candidates=free.nearest(rows[finding.row]) if index < SOUGHT else (),
        )
        for index, finding in enumerate(unknown)
    )


def _text(filled: Filled, row: int, column: int | None) -> str:
    cell = filled.cell(row, column)
    return cell.text if cell is not None else ""


class _Free:
    """The codes that no row of the sheet has, and how near they are to a row."""

    def __init__(self, filled: Filled, instrument: Instrument) -> None:
        self.order = {code: number for number, code in enumerate(instrument.questions)}
        self.taken = {entry.code for entry in filled.entries}
        self.instrument = instrument
        self.passed = sorted(
            (entry.row.number, self.order[entry.question.code])
            for entry in filled.entries
            if entry.row.confidence != "rendah"
        )

    def nearest(self, row: Row) -> tuple[str, ...]:
        """Up to MOST codes, the likeliest first."""
        before = max((at for number, at in self.passed if number < row.number), default=-1)
        after = min((at for number, at in self.passed if number > row.number), default=len(self.order))
        counting = row.kind == "count" or (row.shown is not None and row.shown.kind == "count")
        weighed = []
        for question in self.instrument.questions.values():
            at = self.order[question.code]
            near = before <= at <= after
            for code, text in self._codes(question, row, counting):
                weight = 2 * similarity(text, row.text) + near + (row.shown is not None) * 0.5
                if code not in self.taken and weight >= ENOUGH:
                    weighed.append((-weight, abs(at - before), at, code))
        return tuple(code for *_, code in sorted(weighed)[:MOST])

    def _codes(self, question: Question, row: Row, counting: bool) -> Iterator[tuple[str, str]]:
        if counting:
            for item in question.inputs:
                yield f"{question.code}/{item.code}", item.text
        elif fits(question, row.shown):
            yield question.code, question.text
