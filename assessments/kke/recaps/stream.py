"""Rows of a sheet as XML, written as they come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from xml.sax.saxutils import escape

from openpyxl.utils.datetime import to_excel
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet._writer import WorksheetWriter

from documents.safe_text import cell_text, looks_like_formula

Value = str | Decimal | int | date | None
MAX_HEIGHT = 400  # points, of a row
SHORT = 200  # characters: longer texts seldom come twice


class Row(tuple):
    """A row that is XML already, as its only part."""


class RowWriter(WorksheetWriter):
    """Writes rows that are XML already. openpyxl builds a tree for each cell, which costs more than reading the data
    and making its texts safe together; everything but the rows stays its work.
    """

    def write_row(self, xf, row, row_idx: int) -> None:
        """Write a row; those of the heading are cells."""
        if isinstance(row, Row):
            xf._file(row[0])
        else:
            super().write_row(xf, row, row_idx)


class StreamedSheet(WriteOnlyWorksheet):
    """A sheet that takes rows of XML between those of cells."""

    def _get_writer(self) -> None:
        if self._writer is None:
            self._writer = RowWriter(self)
            self._writer.write_top()

    def _values_to_row(self, values, row_idx: int):
        return values if isinstance(values, Row) else super()._values_to_row(values, row_idx)


@dataclass(frozen=True)
class BodyCell:
    """A column of the body: its letter, the number of its style in the workbook, that of texts which look like a
    formula, the type of its cells ("s" text, "d" date, "n" number), how many characters a line holds (0: no wrapping).
    """

    letter: str
    style: int
    quoted: int
    type: str
    room: int = 0

    def lines(self, value: Value) -> int:
        """How many lines a text takes; programs do not fit the height of a row to it themselves."""
        if not self.room or not isinstance(value, str) or (len(value) <= self.room and "\n" not in value):
            return 1
        return sum(max(1, -(-len(line) // self.room)) for line in value.split("\n"))

    def xml(self, row: int, value: Value) -> str:
        """The cell of a row; text is never typed as a formula."""
        start = f'<c r="{self.letter}{row}" s="'
        if value is None or value == "":
            return f'{start}{self.style}"/>'
        if self.type == "s":
            text, risky = _known(value) if len(value) <= SHORT else _clean(value)
            style = self.quoted if risky else self.style
            return f'{start}{style}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
        if self.type == "d":
            value = to_excel(value)
        return f'{start}{self.style}"><v>{value}</v></c>'


def row_xml(cells: Sequence[BodyCell], values: Sequence[Value], row: int) -> Row:
    """A row of the body, as high as its texts ask for."""
    pairs = list(zip(cells, values, strict=True))
    told = "".join(cell.xml(row, value) for cell, value in pairs)
    lines = max(cell.lines(value) for cell, value in pairs)
    high = f' ht="{min(4 + 13 * lines, MAX_HEIGHT)}" customHeight="1"' if lines > 1 else ""
    return Row((f'<row r="{row}"{high}>{told}</row>',))


def _clean(text: str) -> tuple[str, bool]:
    clean = cell_text(text)
    return escape(clean), looks_like_formula(clean)


_known = lru_cache(maxsize=512)(_clean)  # code and name of a unit stand in every table
