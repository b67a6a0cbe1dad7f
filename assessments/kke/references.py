"""What a formula of a value column refers to, and whether it is one of the few that are foretold here."""

from __future__ import annotations

import re
from collections.abc import Iterator

from documents.workbooks.cells import Grid, column_number

_REFERENCE = re.compile(
    r"(?<![!\w.$'])\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?(?![\w(!.])"
)
_CELL = r"\$?[A-Z]{1,3}\$?\d{1,7}"
_LIST = rf"{_CELL}(?::{_CELL})?(?:[,;]{_CELL}(?::{_CELL})?)*"
_MEAN = re.compile(rf"(?:AVERAGE\({_LIST}\)|{_CELL})\*{_CELL}|{_CELL}\*(?:AVERAGE\({_LIST}\)|{_CELL})")
_SUM = re.compile(rf"(?:SUM\({_LIST}\)|{_CELL}(?:\*{_CELL})?(?:\+{_CELL}(?:\*{_CELL})?)*)")
_DEEPEST = 3  # a sub-heading may stand between a sum and what it sums
_MOST = 500  # references of a formula, rows of a range, formulas to follow: a hostile file gets no further
_LONGEST = 8192  # characters; Excel takes no longer formula


def rows_referred(grid: Grid, column: int, formula: str) -> frozenset[int]:
    """The rows of this column that a formula reads, through further formulas in this column."""
    seen: set[int] = set()
    formulas = [formula]
    for _ in range(_DEEPEST):
        fresh = {row for each in formulas for row in _rows(each, column)} - seen
        seen |= fresh
        cells = [grid.at(row, column) for row in sorted(fresh)[:_MOST]]
        formulas = [cell.formula for cell in cells if cell is not None and cell.formula]
    return frozenset(seen)


def _rows(formula: str, column: int) -> Iterator[int]:
    """The rows of this column that stand in a formula itself; nothing of one that is longer than Excel takes."""
    for left, top, right, bottom in _REFERENCE.findall(_bare(formula))[:_MOST]:
        first, last = column_number(left), column_number(right or left)
        if first <= column <= last:
            yield from range(int(top), min(int(bottom or top), int(top) + _MOST) + 1)


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
    return re.sub(r"\s+", "", formula).removeprefix("=").upper() if len(formula) <= _LONGEST else ""
