"""A table in a workbook → raw rows: the header is found by its texts, wherever it stands and in whatever order."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from documents.workbooks.cells import PORTAL_SHEET, Cell, Grid, column_letters
from documents.workbooks.columns import Column
from documents.workbooks.dates import order_of
from documents.workbooks.guard import FileRefused
from documents.workbooks.values import BadCell, value_of

Status = Literal["new", "changed", "same", "refused"]
HEADER_WITHIN = 40
OWN_SHEETS = frozenset({PORTAL_SHEET, "_daftar", "Petunjuk"})


@dataclass
class Row:
    """A row of the file. `values`: column → canonical text of the cells that hold something; `places`: the addresses
    of its cells, empty ones too.

    `before`: what stands (None: nothing yet); `changes`: column → (before, after); `thing`: the stored object; `seen`:
    the version of it that a service asks for, where the values alone don't tell that it changed and changed back.
    """

    sheet: str
    number: int
    values: dict[str, str] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    before: dict[str, str] | None = None
    changes: dict[str, tuple[str, str]] = field(default_factory=dict)
    thing: Any = None
    seen: int = 0
    status: Status = "same"

    def place(self, column: str = "") -> str:
        """Sheet and cell of a column, or the row where the file has no such column."""
        return self.places.get(column) or f"{self.sheet}, baris {self.number}"

    def refuse(self, why: str, column: str = "") -> None:
        """Say why the row cannot be taken."""
        self.problems.append(f"{self.place(column)}: {why}")
        self.status = "refused"

    def note(self, text: str, column: str = "") -> None:
        """Say something that does not stop the row."""
        self.notes.append(f"{self.place(column)}: {text}")

    def get(self, column: str) -> str:
        """What will stand in a column: what was typed, else what stands already, else nothing."""
        if column in self.changes:
            return self.changes[column][1]
        return (self.before or {}).get(column) or self.values.get(column, "")


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


def read_rows(
    columns: Sequence[Column], grids: Sequence[Grid], *, title: str, identify: Collection[str], max_rows: int
) -> Reading:
    """The rows of a table: its sheet has the required columns of `identify`.

    FileRefused: no such header, a required column missing or doubled, too many rows.
    """
    found = _find(columns, grids, title, identify)
    by_key = {column.key: _ordered(column, found) for column in columns}
    rows = []
    for number in sorted(found.grid.rows):
        if number <= found.header:
            continue
        cells = {
            key: cell for key, at in found.columns.items() if (cell := found.grid.at(number, at)) is not None
        }
        if any(cell.text or cell.error or cell.formula for cell in cells.values()):
            rows.append(_row(found, number, cells, by_key))
    if len(rows) > max_rows:
        raise FileRefused(
            f"Lembar “{found.grid.name}” berisi {len(rows)} baris; sekali impor paling banyak {max_rows}. "
            "Bagi menjadi beberapa berkas."
        )
    if not rows:
        raise FileRefused(f"Lembar “{found.grid.name}” belum berisi baris di bawah judul kolomnya. Isi dulu.")
    where = f"Lembar “{found.grid.name}”, judul kolom di baris {found.header}"
    notes = [column.order.told for column in by_key.values() if column.order.told]
    notes += [f"Kolom {text} tidak dikenal, jadi tidak dibaca." for text in found.unknown]
    return Reading(rows, where, frozenset(found.columns), notes)


def _ordered(column: Column, found: Found) -> Column:
    """A column of dates that knows how all of its dates in this file are read."""
    at = found.columns.get(column.key)
    if at is None or not column.any_order:
        return column
    cells = (
        row[at] for number, row in sorted(found.grid.rows.items()) if number > found.header and at in row
    )
    return replace(column, order=order_of(cells))


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
            row.refuse(f"{by_key[key].title.rstrip('.')}: {error}", key)
    return row


def _find(columns: Sequence[Column], grids: Sequence[Grid], title: str, identify: Collection[str]) -> Found:
    seen = [grid for grid in grids if not grid.hidden and grid.name not in OWN_SHEETS]
    found = [hit for grid in seen if (hit := _header(columns, grid)) is not None]
    wanted = [c for c in columns if c.required and c.key in identify]
    fitting = [hit for hit in found if {c.key for c in wanted} <= set(hit.columns)]
    if not fitting:
        sought = ", ".join(column.title for column in wanted)
        names = ", ".join(f"“{grid.name}”" for grid in seen) or "tidak ada lembar"
        raise FileRefused(
            f"Judul kolom tabel {title} tidak ditemukan. Dicari kolom {sought} di lembar: {names}. "
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
        column = next((c for c in columns if c.heads(cell.text)), None)
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
