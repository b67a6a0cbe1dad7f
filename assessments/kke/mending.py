"""Cells corrected by hand in the preview: the kept reading stays as the file said, a corrected copy is understood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from documents.workbooks.cells import Cell, Grid


def mended(grids: Sequence[Grid], corrected: Mapping[str, str]) -> tuple[Grid, ...]:
    """The sheets with these cells replaced ("Jawaban!K36" → text, "" empties). Unknown places change nothing."""
    if not corrected:
        return tuple(grids)
    return tuple(_mended(grid, corrected) for grid in grids)


def _mended(grid: Grid, corrected: Mapping[str, str]) -> Grid:
    rows = {
        number: {column: _cell(cell, corrected.get(cell.place)) for column, cell in cells.items()}
        for number, cells in grid.rows.items()
    }
    filled = {
        number: {column: cell for column, cell in cells.items() if cell is not None}
        for number, cells in rows.items()
    }
    return replace(grid, rows={number: cells for number, cells in filled.items() if cells})


def _cell(cell: Cell, text: str | None) -> Cell | None:
    if text is None:
        return cell
    return replace(cell, value=text, formula="", error=False) if text.strip() else None
