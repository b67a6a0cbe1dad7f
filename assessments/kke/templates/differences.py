"""Where the template's own formulas will show another score than the portal, and why.

The portal counts a question that is not answered as 0 and keeps its place in the mean; sheets use AVERAGE, which
skips it, and some leave a question out. Formulas are read, not run: the mean of a sub-area, or a single question.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from assessments.engine.answers import is_answered
from assessments.engine.instrument import Component, Question
from assessments.engine.scoring import Score
from assessments.kke.layout import Block
from documents.workbooks.cells import Cell, column_letters, column_number

from .filling import SideContent
from .template import Template

_REFERENCE = re.compile(
    r"(?<![!\w.$])\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?(?![\w(!.])"
)
_ELSEWHERE = re.compile(r"(?:'((?:[^']|'')+)'|([\w .-]+))!\$?([A-Z]{1,3})\$?\d+")


@dataclass(frozen=True)
class Difference:
    """One sub-area: its cell, what the sheet will show (None: an Excel error) and what the portal says, and why."""

    place: str
    code: str
    name: str
    sheet: Fraction | None
    portal: Fraction
    why: str


@dataclass(frozen=True)
class Comparison:
    """The unit's block against the portal. `sheet_total` None: no formulas, not to be foretold, or an error."""

    portal_total: Fraction
    sheet_total: Fraction | None
    has_formulas: bool
    differences: tuple[Difference, ...]
    unread: tuple[str, ...]

    @property
    def has_error(self) -> bool:
        """Whether the sheet will show an Excel error instead of a total."""
        return any(each.sheet is None for each in self.differences)


def compare(template: Template, side: SideContent, score: Score) -> Comparison:
    """What the unit's block will show beside the portal's score of the same answers."""
    block, formulas = template.layout.unit, False
    found: list[Difference] = []
    unread: list[str] = []
    for row in template.found.rows:
        component = template.instrument.components_by_code.get(row.component)
        cell = template.layout.grid.at(row.number, block.value if block else None)
        if cell is None or not cell.formula or block is None:
            continue
        formulas = True
        if component is None or not component.questions:
            continue
        judged = _Leaf(template, block, side, score, component, cell)
        if judged.is_read:
            found += judged.difference()
        else:
            unread.append(cell.place)
    total = None
    known = [each.sheet - each.portal for each in found if each.sheet is not None]
    if formulas and not unread and len(known) == len(found):
        total = score.total + sum(known, Fraction(0))
    return Comparison(score.total, total, formulas, tuple(found), tuple(unread))


class _Leaf:
    """The formula of one sub-area."""

    def __init__(
        self,
        template: Template,
        block: Block,
        side: SideContent,
        score: Score,
        component: Component,
        cell: Cell,
    ) -> None:
        self.template, self.block, self.side, self.score = template, block, side, score
        self.component, self.cell = component, cell
        referred = set(_cells(cell.formula, block.value or 0))
        self.rows = {
            question.code: {row.number for row in template.rows.get(question.code, ())}
            for question in component.questions
        }
        self.taken = [q for q in component.questions if self.rows[q.code] & referred]
        self.is_mean = "AVERAGE(" in cell.formula.upper()

    @property
    def is_read(self) -> bool:
        """Whether the formula is one of those that can be foretold."""
        return bool(self.taken) and (self.is_mean or len(self.taken) == 1)

    def difference(self) -> Iterator[Difference]:
        """The difference, if there is one."""
        skipped = [q for q in self.taken if self._is_skipped(q)]
        counted = [q for q in self.taken if q not in skipped]
        portal = self.score.components[self.component.code]
        values = [self.score.questions[q.code] for q in counted]
        sheet = None
        if values:
            sheet = sum(values, Fraction(0)) / len(values) * self.component.weight
        elif not self.is_mean:
            sheet = Fraction(0)
        if sheet == portal:
            return
        yield Difference(
            self.cell.place,
            self.component.code,
            self.component.name,
            sheet,
            portal,
            self._why(skipped, sheet),
        )

    def _is_skipped(self, question: Question) -> bool:
        """Whether the question's value cell will hold no number: the sheet does not know the mark "belum ada"."""
        given = self.side.answers.get(question.code)
        if given is None or not is_answered(question, given):
            return True
        grid = self.template.layout.grid
        shown = [grid.at(row, self.block.value) for row in self.rows[question.code]]
        return given.none_yet and any(cell is not None and cell.formula for cell in shown)

    def _why(self, skipped: list[Question], sheet: Fraction | None) -> str:
        reasons = []
        if out := [q.code for q in self.component.questions if q not in self.taken]:
            reasons.append(f"rumusnya tidak memasukkan {', '.join(out)}, portal memakai rata-rata semuanya")
        if skipped and self.is_mean:
            listed = ", ".join(q.code for q in skipped)
            reasons.append(f"AVERAGE melewati yang belum diisi ({listed}), portal menghitungnya 0")
        if sheet is None:
            reasons.append("tanpa satu pun nilai, AVERAGE menjadi galat #DIV/0!")
        text = "; ".join(reasons)
        return f"{text[0].upper()}{text[1:]}."


def _cells(formula: str, column: int) -> Iterator[int]:
    """The rows that a formula refers to in a column of its own sheet."""
    for left, top, right, bottom in _REFERENCE.findall(formula.upper()):
        first, last = column_number(left), column_number(right or left)
        if first <= column <= last:
            yield from range(int(top), min(int(bottom or top), int(top) + 5000) + 1)


def recap_warnings(template: Template) -> list[str]:
    """Sheets whose formulas read TPI's Nilai (in the national template all recaps do, "Unit" included)."""
    columns = {block.value: block for block in template.layout.tpi if block.value is not None}
    readers: dict[int, dict[str, None]] = {}
    for grid in template.survey.grids:
        for cell in (cell for row in grid.rows.values() for cell in row.values() if cell.formula):
            for quoted, plain, letters in _ELSEWHERE.findall(cell.formula):
                name = (quoted or plain).strip().replace("''", "'")
                column = column_number(letters)
                if name.casefold() == template.layout.grid.name.casefold() and column in columns:
                    readers.setdefault(column, {})[grid.name] = None
    return [
        f"Lembar {', '.join(f'“{name}”' for name in names)} menghitung rekapnya dari kolom {column_letters(column)} "
        f"(Nilai TPI) lembar “{template.layout.grid.name}”. Karena itu nilai unit tidak pernah ditulis di kolom itu, "
        "dan nilai TPI baru ditulis setelah hasil TPI selesai. Sebelum itu rekap tersebut menunjukkan 0."
        for column, names in readers.items()
    ]
