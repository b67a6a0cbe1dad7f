"""Grids → raw rows: the header is found by its texts, wherever it stands and in whatever order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from assessments.kke.layout import PORTAL_SHEET, normal
from documents.workbooks.cells import Cell, Grid, column_letters
from documents.workbooks.guard import FileRefused

from .columns import Column
from .table import Row, Table
from .values import BadCell, value_of

HEADER_WITHIN = 40
OWN_SHEETS = frozenset({PORTAL_SHEET, "_daftar", "Petunjuk"})


@dataclass
class Found:
    """A sheet with its header row: column key → column number; what else stands in the header."""

    grid: Grid
    header: int
    columns: dict[str, int]
    unknown: list[str] = field(default_factory=list)
    doubled: str = ""


@dataclass
class Reading:
    """The rows that hold something, where they were found, and what the reader should know."""

    rows: list[Row]
    where: str
    columns: frozenset[str]
    notes: list[str] = field(default_factory=list)


def read_rows(table: Table, columns: Sequence[Column], grids: Sequence[Grid]) -> Reading:
    """The rows of a table. FileRefused: no such header, a required column missing or doubled, too many rows."""
    found = _find(table, columns, grids)
    by_key = {column.key: column for column in columns}
    rows = []
    for number in sorted(found.grid.rows):
        if number <= found.header:
            continue
        cells = {
            key: cell for key, at in found.columns.items() if (cell := found.grid.at(number, at)) is not None
        }
        if any(cell.text or cell.error or cell.formula for cell in cells.values()):
            rows.append(_row(found, number, cells, by_key))
    if len(rows) > table.max_rows:
        raise FileRefused(
            f"Lembar “{found.grid.name}” berisi {len(rows)} baris; sekali impor paling banyak {table.max_rows}. "
            "Bagi menjadi beberapa berkas."
        )
    if not rows:
        raise FileRefused(f"Lembar “{found.grid.name}” belum berisi baris di bawah judul kolomnya. Isi dulu.")
    where = f"Lembar “{found.grid.name}”, judul kolom di baris {found.header}"
    notes = [f"Kolom {text} tidak dikenal, jadi tidak dibaca." for text in found.unknown]
    return Reading(rows, where, frozenset(found.columns), notes)


def _row(found: Found, number: int, cells: dict[str, Cell], by_key: dict[str, Column]) -> Row:
    sheet = found.grid.name
    row = Row(sheet, number)
    row.places = {key: f"{sheet}!{column_letters(at)}{number}" for key, at in found.columns.items()}
    for key, cell in cells.items():
        if not cell.text and not cell.error and not cell.formula:
            continue
        try:
            if value := value_of(by_key[key], cell):
                row.values[key] = value
        except BadCell as error:
            row.refuse(f"{by_key[key].title}: {error}", key)
    return row


def _find(table: Table, columns: Sequence[Column], grids: Sequence[Grid]) -> Found:
    seen = [grid for grid in grids if not grid.hidden and grid.name not in OWN_SHEETS]
    found = [hit for grid in seen if (hit := _header(columns, grid)) is not None]
    identify = {c.key for c in columns if c.required and c.key in table.identify}
    fitting = [hit for hit in found if identify <= set(hit.columns)]
    if not fitting:
        wanted = ", ".join(c.title for c in columns if c.key in identify)
        names = ", ".join(f"“{grid.name}”" for grid in seen) or "tidak ada lembar"
        raise FileRefused(
            f"Judul kolom tabel {table.title} tidak ditemukan. Dicari kolom {wanted} di lembar: {names}. "
            "Pakai templat dari halaman ini."
        )
    best = max(fitting, key=lambda hit: len(hit.columns))
    if best.doubled:
        raise FileRefused(best.doubled)
    missing = [c.title for c in columns if c.required and c.key not in best.columns]
    if missing:
        raise FileRefused(
            f"Lembar “{best.grid.name}” tidak punya kolom {', '.join(missing)}. Tambahkan, lalu unggah lagi."
        )
    return best


def _header(columns: Sequence[Column], grid: Grid) -> Found | None:
    best: Found | None = None
    for number in sorted(grid.rows)[:HEADER_WITHIN]:
        hit = _header_row(columns, grid, number)
        if len(hit.columns) > (len(best.columns) if best else 1):
            best = hit
    return best


def _header_row(columns: Sequence[Column], grid: Grid, number: int) -> Found:
    hit = Found(grid, number, {})
    for at, cell in sorted(grid.rows[number].items()):
        text = normal(cell.text.rstrip("* "))
        column = next((c for c in columns if text in c.names), None)
        if column is None:
            hit.unknown.append(f"{column_letters(at)} “{cell.text[:40]}”")
        elif column.key in hit.columns:
            first = column_letters(hit.columns[column.key])
            hit.doubled = (
                f"{cell.place}: kolom “{column.title}” ada dua kali (juga di {first}). Hapus salah satunya."
            )
        else:
            hit.columns[column.key] = at
    return hit
