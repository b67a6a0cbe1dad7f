"""Writes the sheet "KKE" of our layout: structure, answers of each side, live formulas, drop-downs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from assessments.engine.answers import Given
from assessments.engine.instrument import Instrument, Question

from . import formulas, styles
from .answer_types import type_label
from .entries import NONE_YET
from .safe_text import put_text
from .validations import Validations
from .writer_rows import FIRST_ROW, SOURCE_TEXT, Line, component_key, lines_of

HEADER_ROW = FIRST_ROW - 1
FIXED = (
    ("Kode", 15),
    ("Uraian penilaian", 46),
    ("Kriteria nilai", 44),
    ("Pilihan jawaban", 11),
    ("Bobot", 8),
)
CODE, TEXT, CRITERIA, KIND, WEIGHT = range(1, 6)


@dataclass(frozen=True)
class Side:
    """One assessor's sheet: `label` as in the headers ("Unit", "TPI"); `evidence` lines by question code.

    `editable` unlocks its answer and note cells.
    """

    label: str
    answers: Mapping[str, Given]
    evidence: Mapping[str, Sequence[str]] | None = None
    editable: bool = False


@dataclass(frozen=True)
class Columns:
    """Where a side stands: column numbers; `evidence` None where the side has none."""

    side: Side
    answer: int
    value: int
    percent: int
    note: int
    evidence: int | None

    def at(self, column: int, row: int) -> str:
        """A cell address."""
        return f"{get_column_letter(column)}{row}"


@dataclass
class KkeSheet:
    """The written sheet: rows by key and the columns of each side, for the recap's formulas."""

    ws: Worksheet
    instrument: Instrument
    lines: dict[str, Line]
    sides: list[Columns] = field(default_factory=list)

    def points(self, side: Columns, component: str) -> str:
        """The address (with sheet) of a component's points."""
        line = self.lines[component_key(component)]
        return f"{self.ws.title}!{side.at(side.value, line.number)}"

    @property
    def last_row(self) -> int:
        """The last row with a component or question."""
        return max(line.number for line in self.lines.values())


def write_sheet(ws: Worksheet, instrument: Instrument, sides: Sequence[Side]) -> KkeSheet:
    """Fill the sheet from the header row down."""
    sheet = KkeSheet(ws, instrument, lines_of(instrument))
    column = len(FIXED) + 1
    for side in sides:
        evidence = column + 4 if side.evidence is not None else None
        sheet.sides.append(Columns(side, column, column + 1, column + 2, column + 3, evidence))
        column += 5 if evidence else 4
    _write_header(sheet)
    for line in sheet.lines.values():
        _write_structure(sheet, line)
        for side in sheet.sides:
            _write_side(sheet, side, line)
        ws.row_dimensions[line.number].height = styles.fitted_height(ws, line.number)
    _write_total(sheet)
    _add_validations(sheet)
    return sheet


def _write_header(sheet: KkeSheet) -> None:
    heads = list(FIXED)
    for columns in sheet.sides:
        label = columns.side.label
        heads += [(f"Jawaban {label}", 13), ("Nilai", 8), ("%", 9), (f"Catatan {label}", 38)]
        if columns.evidence:
            heads.append((f"Bukti dukung {label}", 38))
    for column, (text, width) in enumerate(heads, start=1):
        cell = sheet.ws.cell(HEADER_ROW, column, text)
        cell.font, cell.fill, cell.border = styles.HEAD, styles.HEAD_FILL, styles.GRID
        cell.alignment = Alignment(vertical="center", horizontal="center", wrap_text=True)
        sheet.ws.column_dimensions[get_column_letter(column)].width = width
    sheet.ws.row_dimensions[HEADER_ROW].height = 30


def _write_structure(sheet: KkeSheet, line: Line) -> None:
    question, component = line.question, line.component
    cells = [sheet.ws.cell(line.number, column) for column in range(1, len(FIXED) + 1)]
    code, text, criteria, kind, weight = cells
    put_text(code, line.code)
    put_text(text, _text(line))
    if line.kind == "question" and question is not None:
        put_text(criteria, _criteria(question))
        put_text(kind, type_label(question))
    elif line.kind == "count":
        put_text(kind, "Jumlah")
    if component is not None:
        weight.value = Decimal(formulas.literal(component.weight))
        weight.number_format = styles.WEIGHT
    for cell in cells:
        cell.border = styles.GRID
        cell.alignment = styles.WRAP
        _paint(cell, line)
    code.border = styles.area_bar(component.area if component else question.area if question else None)
    code.alignment = styles.CODE
    text.alignment = Alignment(vertical="top", horizontal="left", wrap_text=True, indent=min(line.depth, 6))
    kind.alignment, weight.alignment = styles.CENTER, styles.RIGHT
    criteria.font = styles.SMALL


def _paint(cell, line: Line) -> None:
    cell.font = styles.BOLD if line.component is not None else styles.BASE
    if line.component is not None:
        cell.fill = styles.DEEP_FILL if line.depth < 2 else styles.WASH_FILL


def _text(line: Line) -> str:
    if line.component is not None:
        return line.component.name
    if line.item is not None:
        return line.item.text
    return SOURCE_TEXT if line.kind == "source" or line.question is None else line.question.text


