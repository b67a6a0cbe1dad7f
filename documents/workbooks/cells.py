"""Flat cells: sheet, address, value exactly as stored, formula, link. Empty cells do not exist."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

PORTAL_SHEET = "_zi"  # hidden; says what a workbook of ours is


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell that holds something. `value`: text, Decimal, bool, or None (a formula without stored value).

    `error` marks an Excel error such as #REF!; `formula` is the formula's text, "" without one;
    `link` is the http(s) target of the cell's hyperlink.
    """

    sheet: str
    row: int
    column: int
    value: str | Decimal | bool | None
    formula: str = ""
    error: bool = False
    link: str = ""

    @property
    def address(self) -> str:
        """The address in the sheet, e.g. "K6"."""
        return f"{column_letters(self.column)}{self.row}"

    @property
    def place(self) -> str:
        """Sheet and address, e.g. "Jawaban!K6"."""
        return f"{self.sheet}!{self.address}"

    @property
    def text(self) -> str:
        """The value as trimmed text; numbers without exponent or trailing zeros."""
        if isinstance(self.value, bool):
            return "TRUE" if self.value else "FALSE"
        if isinstance(self.value, Decimal):
            return number_text(self.value)
        return (self.value or "").strip()


@dataclass(slots=True)
class Grid:
    """One sheet: rows by number, each a mapping from column number (A = 1) to its cell."""

    name: str
    hidden: bool
    rows: dict[int, dict[int, Cell]] = field(default_factory=dict)

    def at(self, row: int, column: int | None) -> Cell | None:
        """The cell at row and column, None if empty or if there is no such column."""
        return None if column is None else self.rows.get(row, {}).get(column)


def column_letters(column: int) -> str:
    """1 → "A", 27 → "AA"."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """ "A" → 1, "AA" → 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def number_text(number: Decimal) -> str:
    """A number as plain digits with a point ("3.6", "7", never "7.0" or "1E+2")."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def normal(text: str) -> str:
    """Header text for comparison: lower case, single spaces."""
    return re.sub(r"\s+", " ", text.strip().lower())
