"""Writes the sheet "KKE" of our layout: structure, answers of each side, live formulas, drop-downs."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from openpyxl.cell.cell import Cell
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from assessments.engine.instrument import Instrument, Question
from documents.safe_text import put_text
from documents.workbooks import styles

from . import formulas
from .answer_types import type_label
from .validations import Validations
from .writer_answers import write_side
from .writer_columns import FIXED, HEADER_ROW, TEXT, WEIGHT, Columns, KkeSheet, Side
from .writer_rows import SOURCE_TEXT, Line, component_key, lines_of


def write_sheet(ws: Worksheet, instrument: Instrument, sides: Sequence[Side]) -> KkeSheet:
    """Fill the sheet from the header row down."""
    sheet = KkeSheet(ws, instrument, lines_of(instrument))
    column = len(FIXED) + 1
    for side in sides:
        evidence = column + 4 if side.evidence is not None else None
        sheet.sides.append(Columns(side, column, column + 1, column + 2, column + 3, evidence))
        column += 5 if evidence else 4
    widths = _write_header(sheet)
    for line in sheet.lines.values():
        cells = _write_structure(sheet, line)
        for side in sheet.sides:
            cells += write_side(sheet, side, line)
        ws.row_dimensions[line.number].height = styles.fitted_height(list(zip(cells, widths, strict=True)))
    _write_total(sheet)
    _add_validations(sheet)
    return sheet


def _write_header(sheet: KkeSheet) -> list[float]:
    """Write the header and give the widths of its columns."""
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
    return [width for _, width in heads]


def _write_structure(sheet: KkeSheet, line: Line) -> list[Cell]:
    question, component = line.question, line.component
    code, text, criteria, kind, weight = cells = [
        sheet.ws.cell(line.number, column) for column in range(1, len(FIXED) + 1)
    ]
    font, fill = styles.painted(heading=line.component is not None, depth=line.depth)
    area = component.area if component else question.area if question else None
    dress = sheet.looks.dress
    dress(code, font, fill, styles.area_bar(area), styles.CODE)
    dress(text, font, fill, styles.GRID, styles.indented(line.depth))
    dress(criteria, styles.SMALL, fill, styles.GRID, styles.WRAP)
    dress(kind, font, fill, styles.GRID, styles.CENTER)
    dress(
        weight, font, fill, styles.GRID, styles.RIGHT, styles.WEIGHT if component is not None else "General"
    )
    put_text(code, line.code)
    put_text(text, _text(line))
    if line.kind == "question" and question is not None:
        put_text(criteria, _criteria(question))
        put_text(kind, type_label(question))
    elif line.kind == "count":
        put_text(kind, "Jumlah")
    if component is not None:
        weight.value = Decimal(formulas.literal(component.weight))
    return cells


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
