"""Rows of a sheet as XML, written as they come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from xml.sax.saxutils import escape

from openpyxl.utils.datetime import to_excel
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet._writer import WorksheetWriter

from assessments.kke.safe_text import cell_text, looks_like_formula

Value = str | Decimal | int | date | None
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
    formula, and the type of its cells ("s" text, "d" date, "n" number).
    """

    letter: str
    style: int
    quoted: int
    type: str

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


def _clean(text: str) -> tuple[str, bool]:
    clean = cell_text(text)
    return escape(clean), looks_like_formula(clean)


_known = lru_cache(maxsize=512)(_clean)  # code and name of a unit stand in every table
