"""Decides what comes into which cell of a template; writes nothing. Only rows that were recognised are touched.

A cell with a formula is left to its formula, and said. What the template holds already in the columns of answers is
replaced, or emptied: an export says what the portal says, nothing of an older file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from assessments.engine.answers import Given
from assessments.engine.instrument import Question
from assessments.engine.scoring import Score, question_value
from assessments.kke.entries import NONE_YET
from assessments.kke.layout import Block
from assessments.kke.recognised import Row
from documents.workbooks.cells import Cell

from .dropdowns import spelled
from .patch import EMPTY, Content
from .template import Template
from .texts import number, text_content

ANSWER, COUNT, NOTE, EVIDENCE, VALUE, PERCENT = "jawaban", "jumlah", "catatan", "bukti", "nilai", "persen"
PARTS = (ANSWER, COUNT, NOTE, EVIDENCE, VALUE, PERCENT)


@dataclass(frozen=True)
class Proof:
    """One piece of evidence: what it is (title, place in it), and its address on the web or ""."""

    text: str
    url: str = ""


@dataclass(frozen=True)
class SideContent:
    """What comes into one assessor's block. `points`: fill Nilai and % too; None leaves those cells empty."""

    answers: Mapping[str, Given] = field(default_factory=dict)
    evidence: Mapping[str, Sequence[Proof]] = field(default_factory=dict)
    points: Score | None = None


@dataclass(frozen=True)
class Left:
    """A cell that should have taken something and could not: `why` "rumus" (a formula) or "gabungan" (merged)."""

    place: str
    code: str
    part: str
    why: str


@dataclass
class Filling:
    """The cells of a template with what comes into them, and what there is to say about it."""

    contents: dict[tuple[int, int], Content] = field(default_factory=dict)
    written: Counter[str] = field(default_factory=Counter)
    emptied: int = 0
    left: list[Left] = field(default_factory=list)
    not_in_list: list[str] = field(default_factory=list)


def fill_template(template: Template, unit: SideContent, tpi: Mapping[int, SideContent]) -> Filling:
    """Fill the unit's block and the blocks of TPI (numbered from 1); those without content become empty."""
    filling = Filling()
    if template.layout.unit is not None:
        _Filler(template, template.layout.unit, unit, filling).fill()
    for index, block in enumerate(template.layout.tpi, start=1):
        _Filler(template, block, tpi.get(index, SideContent()), filling).fill()
    return filling


