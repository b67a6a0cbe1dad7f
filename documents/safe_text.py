"""Texts of users in cells of our workbooks: always text, never a formula, unchanged when read again."""

from __future__ import annotations

import re

from openpyxl.cell.cell import Cell

MAX_CELL = 32_767  # what Excel keeps in a cell
TOO_LONG = "(terlalu panjang untuk Excel; lihat di portal)"
# What a spreadsheet takes for the start of a formula, also after spaces and in full-width or small form.
RISKY = re.compile(r"[\s\x00]*[=+\-@\t\r＝＋－＠﹦﹢﹣﹫|%]")
# What XML 1.0 cannot hold; openpyxl's own pattern knows only the first part, and such a file does not open.
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def put_text(cell: Cell, text: str) -> None:
    """Write a text so that it stays that text.

    The cell is typed as string (never evaluated); what a formula could start with gets Excel's own mark for
    "this is text" (quote prefix), so that it stays text when somebody edits the cell.
    """
    clean = cell_text(text)
    if not clean:
        return
    cell.value = clean
    cell.data_type = "s"  # openpyxl takes a leading "=" for a formula
    if looks_like_formula(clean):
        cell.quotePrefix = True


def cell_text(text: str) -> str:
    """A text as a cell holds it: characters that XML cannot hold are left out, a text longer than a cell is
    replaced by a hint, never cut.
    """
    clean = printable(text)
    clean = _LOOKS_ESCAPED.sub("_x005F_", clean)
    return TOO_LONG if len(clean) > MAX_CELL else clean


def printable(text: str) -> str:
    """A text without what no workbook, and no reader, can show; its lines end in \\n."""
    return _NOT_IN_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet could take the text for a formula once somebody edits its cell."""
    return RISKY.match(text) is not None


def header_footer_text(text: str) -> str:
    """A text for the printed head or foot, where "&" starts a code."""
    return text.replace("&", "&&")[:120]
