"""Writes a sheet with live formulas and what Excel would have stored as their results."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from assessments.engine.answers import Given
from assessments.engine.instrument import Component, Instrument, Question
from assessments.engine.scoring import question_value

from .packing import Result

BLANK = "Blm Diisi"
WEALTH = "A.II.5.iii"
MUST_REPORT = "Jumlah yang harus melaporkan"


@dataclass(frozen=True)
class Shape:
    """The columns of a layout by number; `levels` is the first of the hierarchy."""

    levels: int
    deepest: int
    weight: int
    kind: int
    answer: int
    value: int
    percent: int
    criteria: int
    note: int | None = None
    evidence: tuple[int, ...] = ()


@dataclass
class Live:
    """A sheet being written. `rows`: code, "question/input" or "total/…" → row; `results`: address → result."""

    ws: Worksheet
    shape: Shape
    instrument: Instrument
    answers: Mapping[str, object]
    wealth: str = "letters"
    percent_only: frozenset[str] = frozenset()
    rows: dict[str, int] = field(default_factory=dict)
    results: dict[str, Result] = field(default_factory=dict)
    next_row: int = 0

    def write(self, first: int) -> None:
        """The whole instrument, its totals, the final value."""
        self.next_row = first
        totals = []
        for component in self.instrument.components:
            points = self._component(component, 0)
            row = self._row(0, f"TOTAL {component.name.upper()}")
            self.rows[f"total/{component.code}"] = row
            self._formula(row, self.shape.value, f"={self._at(self.rows[component.code])}", points)
            totals.append((row, points))
        row = self._row(0, "NILAI EVALUASI ZONA INTEGRITAS")
        self.rows["total"] = row
        self._formula(row, self.shape.value, "=" + "+".join(self._at(r) for r, _ in totals), _sum(totals))

    def put(self, code: str, value: object, column: int | None = None) -> None:
        """Type a value beside a row: the answer unless another column is named."""
        cell = self.ws.cell(self.rows[code], column or self.shape.answer)
        cell.value = value
        self.results.pop(cell.coordinate, None)

    def _at(self, row: int, column: int | None = None) -> str:
        return f"{get_column_letter(column or self.shape.value)}{row}"

    def _row(self, level: int, marker: str, text: str = "") -> int:
        row, self.next_row = self.next_row, self.next_row + 1
        self.ws.cell(row, self.shape.levels + level).value = marker or None
        if text:
            self.ws.cell(row, min(self.shape.levels + level + 1, self.shape.deepest)).value = text
        return row

    def _formula(self, row: int, column: int, formula: str, result: Result) -> None:
        self.ws.cell(row, column).value = formula
        self.results[self._at(row, column)] = result

    def _component(self, component: Component, level: int) -> float | str:
        marker = component.code.rpartition(".")[2]
        only = component.questions[0] if component.questions else None
        if only is not None and only.code == component.code:
            alone = len(self.instrument.parents[component.code].children) == 1
            value = self._question(only, level, "-" if alone else marker, component.name)
            row = self.rows[only.code]
            self.ws.cell(row, self.shape.weight).value = float(component.weight)
            return value * float(component.weight) if isinstance(value, float) else 0.0
        row = self._row(level, marker if component.code in SHORT else f"{marker}.", component.name)
        self.rows[component.code] = row
        self.ws.cell(row, self.shape.weight).value = weight = float(component.weight)
        if component.children:
            below = [(child, self._component(child, level + 1)) for child in component.children]
            cells = [self._cell_of(child) for child, _ in below]
            points = _sum((0, value) for _, value in below)
            self._formula(row, self.shape.value, "=" + "+".join(cells), points)
        else:
            points = self._leaf(component, level, row, weight)
        share = points / weight if isinstance(points, float) else points
        self._formula(row, self.shape.percent, f"={self._at(row)}/{self._at(row, self.shape.weight)}", share)
        return points

    def _cell_of(self, child: Component) -> str:
        row = self.rows[child.code]
        if child.questions and child.questions[0].code == child.code:
            return f"{self._at(row)}*{self._at(row, self.shape.weight)}"
        return self._at(row)

    def _leaf(self, component: Component, level: int, row: int, weight: float) -> float | str:
        wealth = component.code == WEALTH
        values = []
        for question in component.questions:
            if wealth:
                values.append(self._wealth(question, level))
                continue
            letter = question.code.rpartition(".")[2]
            values.append(
                self._question(question, level + 1, "-" if len(component.questions) == 1 else letter)
            )
        first, last = self.rows[component.questions[0].code], self.next_row - 1
        if wealth:  # the print of 2021 leaves the second report out
            values, last = values[:1], first
        formula = f"=AVERAGE({self._at(first)}:{self._at(last)})*{self._at(row, self.shape.weight)}"
        given = [value for value in values if isinstance(value, float)]
        points = sum(given) / len(given) * weight if given else "#DIV/0!"
        self._formula(row, self.shape.value, formula, points)
        return points

    def _wealth(self, question: Question, level: int) -> float | str:
        """A report of wealth under its own sub-heading, in one of the ways that agencies have."""
        letter = question.code.rpartition(".")[2]
        second = letter == "b"
        marker = {
            "letters": f"{letter}.",
            "romans": "" if second else "i.",
            "bare": "",
            "shifted": f"{letter}.",
        }
        shift = 1 if second and self.wealth == "shifted" else 0
        heading = self._row(level + shift, marker[self.wealth], f"Laporan {question.text}")
        if not marker[self.wealth]:
            self.ws.cell(heading, self.shape.levels + level).value = f"Laporan {question.text}"
            self.ws.cell(heading, self.shape.levels + level + 1).value = None
        self.ws.cell(heading, self.shape.weight).value = 1
        value = self._question(question, level + 1, "-", counts=False)
        total = self._row(level + 1, "-", MUST_REPORT)
        self.rows[f"{question.code}/jumlah"] = total
        self.ws.cell(total, self.shape.kind).value = "Jumlah"
        for item in question.inputs:
            own = level + 1 if item is question.inputs[-1] else self.shape.deepest - self.shape.levels
            self._count(question, item, own)
        self._ratio(question)
        return value

    def _question(self, question: Question, level: int, marker: str, text: str = "", *, counts: bool = True):
        row = self._row(level, marker, text or question.text)
        self.rows[question.code] = row
        shape = self.shape
        lines = "\n".join(f"{o.code.lower()}. {o.criteria}" for o in question.options) or "Diisi angkanya."
        self.ws.cell(row, shape.criteria).value = lines
        self.ws.cell(row, shape.kind).value = _shown(question)
        answer = self.answers.get(question.code)
        value = self._value(question, answer)
        at, kind = self._at(row, shape.answer), self._at(row, shape.kind)
        if question.inputs and question.code in self.percent_only:
            self.ws.cell(row, shape.answer).value = answer
            self._formula(row, shape.value, f'=IF({at}="","{BLANK}",{at}/100)', value)
            return value
        if question.inputs:
            if counts:
                for item in question.inputs:
                    self._count(question, item, shape.deepest - shape.levels)
                self._ratio(question)
            self._formula(row, shape.value, f'=IF({at}="","{BLANK}",{at})', value)
        elif question.kind == "index":
            self.ws.cell(row, shape.answer).value = float(answer) if answer is not None else None
            self._formula(row, shape.value, f'=IF({at}="","{BLANK}",{at}/4)', value)
        else:
            self.ws.cell(row, shape.answer).value = answer
            nested = f'"{BLANK}"'
            for option in reversed(question.options):
                nested = f'IF({at}="{option.code}",{float(option.value)},{nested})'
            self._formula(row, shape.value, f'=IF({kind}="{_shown(question)}",{nested},"{BLANK}")', value)
        return value

    def _value(self, question: Question, answer: object) -> float | str:
        if question.code in self.percent_only:
            return float(answer) / 100 if answer is not None else BLANK
        if answer is None or (isinstance(answer, Mapping) and len(answer) < len(question.inputs)):
            return BLANK
        return float(question_value(question, Given(answer)))

    def _count(self, question: Question, item, level: int) -> None:
        deepest = self.shape.levels + level == self.shape.deepest
        row = self._row(level, f"- {item.text}" if deepest else "-", "" if deepest else item.text)
        self.rows[f"{question.code}/{item.code}"] = row
        self.ws.cell(row, self.shape.kind).value = "Jumlah"
        answer = self.answers.get(question.code)
        if isinstance(answer, Mapping):
            self.ws.cell(row, self.shape.answer).value = answer.get(item.code)

    def _ratio(self, question: Question) -> None:
        """The percentage in the answer cell of the question, live over its counts."""
        cells = {
            i.code: self._at(self.rows[f"{question.code}/{i.code}"], self.shape.answer)
            for i in question.inputs
        }
        if question.kind == "ratio":
            part, whole = ("+".join(cells[c] for c in codes) for codes in (question.part, question.whole))
            formula = f"IF(({whole})=0,{float(question.if_whole_zero or 0)},MIN(1,({part})/({whole})))"
        else:
            before, after = cells[question.before], cells[question.after]
            formula = f"IF({before}=0,IF({after}=0,1,0),MAX(0,({before}-{after})/{before}))"
        value = self._value(question, self.answers.get(question.code))
        everything = ",".join(cells.values())
        self._formula(
            self.rows[question.code],
            self.shape.answer,
            f'=IF(COUNT({everything})<{len(cells)},"",{formula})',
            value if isinstance(value, float) else "",
        )


SHORT = frozenset({"A.I.1", "A.I.2", "A.I.3"})  # whose marker stands without its dot


def _shown(question: Question) -> str:
    if question.kind == "choice":
        return "/".join(option.code for option in question.options)
    return "Nilai (0-4)" if question.kind == "index" else "%"


def _sum(parts) -> float | str:
    values = [value for _, value in parts]
    return "#DIV/0!" if any(isinstance(v, str) for v in values) else float(sum(values))
