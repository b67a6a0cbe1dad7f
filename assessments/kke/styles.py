"""How our workbooks look: calm, official, readable in black and white."""

from __future__ import annotations

from math import ceil

from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side

FONT = "Calibri"
INK, MUTED, HAIRLINE, WASH, PETROL, WHITE = "1B2430", "566273", "D9DFE6", "F5F7FA", "0B5169", "FFFFFF"
INPUT, MISSING = "FFFFFF", "FFF6DD"
GOOD, DANGER = "1B7048", "A8201A"
AREA_COLOURS = {
    "MP": "0067A5",
    "TT": "7F5200",
    "SDM": "00705A",
    "AK": "6F3C96",
    "PW": "B03A16",
    "PP": "9A2465",
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


def area_bar(area: str | None) -> Border:
    """The grid with the colour of the area as a bar on the left; plain without an area."""
    colour = AREA_COLOURS.get(area or "")
    return (
        Border(left=Side(style="thick", color=colour), right=LINE, top=LINE, bottom=LINE) if colour else GRID
    )


def fitted_height(ws, row: int) -> float:
    """The height in points that shows the wrapped texts of a row in full (programs do not fit it themselves)."""
    lines = 1
    for cell in ws[row]:
        if not isinstance(cell.value, str) or cell.data_type == "f" or not cell.alignment.wrap_text:
            continue
        width = ws.column_dimensions[cell.column_letter].width - 2 * (cell.alignment.indent or 0)
        room = max(width * (1.3 if cell.font.size < 10 else 1.1) - 1, 4)
        lines = max(lines, sum(max(1, ceil(len(line) / room)) for line in cell.value.split("\n")))
    return min(5 + 12.5 * lines, 400)
