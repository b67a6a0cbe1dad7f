"""Writes the cells of one side: answers, live values, notes, evidence."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from openpyxl.cell.cell import Cell

from assessments.engine.answers import Given
from documents.safe_text import put_text
from documents.workbooks import styles

from . import formulas
from .entries import NONE_YET
from .writer_columns import WEIGHT, Columns, KkeSheet
from .writer_rows import Line, component_key


def write_side(sheet: KkeSheet, columns: Columns, line: Line) -> list[Cell]:
    numbers = [columns.answer, columns.value, columns.percent, columns.note]
    cells = [sheet.ws.cell(line.number, number) for number in numbers]
    if columns.evidence:
        cells.append(sheet.ws.cell(line.number, columns.evidence))
    _dress_side(sheet, columns, line, cells)
    answer, value, percent, note = cells[:4]
    at_value = columns.at(columns.value, line.number)
    if line.component is not None:
        value.value = formulas.component_points(
            line.component, columns.at(WEIGHT, line.number), _below(sheet, columns, line)
        )
        percent.value = f"={at_value}/{columns.at(WEIGHT, line.number)}"
        return cells
    given = columns.side.answers.get(line.question.code, Given())
    _write_answer(answer, line, given)
    if line.kind != "question":
        return cells
    counts = {
        item.code: columns.at(columns.answer, sheet.lines[f"{line.code}/{item.code}"].number)
        for item in line.question.inputs
    }
    at_answer, at_note = columns.at(columns.answer, line.number), columns.at(columns.note, line.number)
    value.value = formulas.question_value(line.question, at_answer, at_note, counts)
    percent.value = f'=IF(ISNUMBER({at_value}),{at_value},"")'
    put_text(note, given.note)
    if columns.evidence and columns.side.evidence:
        put_text(cells[4], "\n".join(columns.side.evidence.get(line.code, ())))
    return cells


def _dress_side(sheet: KkeSheet, columns: Columns, line: Line, cells: list[Cell]) -> None:
    font, fill = styles.painted(heading=line.component is not None, depth=line.depth)
    opened = styles.OPEN if columns.side.editable and line.component is None else None
    dress = sheet.looks.dress
    dress(cells[0], font, fill, styles.GRID, styles.CENTER, _answer_format(columns, line), opened)
    dress(cells[1], font, fill, styles.GRID, styles.RIGHT, styles.POINTS)
    dress(cells[2], font, fill, styles.GRID, styles.RIGHT, styles.PERCENT)
    noted = opened if line.kind == "question" else None
    dress(cells[3], font, fill, styles.GRID, styles.NOTE, protection=noted)
    for cell in cells[4:]:
        dress(cell, font, fill, styles.GRID, styles.NOTE)


def _answer_format(columns: Columns, line: Line) -> str:
    if line.kind == "count":
        return styles.COUNT
    if line.kind == "question" and line.question is not None and line.question.kind == "index":
        given = columns.side.answers.get(line.question.code, Given())
        return styles.INDEX if isinstance(given.value, str) and not given.none_yet else "General"
    return "General"


def _write_answer(cell: Cell, line: Line, given: Given) -> None:
    question = line.question
    if line.kind == "source":
        put_text(cell, given.source)
    elif line.kind == "count":
        counts = given.value if isinstance(given.value, Mapping) else {}
        if line.item.code in counts:
            cell.value = counts[line.item.code]
    elif given.none_yet:
        put_text(cell, NONE_YET)
    elif isinstance(given.value, str):
        if question.kind == "index":
            cell.value = Decimal(given.value)
        else:
            put_text(cell, given.value)


def _below(sheet: KkeSheet, columns: Columns, line: Line) -> list[str]:
    component = line.component
    keys = [question.code for question in component.questions] or [
        component_key(child.code) for child in component.children
    ]
    return [columns.at(columns.value, sheet.lines[key].number) for key in keys]
