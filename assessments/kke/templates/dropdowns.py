"""The spelling that a template's drop-down wants for an answer ("Ya", "YA", "a. Tim sudah dibentuk")."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from documents.workbooks.cells import Grid

from .sheet_facts import areas_of

_OTHER_SHEET = re.compile(r"(?:'((?:[^']|'')+)'|([^'!]+))!(.+)")
MAX_ITEMS = 200


def items_of(formula: str, here: Grid, grids: Sequence[Grid], names: Mapping[str, str]) -> tuple[str, ...]:
    """The items of a drop-down: typed in quotes, from an area of cells, or behind a defined name; () unknown."""
    if formula.startswith('"'):
        return tuple(item.strip() for item in formula.strip('"').split(",") if item.strip())[:MAX_ITEMS]
    formula = names.get(formula.lstrip("=").casefold(), formula).lstrip("=")
    match = _OTHER_SHEET.fullmatch(formula)
    grid: Grid | None = here
    if match is not None:
        name = (match.group(1) or match.group(2)).replace("''", "'")
        grid = next((g for g in grids if g.name.casefold() == name.casefold()), None)
        formula = match.group(3)
    if grid is None:
        return ()
    found = [
        cell.text
        for area in areas_of(formula)
        for row in sorted(n for n in grid.rows if area.top <= n <= area.bottom)
        for column in sorted(grid.rows[row])
        if area.left <= column <= area.right
        for cell in [grid.rows[row][column]]
        if cell.text
    ]
    return tuple(found[:MAX_ITEMS])


def spelled(answer: str, items: Sequence[str]) -> str:
    """The item that means the answer, the answer itself where no item does."""
    folded = answer.casefold()
    whole = next((item for item in items if item.casefold().rstrip(".") == folded), None)
    if whole is not None:
        return whole
    begins = re.compile(rf"{re.escape(folded)}\s*[.)](\s.*)?", re.DOTALL)
    return next((item for item in items if begins.fullmatch(item.casefold())), answer)
