"""What a formula of a value column refers to, and whether it is one of the few that are foretold here."""

from __future__ import annotations

import re

from .cells import Grid, column_number

_REFERENCE = re.compile(
    r"(?<![!\w.$'])\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?(?![\w(!.])"
)
_CELL = r"\$?[A-Z]{1,3}\$?\d{1,7}"
_LIST = rf"{_CELL}(?::{_CELL})?(?:[,;]{_CELL}(?::{_CELL})?)*"
_MEAN = re.compile(rf"(?:AVERAGE\({_LIST}\)|{_CELL})\*{_CELL}|{_CELL}\*(?:AVERAGE\({_LIST}\)|{_CELL})")
_SUM = re.compile(rf"(?:SUM\({_LIST}\)|{_CELL}(?:\*{_CELL})?(?:\+{_CELL}(?:\*{_CELL})?)*)")
_DEEPEST = 3  # a sub-heading may stand between a sum and what it sums
_LONGEST = 2000  # rows of one range


def rows_referred(grid: Grid, column: int, formula: str, depth: int = 0) -> frozenset[int]:
    """The rows of this column that a formula reads, through further formulas in this column."""
    rows: set[int] = set()
    for left, top, right, bottom in _REFERENCE.findall(_bare(formula)):
        first, last = column_number(left), column_number(right or left)
        if first <= column <= last:
            rows.update(range(int(top), min(int(bottom or top), int(top) + _LONGEST) + 1))
    if depth < _DEEPEST:
        for row in tuple(rows):
            cell = grid.at(row, column)
            if cell is not None and cell.formula:
                rows |= rows_referred(grid, column, cell.formula, depth + 1)
    return frozenset(rows)


def is_plain_mean(formula: str) -> bool:
    """AVERAGE of cells (or a single one) times a weight, and nothing else."""
    return _MEAN.fullmatch(_bare(formula)) is not None


def skips_blanks(formula: str) -> bool:
    """Whether the formula takes a mean of those cells only that hold a number."""
    return "AVERAGE(" in _bare(formula)


def is_plain_sum(formula: str) -> bool:
    """A sum of cells, and nothing else."""
    return _SUM.fullmatch(_bare(formula)) is not None


def rounds(formula: str) -> bool:
    """Whether the formula rounds."""
    return "ROUND" in _bare(formula)


def _bare(formula: str) -> str:
    return re.sub(r"\s+", "", formula).removeprefix("=").upper()
