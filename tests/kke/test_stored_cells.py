"""Cells survive being stored exactly; anything else than stored cells is refused."""

import gzip
import json
import zlib
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.workbooks.cells import Cell, Grid
from documents.workbooks.stored_cells import Damaged, dump, load

values = st.one_of(
    st.text(),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.none(),
)
cells = st.builds(
    lambda row, column, value, formula, error, link: Cell("Lembar", row, column, value, formula, error, link),
    st.integers(1, 1_048_576),
    st.integers(1, 300),
    values,
    st.text(),
    st.booleans(),
    st.text(),
)


def grid_of(found, *, hidden=False) -> Grid:
    """A sheet of these cells."""
    grid = Grid("Lembar", hidden)
    for cell in found:
        grid.rows.setdefault(cell.row, {})[cell.column] = cell
    return grid


@given(st.lists(cells, max_size=20), st.booleans())
def test_what_is_stored_comes_back(found, hidden):
    grids = (grid_of(found, hidden=hidden), Grid("Kosong", not hidden))
    back = load(dump(grids))
    assert back == grids
    assert [repr(c.value) for g in back for r in g.rows.values() for c in r.values()] == [
        repr(c.value) for g in grids for r in g.rows.values() for c in r.values()
    ]


def test_the_same_cells_give_the_same_bytes():
    grid = grid_of([Cell("Lembar", 1, 1, Decimal("3.60"), "B1", False, "https://a.go.id")])
    assert dump([grid]) == dump([grid])


def packed(data) -> bytes:
    """Any JSON, packed like stored cells."""
    return gzip.compress(json.dumps(data).encode(), mtime=0)


def sheet(*cells):
    """Stored cells with these raw cells."""
    return packed({"format": 1, "sheets": [{"name": "Lembar", "hidden": False, "cells": list(cells)}]})


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"x",
        dump([])[:-4],
        dump([]) + b"more",
        packed([]),
        packed({"format": 2, "sheets": []}),
        sheet([1, 1, "s"]),
        sheet([1, 1, "s", 5]),
        sheet([1, 1, "n", "NaN"]),
        sheet([1, 1, "n", "satu"]),
        sheet([True, 1, "s", "x"]),
        sheet([1, 1, "x", "x"]),
        sheet([1, 1, "s", "x", "formula"]),
        sheet("abcd"),
        gzip.compress(b" " * 200_000_000, compresslevel=1, mtime=0),
    ],
    ids=lambda data: f"{len(data)} bytes, {zlib.crc32(data):08x}",
)
def test_anything_else_is_refused(data):
    with pytest.raises(Damaged):
        load(data)
