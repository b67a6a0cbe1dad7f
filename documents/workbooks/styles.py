"""How our workbooks look: calm, official, readable in black and white."""

from __future__ import annotations

from copy import copy
from functools import cache
from math import ceil
from typing import Any

from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side

FONT = "Calibri"
INK, MUTED, HAIRLINE, WASH, PETROL, WHITE = "1B2430", "566273", "D9DFE6", "F5F7FA", "0B5169", "FFFFFF"
INPUT, MISSING = "FFFFFF", "FFF6DD"
GOOD, DANGER = "1B7048", "A8201A"
AREA_COLOURS = {
    "MP": "0062AD",
    "TT": "946700",
    "SDM": "107E52",
    "AK": "45187D",
    "PW": "8F1D0B",
    "PP": "6B0A42",
}

BASE = Font(name=FONT, size=10, color=INK)
BOLD = Font(name=FONT, size=10, color=INK, bold=True)
SMALL = Font(name=FONT, size=9, color=MUTED)
TITLE = Font(name=FONT, size=15, color=PETROL, bold=True)
SUBTITLE = Font(name=FONT, size=11, color=INK, bold=True)
HEAD = Font(name=FONT, size=10, color=WHITE, bold=True)

WRAP = Alignment(vertical="top", wrap_text=True)
TOP = Alignment(vertical="top")
CODE = Alignment(vertical="top", horizontal="left", indent=1, shrink_to_fit=True)
NOTE = Alignment(vertical="top", horizontal="left", indent=1, wrap_text=True)
CENTER = Alignment(vertical="top", horizontal="center", wrap_text=True)
RIGHT = Alignment(vertical="top", horizontal="right")
LINE = Side(style="thin", color=HAIRLINE)
GRID = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)
OPEN = Protection(locked=False)

HEAD_FILL = PatternFill("solid", fgColor=PETROL)
WASH_FILL = PatternFill("solid", fgColor=WASH)
DEEP_FILL = PatternFill("solid", fgColor="E3E9EF")
MISSING_FILL = PatternFill("solid", bgColor=MISSING)

POINTS, PERCENT, WEIGHT, COUNT, INDEX = "0.00", "0.00%", "0.00##", "0", "0.00##"


@cache
def area_bar(area: str | None) -> Border:
    """The grid with the colour of the area as a bar on the left; plain without an area."""
    colour = AREA_COLOURS.get(area or "")
    return (
        Border(left=Side(style="thick", color=colour), right=LINE, top=LINE, bottom=LINE) if colour else GRID
    )


@cache
def indented(depth: int) -> Alignment:
    """Wrapped text, moved in by its depth in the hierarchy."""
    return Alignment(vertical="top", horizontal="left", wrap_text=True, indent=min(depth, 6))


def painted(*, heading: bool, depth: int) -> tuple[Font, PatternFill | None]:
    """Font and fill of a row: a component's heading, or what stands below."""
    if not heading:
        return BASE, None
    return BOLD, DEEP_FILL if depth < 2 else WASH_FILL


class Looks:
    """Gives the cells of one workbook their formats; the same format is worked out once.

    The styles must be the constants and cached functions above: they are told apart by identity.
    """

    def __init__(self) -> None:
        self._known: dict[tuple[Any, ...], Any] = {}

    def dress(
        self, cell: Cell, font: Font, fill: PatternFill | None, border: Border, alignment: Alignment,
        number_format: str = "General", protection: Protection | None = None,
    ) -> None:  # fmt: skip
        """Format a cell. A text is put in afterwards: its mark "this is text" belongs to the format."""
        key = (id(font), id(fill), id(border), id(alignment), number_format, id(protection))
        known = self._known.get(key)
        if known is not None:
            cell._style = copy(known)
            return
        cell.font, cell.border, cell.alignment, cell.number_format = font, border, alignment, number_format
        if fill is not None:
            cell.fill = fill
        if protection is not None:
            cell.protection = protection
        self._known[key] = copy(cell._style)


def fitted_height(texts: list[tuple[Cell, float]]) -> float:
    """The height in points that shows the wrapped texts of a row in full (programs do not fit it themselves).

    `texts`: its cells, each with the width of its column.
    """
    lines = 1
    for cell, column in texts:
        if not isinstance(cell.value, str) or cell.data_type == "f" or not cell.alignment.wrap_text:
            continue
        width = column - 2 * (cell.alignment.indent or 0)
        room = max(width * (1.3 if cell.font.size < 10 else 1.1) - 1, 4)
        lines = max(lines, sum(max(1, ceil(len(line) / room)) for line in cell.value.split("\n")))
    return min(5 + 12.5 * lines, 400)