class _Filler:
    """Fills one block."""

    def __init__(self, template: Template, block: Block, side: SideContent, filling: Filling) -> None:
        self.template, self.block, self.side, self.filling = template, block, side, filling

    def fill(self) -> None:
        """Every recognised row: questions, counts, and the headings and totals that show points."""
        for row in self.template.found.rows:
            if row.kind == "question" and row.code is not None and row.question is not None:
                self._question(row, row.question)
            elif row.kind == "count" and row.code is not None and row.question is not None:
                self._count(row, row.question)
            elif row.kind == "total" and row.question is not None:
                self._sum(row, row.question)
            else:
                self._points(row)

    def _question(self, row: Row, question: Question) -> None:
        given = self.side.answers.get(question.code, Given())
        self._put(row, self.block.answer, ANSWER, self._answer(row, question, given))
        self._put(row, self.block.note, NOTE, text_content(given.note))
        self._evidence(row, question)
        self._put(row, self.block.value, VALUE, self._value(question, own=False))
        self._put(row, self.block.percent, PERCENT, self._value(question, own=True))

    def _answer(self, row: Row, question: Question, given: Given) -> Content:
        if given.none_yet:
            return text_content(NONE_YET)
        if question.kind == "choice" and isinstance(given.value, str):
            items = self.template.items(row.number, self.block.answer)
            word = spelled(given.value, items)
            if items and word not in items:
                self.filling.not_in_list.append(self._place(row, self.block.answer))
            return text_content(word)
        if question.kind == "index" and isinstance(given.value, str):
            return Content(number=given.value)
        if question.inputs and isinstance(given.value, Mapping) and len(given.value) == len(question.inputs):
            share = question_value(question, given)
            return number(share if self._has_counts(question) else share * 100)
        return EMPTY

    def _has_counts(self, question: Question) -> bool:
        """Whether the sheet has rows for the counts; the one of 2014 takes TLHP as a percentage 0 to 100 instead."""
        return any(f"{question.code}/{item.code}" in self.template.rows for item in question.inputs)

    def _count(self, row: Row, question: Question) -> None:
        value = self._counts(question).get(str(row.code).partition("/")[2])
        self._put(row, self.block.answer, COUNT, EMPTY if value is None else Content(number=str(value)))
        for column, part in ((self.block.note, NOTE), *((c, EVIDENCE) for c in self.block.evidence)):
            self._put(row, column, part, EMPTY)

    def _counts(self, question: Question) -> Mapping[str, int]:
        value = self.side.answers.get(question.code, Given()).value
        return value if isinstance(value, Mapping) else {}

    def _sum(self, row: Row, question: Question) -> None:
        """A row that only adds up the counts right below it (see `rows`)."""
        rows = {other.number: other for other in self.template.found.rows}
        below, at = [], row.number + 1
        while at in rows and rows[at].kind == "count" and rows[at].offset > row.offset:
            below.append(str(rows[at].code).partition("/")[2])
            at += 1
        counts = self._counts(question)
        known = below and all(code in counts for code in below)
        total = Content(number=str(sum(counts[code] for code in below))) if known else EMPTY
        self._put(row, self.block.answer, COUNT, total)

    def _evidence(self, row: Row, question: Question) -> None:
        """Titles into the first column, addresses into the second; both into one where there is no second."""
        proofs, columns = self.side.evidence.get(question.code, ()), self.block.evidence
        if len(columns) > 1:
            lines = [
                [proof.text for proof in proofs if proof.text],
                [proof.url for proof in proofs if proof.url],
            ]
        else:
            lines = [[" · ".join(part for part in (proof.text, proof.url) if part) for proof in proofs]]
        for index, column in enumerate(columns):
            text = "\n".join(dict.fromkeys(lines[index])) if index < len(lines) else ""
            self._put(row, column, EVIDENCE, text_content(text))

    def _value(self, question: Question, *, own: bool) -> Content:
        """A question's value 0..1; of one that is a component itself (Hasil) the points, or (`own`) their share."""
        score = self.side.points
        if score is None or question.code not in self.side.answers:
            return EMPTY
        component = self.template.instrument.components_by_code.get(question.code)
        if component is None:
            return number(score.questions[question.code])
        points = score.components[component.code]
        return number(points / component.weight if own else points)

    def _points(self, row: Row) -> None:
        score = self.side.points
        points, weight = self._points_of(row, score) if score is not None else (None, Fraction(1))
        if row.component or row.kind == "total":
            self._put(row, self.block.value, VALUE, EMPTY if points is None else number(points))
            self._put(row, self.block.percent, PERCENT, EMPTY if points is None else number(points / weight))

    def _points_of(self, row: Row, score: Score) -> tuple[Fraction | None, Fraction]:
        """(points, weight) of a heading or a total; no points where the total is none that is known."""
        instrument = self.template.instrument
        component = instrument.components_by_code.get(row.component)
        if component is None and row.kind == "total":
            name = row.text.casefold()
            tops = (c for c in instrument.components if name == f"total {c.name.casefold()}")
            component = next(tops, None)
            if component is None and row is self._last_total():
                return score.total, instrument.total_weight
        if component is None:
            return None, Fraction(1)
        return score.components[component.code], component.weight

    def _last_total(self) -> Row | None:
        totals = [row for row in self.template.found.rows if row.kind == "total" and row.question is None]
        return totals[-1] if totals else None

    def _put(self, row: Row, column: int | None, part: str, content: Content) -> None:
        if column is None:
            return
        stands = self.template.layout.grid.at(row.number, column)
        why = self._closed(row.number, column, stands)
        if why:
            if content != EMPTY:
                self.filling.left.append(Left(self._place(row, column), row.code or row.component, part, why))
            return
        if content == EMPTY and stands is None:
            return
        self.filling.contents[row.number, column] = content
        if content != EMPTY:
            self.filling.written[part] += 1
        elif stands is not None:
            self.filling.emptied += 1

    def _closed(self, row: int, column: int, stands: Cell | None) -> str:
        if (stands is not None and stands.formula) or self.template.facts.in_array(row, column):
            return "rumus"
        return "gabungan" if self.template.facts.is_covered(row, column) else ""

    def _place(self, row: Row, column: int) -> str:
        return Cell(self.template.layout.grid.name, row.number, column, None).place
