"""What text is shown as: blocks [kind, content]: title, heading, text, item, pre of a text, table and grid of rows."""

from collections.abc import Iterable, Sequence
from typing import Any

MAX_BLOCKS = 3_000
MAX_ROWS = 200
MAX_COLUMNS = 30
MAX_CELL = 500
MAX_TEXT = 5_000
Block = list[Any]


def table(rows: Iterable[Sequence[Any]]) -> Block:
    """Rows of cells as texts, every row as long as the longest, empty columns at the end left out."""
    return ["table", _even(rows)]


def grid(rows: Iterable[Sequence[Any]], *, after: int = 0) -> Block:
    """Rows of a sheet, numbered on from `after`; else like `table`."""
    return ["grid", _even(rows), after]


def _even(rows: Iterable[Sequence[Any]]) -> list[list[str]]:
    texts = [[str(cell)[:MAX_CELL].strip() for cell in row[:MAX_COLUMNS]] for row in rows]
    used = max((at + 1 for row in texts for at, cell in enumerate(row) if cell), default=0)
    return [row[:used] + [""] * (used - len(row)) for row in texts]


def in_parts(blocks: Sequence[Block], number: int, *, size: int, cut: str = "", unit: str = "bagian") -> dict:
    """Part `number` (from 1) of blocks of which `size` make a part; no blocks when there is no such part."""
    of = -(-len(blocks) // size)
    shown = blocks[(number - 1) * size : number * size] if number >= 1 else []
    return {"unit": unit, "of": of, "blocks": list(shown), "cut": cut if number == of else ""}