def _criteria(question: Question) -> str:
    if question.kind == "choice":
        return "\n".join(f"{option.code}. {option.criteria}" for option in question.options)
    if question.kind == "index":
        return "Isi indeks hasil survei, 0 sampai 4."
    return "Isi jumlah di baris-baris di bawah ini; persentasenya dihitung."


def _write_side(sheet: KkeSheet, columns: Columns, line: Line) -> None:
    numbers = [columns.answer, columns.value, columns.percent, columns.note]
    for column in numbers + ([columns.evidence] if columns.evidence else []):
        cell = sheet.ws.cell(line.number, column)
        cell.border, cell.alignment = styles.GRID, styles.WRAP
        _paint(cell, line)
    answer, value, percent, note = (sheet.ws.cell(line.number, column) for column in numbers)
    answer.alignment, value.alignment, percent.alignment = styles.CENTER, styles.RIGHT, styles.RIGHT
    note.alignment = styles.NOTE
    if columns.evidence:
        sheet.ws.cell(line.number, columns.evidence).alignment = styles.NOTE
    value.number_format, percent.number_format = styles.POINTS, styles.PERCENT
    at_value = columns.at(columns.value, line.number)
    if line.component is not None:
        value.value = formulas.component_points(
            line.component, columns.at(WEIGHT, line.number), _below(sheet, columns, line)
        )
        percent.value = f"={at_value}/{columns.at(WEIGHT, line.number)}"
        return
    given = columns.side.answers.get(line.question.code, Given())
    _write_answer(answer, line, given)
    if columns.side.editable:
        answer.protection = styles.OPEN
    if line.kind != "question":
        return
    counts = {
        item.code: columns.at(columns.answer, sheet.lines[f"{line.code}/{item.code}"].number)
        for item in line.question.inputs
    }
    at_answer, at_note = columns.at(columns.answer, line.number), columns.at(columns.note, line.number)
    value.value = formulas.question_value(line.question, at_answer, at_note, counts)
    percent.value = f'=IF(ISNUMBER({at_value}),{at_value},"")'
    put_text(note, given.note)
    if columns.side.editable:
        note.protection = styles.OPEN
    if columns.evidence and columns.side.evidence:
        put_text(
            sheet.ws.cell(line.number, columns.evidence), "\n".join(columns.side.evidence.get(line.code, ()))
        )


def _write_answer(cell, line: Line, given: Given) -> None:
    question = line.question
    if line.kind == "source":
        put_text(cell, given.source)
    elif line.kind == "count":
        counts = given.value if isinstance(given.value, Mapping) else {}
        if line.item.code in counts:
            cell.value = counts[line.item.code]
        cell.number_format = styles.COUNT
    elif given.none_yet:
        put_text(cell, NONE_YET)
    elif isinstance(given.value, str):
        if question.kind == "index":
            cell.value, cell.number_format = Decimal(given.value), styles.INDEX
        else:
            put_text(cell, given.value)


def _below(sheet: KkeSheet, columns: Columns, line: Line) -> list[str]:
    component = line.component
    keys = [question.code for question in component.questions] or [
        component_key(child.code) for child in component.children
    ]
    return [columns.at(columns.value, sheet.lines[key].number) for key in keys]


def _write_total(sheet: KkeSheet) -> None:
    row = sheet.last_row + 1
    for column in range(1, (sheet.sides[-1].evidence or sheet.sides[-1].note) + 1):
        cell = sheet.ws.cell(row, column)
        cell.font, cell.fill, cell.border = styles.BOLD, styles.DEEP_FILL, styles.GRID
        cell.alignment = styles.TOP
    put_text(sheet.ws.cell(row, TEXT), "TOTAL NILAI")
    weight = sheet.ws.cell(row, WEIGHT, Decimal(formulas.literal(sheet.instrument.total_weight)))
    weight.number_format, weight.alignment = styles.WEIGHT, styles.RIGHT
    for columns in sheet.sides:
        tops = [
            sheet.lines[component_key(component.code)].number for component in sheet.instrument.components
        ]
        total = sheet.ws.cell(
            row, columns.value, f"=SUM({','.join(columns.at(columns.value, n) for n in tops)})"
        )
        percent = sheet.ws.cell(row, columns.percent)
        percent.value = f"={columns.at(columns.value, row)}/{columns.at(WEIGHT, row)}"
        total.number_format, percent.number_format = styles.POINTS, styles.PERCENT
        total.alignment = percent.alignment = styles.RIGHT


def _add_validations(sheet: KkeSheet) -> None:
    validations = Validations(sheet.ws)
    for columns in sheet.sides:
        inputs = []
        for line in sheet.lines.values():
            if line.question is None:
                continue
            address = columns.at(columns.answer, line.number)
            validations.add(line.kind, line.question, address)
            if line.kind != "question" or not line.question.inputs:
                inputs.append(address)
        if columns.side.editable:
            # One rule for all open inputs: relative to the first of them.
            sheet.ws.conditional_formatting.add(
                " ".join(inputs), FormulaRule(formula=[f"ISBLANK({inputs[0]})"], fill=styles.MISSING_FILL)
            )
