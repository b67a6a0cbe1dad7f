"""Flat cells as bytes and back, exactly: how the isolated process answers, and how a reading is kept.

Compact JSON, packed by gzip; never pickle, since what comes back is not trusted.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from documents.workbooks.cells import Cell, Grid

FORMAT = 1
MAX_STORED = 20_000_000  # packed
MAX_UNPACKED = 80_000_000
_TEXT, _NUMBER, _TRUTH, _NOTHING = "s", "n", "b", ""


class Damaged(ValueError):
    """Bytes that are no stored cells."""


def dump(grids: Sequence[Grid]) -> bytes:
    """The sheets as bytes; the same sheets give the same bytes."""
    data = {
        "format": FORMAT,
        "sheets": [
            {
                "name": grid.name,
                "hidden": grid.hidden,
                "cells": [_packed(cell) for row in grid.rows.values() for cell in row.values()],
            }
            for grid in grids
        ],
    }
    text = json.dumps(data, ensure_ascii=True, separators=(",", ":"))
    return gzip.compress(text.encode("ascii"), compresslevel=1, mtime=0)


def load(data: bytes) -> tuple[Grid, ...]:
    """The sheets again. Damaged: anything else than what `dump` gives."""
    try:
        content = json.loads(_unpacked(data))
        if content["format"] != FORMAT:
            raise Damaged(f"format {content['format']}")
        return tuple(_grid(sheet) for sheet in content["sheets"])
    except (zlib.error, EOFError, ValueError, TypeError, KeyError, IndexError, InvalidOperation) as error:
        raise Damaged(f"damaged cells ({error})") from error


def _unpacked(data: bytes) -> bytes:
    packer = zlib.decompressobj(wbits=31)
    text = packer.decompress(data, MAX_UNPACKED)
    if packer.unconsumed_tail or not packer.eof or packer.unused_data:
        raise Damaged("more than expected" if packer.unconsumed_tail else "cut off")
    return text


def _packed(cell: Cell) -> list[Any]:
    """[row, column, kind, value] and, only where they hold something, formula, error, link."""
    value = cell.value
    if isinstance(value, bool):
        packed: list[Any] = [cell.row, cell.column, _TRUTH, value]
    elif isinstance(value, Decimal):
        packed = [cell.row, cell.column, _NUMBER, str(value)]
    else:
        packed = [cell.row, cell.column, _NOTHING if value is None else _TEXT, value]
    if cell.formula or cell.error or cell.link:
        packed += [cell.formula, cell.error, cell.link]
    return packed


def _grid(sheet: dict[str, Any]) -> Grid:
    grid = Grid(_of(str, sheet["name"]), _of(bool, sheet["hidden"]))
    for packed in sheet["cells"]:
        row, column, kind, value, *more = packed
        formula, error, link = more or ("", False, "")
        cell = Cell(
            grid.name,
            _of(int, row),
            _of(int, column),
            _value(kind, value),
            _of(str, formula),
            _of(bool, error),
            _of(str, link),
        )
        grid.rows.setdefault(row, {})[column] = cell
    return grid


def _value(kind: str, value: Any) -> str | Decimal | bool | None:
    if kind == _TEXT:
        return _of(str, value)
    if kind == _NUMBER and (number := Decimal(_of(str, value))).is_finite():
        return number
    if kind == _TRUTH:
        return _of(bool, value)
    if kind == _NOTHING and value is None:
        return None
    raise Damaged(f"kind {kind!r}")


def _of(kind: type, value: Any) -> Any:
    if type(value) is not kind:
        raise Damaged(f"{value!r:.40} is no {kind.__name__}")
    return value
