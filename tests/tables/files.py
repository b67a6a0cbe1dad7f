"""Files of tables for the tests: grids from plain rows, and templates read as the portal reads them."""

from collections.abc import Sequence
from decimal import Decimal
from io import BytesIO
from typing import Any

from openpyxl import Workbook, load_workbook

from assessments.tables.importing import Done, apply, preview, scope_for
from assessments.tables.planning import Plan
from assessments.tables.registry import TABLES
from assessments.tables.table import Scope
from assessments.tables.template import template_of
from documents.safe_text import put_text
from documents.workbooks.cells import Cell, Grid
from documents.workbooks.guard import open_package
from documents.workbooks.reader import read_grids


def grid(rows: Sequence[Sequence[Any]], name: str = "Lembar1", first: int = 1) -> tuple[Grid, ...]:
    """One visible sheet with these rows; None leaves a cell out, int becomes a number."""
    made = Grid(name, False)
    for number, row in enumerate(rows, start=first):
        for column, value in enumerate(row, start=1):
            if value is not None:
                value = Decimal(value) if isinstance(value, int) else value
                made.rows.setdefault(number, {})[column] = Cell(name, number, column, value)
    return (made,)


def scope_of(world, key: str, actor=None, year: int = 2026) -> Scope:
    """Where the admin of KAB-X (or somebody else) takes a table in."""
    return scope_for(TABLES[key], world.instansi, year=year, actor=actor or world.admin)


def look(world, key: str, rows, *, actor=None, blanks_empty: bool = False) -> Plan:
    """The plan for rows (or ready grids)."""
    grids = rows if rows and isinstance(rows[0], Grid) else grid(rows)
    return preview(TABLES[key], scope_of(world, key, actor), grids, blanks_empty=blanks_empty)


def take(world, key: str, rows, *, actor=None, blanks_empty: bool = False) -> Done:
    """Preview and apply."""
    grids = rows if rows and isinstance(rows[0], Grid) else grid(rows)
    seen = look(world, key, grids, actor=actor, blanks_empty=blanks_empty).digest()
    scope = scope_of(world, key, actor)
    return apply(TABLES[key], scope, grids, seen=seen, blanks_empty=blanks_empty)


def template(world, key: str, *, filled: bool, actor=None) -> bytes:
    """The template of a table."""
    return template_of(TABLES[key], scope_of(world, key, actor), filled=filled)


def grids_of(content: bytes) -> tuple[Grid, ...]:
    """A workbook read as cells."""
    return read_grids(open_package(content))


def filled_in(content: bytes, sheet: str, rows: Sequence[Sequence[Any]], first: int = 5) -> bytes:
    """A template with rows typed into it below the header."""
    book = load_workbook(BytesIO(content))
    for number, row in enumerate(rows, start=first):
        for column, value in enumerate(row, start=1):
            cell = book[sheet].cell(number, column)
            if isinstance(value, str):
                put_text(cell, value)
            else:
                cell.value = value
    return saved(book)


def saved(book: Workbook) -> bytes:
    """The bytes of a workbook."""
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def problems(plan: Plan) -> list[str]:
    """Everything that is refused, in the order of the file."""
    return [problem for row in plan.rows for problem in row.problems]


def statuses(plan: Plan) -> list[str]:
    """The status of each row."""
    return [row.status for row in plan.rows]
