"""Why the points of one sub-area differ: values of questions, weight, questions left out, blanks that AVERAGE skips."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from assessments.engine.answers import Given, is_answered
from assessments.engine.instrument import Component, Question
from assessments.engine.scoring import Score, two
from documents.workbooks.cells import Cell

from .entries import Entry, Filled, typed_percent
from .references import is_plain_mean, rounds, rows_referred, skips_blanks

EXACT = Fraction(1, 10**6)
ROUNDING = Fraction(5, 1000)
_LISTED = 5


@dataclass(frozen=True)
class Cause:
    """One reason for a difference. `points`: by how much the sheet is higher for it.

    `kind`: blank, left_out, typed_sum, typed, stale, weight, rounded, unread, half, percent.
    """

    kind: str
    text: str
    points: Fraction


@dataclass(frozen=True)
class Part:
    """A component as the sheet shows it (or, without a cell of its own, as its parts make it)."""

    sheet: Fraction
    portal: Fraction
    row: int = 0
    place: str = ""
    causes: tuple[Cause, ...] = ()
    unexplained: Fraction = Fraction(0)
    rows: frozenset[int] = frozenset()

    @classmethod
    def of_below(cls, below: Sequence[Part], portal: Fraction) -> Part:
        """What the parts add up to, with all their causes."""
        return cls(
            sum((part.sheet for part in below), Fraction(0)),
            portal,
            causes=tuple(cause for part in below for cause in part.causes),
            unexplained=sum((part.unexplained for part in below), Fraction(0)),
            rows=frozenset(row for part in below for row in (part.row, *part.rows)),
        )


def number_of(cell: Cell | None) -> Fraction | None:
    """The number of a cell, exactly; None where it holds none."""
    return Fraction(cell.value) if cell is not None and isinstance(cell.value, Decimal) else None


def is_rounded(cell: Cell, gap: Fraction) -> bool:
    """Whether a gap is no more than rounding to two places, and the cell looks rounded."""
    number = number_of(cell)
    short = number is not None and (number * 100).denominator == 1
    return abs(gap) <= ROUNDING and short and (not cell.formula or rounds(cell.formula))


def shows_share(filled: Filled, entry: Entry, shown: Fraction, values: Mapping[str, Fraction]) -> bool:
    """Whether the row of a Hasil shows its value 0..1 rather than its points: whichever its answer is nearer to."""
    if shown > 1:
        return False
    rows = [each for each in filled.entries if each.question is entry.question]
    percent = number_of(entry.answer) if typed_percent(rows) else None
    expected = values[entry.question.code] if percent is None else percent / (100 if percent > 1 else 1)
    weight = number_of(filled.cell(entry.row.number, filled.layout.weight)) or Fraction(1)
    return abs(shown - expected) <= abs(shown - expected * weight)


def leaf_causes(
    filled: Filled,
    component: Component,
    score: Score,
    answers: Mapping[str, Given],
    entries: Mapping[str, Entry],
    cell: Cell,
    shown: Fraction,
) -> tuple[tuple[Cause, ...], Fraction]:
    """(causes, what stays unexplained) of a sub-area whose cell shows other points than the portal."""
    leaf = _Leaf(filled, component, score, answers, entries, cell, shown)
    portal = score.components[component.code]
    if is_rounded(cell, shown - portal):
        return (Cause("rounded", f"{cell.place} dibulatkan.", shown - portal),), Fraction(0)
    for taken in leaf.readings():
        causes, points = leaf.model(taken)
        if abs(points - shown) <= EXACT:
            return causes, Fraction(0)
    causes, points = leaf.model(leaf.taken)
    if not cell.formula:
        text = f"{cell.place} diketik langsung dan tidak sama dengan rata-rata bagiannya."
        return (Cause("typed", text, shown - portal),), Fraction(0)
    if is_plain_mean(cell.formula):
        text = f"Hasil rumus yang tersimpan di {cell.place} sudah usang: berkas belum dihitung ulang."
        return (*causes, Cause("stale", text, shown - points)), Fraction(0)
    return (), shown - portal


class _Leaf:
    """One sub-area: its questions with the values that the portal and the sheet give them."""

    def __init__(
        self,
        filled: Filled,
        component: Component,
        score: Score,
        answers: Mapping[str, Given],
        entries: Mapping[str, Entry],
        cell: Cell,
        shown: Fraction,
    ) -> None:
        self.shown = shown
        self.filled, self.component, self.score, self.answers = filled, component, score, answers
        self.entries, self.cell = entries, cell
        self.cells = {q.code: self._cell(q) for q in component.questions}
        self.values = {q.code: self._value(q) for q in component.questions}
        weight = filled.cell(cell.row, filled.layout.weight)
        self.weight_cell, self.weight = weight, number_of(weight) or component.weight
        referred = rows_referred(filled.layout.grid, cell.column, cell.formula)
        own = {q.code: entries[q.code].row.number for q in component.questions if q.code in entries}
        taken = [q for q in component.questions if own.get(q.code) in referred]
        self.taken = taken or list(component.questions)
        self.skips = not cell.formula or skips_blanks(cell.formula) or len(taken) == 1

    def _cell(self, question: Question) -> Cell | None:
        entry = self.entries.get(question.code)
        return self.filled.cell(entry.row.number, self.filled.block.value) if entry is not None else None

    def _value(self, question: Question) -> Fraction:
        shown = number_of(self.cells[question.code])
        if question.code == self.component.code:
            return self.shown / self.component.weight
        return self.score.questions[question.code] if shown is None else shown

    def readings(self) -> list[list[Question]]:
        """Which questions the cell may be made of: as its formula says, all, or one of two (wealth reports)."""
        every = list(self.component.questions)
        alone = [[q] for q in every] if len(every) == 2 and not self.cell.formula else []
        return [self.taken, every, *alone]

    def model(self, taken: list[Question]) -> tuple[tuple[Cause, ...], Fraction]:
        """(causes, points) if the cell is the mean of these questions times the sheet's weight."""
        every = self.component.questions
        causes = self._of_values()
        points = self.score.components[self.component.code] + sum(cause.points for cause in causes)
        if self.weight != self.component.weight:
            mean = sum(self.values[q.code] for q in every) / len(every)
            gap = mean * (self.weight - self.component.weight)
            causes.append(Cause("weight", self._weight_text(), gap))
            points += gap
        for kind, kept, text in self._steps(taken):
            after = sum((self.values[q.code] for q in kept), Fraction(0)) / max(1, len(kept)) * self.weight
            if abs(after - points) > EXACT:
                causes.append(Cause(kind, text, after - points))
            points = after
        return tuple(causes), points

    def _steps(self, taken: list[Question]) -> list[tuple[str, list[Question], str]]:
        out = [q for q in self.component.questions if q not in taken]
        steps = [("left_out", taken, self._left_out_text(out))] if out else []
        blank = [q for q in taken if not self._has_number(q)] if self.skips else []
        if blank:
            kept = [q for q in taken if q not in blank]
            steps.append(("blank", kept, self._blank_text(blank)))
        return steps

    def _has_number(self, question: Question) -> bool:
        if number_of(self.cells[question.code]) is not None:
            return True
        if self.cells[question.code] is not None:  # "Blm Diisi"
            return False
        return is_answered(question, self.answers.get(question.code))

    def _of_values(self) -> list[Cause]:
        causes = []
        for question in self.component.questions:
            own = self.score.questions[question.code]
            gap = self.values[question.code] - own
            if abs(gap) > EXACT:
                kind, text = self._value_text(question, own)
                causes.append(Cause(kind, text, gap * self.component.weight / len(self.component.questions)))
        return causes

    def _value_text(self, question: Question, own: Fraction) -> tuple[str, str]:
        cell = self.cells[question.code]
        place = cell.place if cell is not None else question.code
        said = f"{place}: {question.code} bernilai {two(self.values[question.code])} di berkas"
        rows = [e for e in self.filled.entries if e.question is question]
        given = self.answers.get(question.code)
        if typed_percent(rows):
            return "percent", f"{said} dari persentase; portal menghitung {two(own)} sampai jumlahnya diisi."
        if given is None or given == Given(note=given.note):
            return "unread", f"{said}, tetapi jawabannya kosong atau tidak terbaca; portal menghitung 0."
        if not is_answered(question, given):
            return "half", f"{said}, padahal jumlahnya baru terisi sebagian; portal menghitung 0."
        if cell is not None and cell.formula:
            return "stale", f"{said}, tetapi jawabannya bernilai {two(own)}: hasil rumusnya sudah usang."
        return "typed", f"{said} karena diketik langsung; jawabannya bernilai {two(own)}."

    def _weight_text(self) -> str:
        place = self.weight_cell.place if self.weight_cell is not None else ""
        return f"Bobot di {place} tertulis {two(self.weight)}, di instrumen {two(self.component.weight)}."

    def _blank_text(self, blank: list[Question]) -> str:
        places = [self.filled.place(self.entries[q.code].row.number) for q in blank if q.code in self.entries]
        listed = ", ".join(places[:_LISTED]) + (
            f" dan {len(places) - _LISTED} lagi" if len(places) > _LISTED else ""
        )
        return f"AVERAGE di {self.cell.place} melewati yang belum diisi ({listed}); portal menghitungnya 0."

    def _left_out_text(self, out: list[Question]) -> str:
        named = ", ".join(
            f"{q.code} di {self.filled.place(self.entries[q.code].row.number)}"
            if q.code in self.entries
            else q.code
            for q in out
        )
        what = "Rumus" if self.cell.formula else "Nilai"
        if "harta kekayaan" in self.component.name.casefold() and len(out) == 1:
            return (
                f"{what} laporan harta kekayaan di {self.cell.place} tidak memasukkan satu laporan ({named}); "
                "portal memakai rata-rata LHKPN dan LHKASN."
            )
        return f"{what} di {self.cell.place} tidak memasukkan {named}; portal memakai rata-rata semuanya."
