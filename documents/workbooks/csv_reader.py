"""Reads a CSV file into flat cells: UTF-8, comma, semicolon or tab; its one sheet is called "CSV"."""

from __future__ import annotations

import csv
import io
import re

from documents.workbooks.cells import Cell, Grid
from documents.workbooks.guard import FileRefused
from documents.workbooks.reader import MAX_COLUMNS, MAX_ROWS, Budget

SHEET = "CSV"
DELIMITERS = ";,\t"
LONGEST = 100_000  # characters of one cell
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SEPARATOR = re.compile(r"sep=([;,\t])\r?\n", re.IGNORECASE)  # Excel's own hint in the first line
_SAVE_AS = "Di Excel pilih Simpan Sebagai “CSV UTF-8 (Comma delimited)”, lalu unggah lagi."


def read_csv(data: bytes) -> Grid:
    """The sheet. FileRefused: not UTF-8, control characters, an open quotation mark, more than any KKE has."""
    text = _decoded(data)
    hint = _SEPARATOR.match(text)
    delimiter = hint.group(1) if hint else _delimiter(text)
    grid, budget = Grid(SHEET, hidden=False), Budget()
    lines = io.StringIO(text[hint.end() :] if hint else text, newline="")
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    csv.field_size_limit(LONGEST)
    try:
        for number, record in enumerate(reader, start=1):
            if number > MAX_ROWS:
                raise FileRefused(
                    f"Berkas CSV ini berisi lebih dari {MAX_ROWS} baris. Hapus baris yang tidak perlu."
                )
            _add(grid, number, record, budget)
    except csv.Error as error:
        raise FileRefused(
            f'Berkas CSV ini tidak dapat dibaca di sekitar baris {reader.line_num}: tanda kutip (") tidak ditutup, '
            f"atau selnya terlalu panjang. {_SAVE_AS}"
        ) from error
    if not grid.rows:
        raise FileRefused("Berkas ini kosong.")
    return grid


def _add(grid: Grid, number: int, record: list[str], budget: Budget) -> None:
    budget.take(cells=len(record))
    for column, raw in enumerate(record[:MAX_COLUMNS], start=1):
        if raw.strip():
            budget.take(filled=1, text=len(raw))
            value = raw.replace("\r\n", "\n").replace("\r", "\n")
            grid.rows.setdefault(number, {})[column] = Cell(SHEET, number, column, value)


def _decoded(data: bytes) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise FileRefused(
            f"Berkas CSV ini tidak berkode UTF-8 (huruf di baris {line} rusak). {_SAVE_AS}"
        ) from error
    if found := _CONTROL.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise FileRefused(f"Berkas CSV ini memuat karakter kendali di baris {line}. {_SAVE_AS}")
    return text


def _delimiter(text: str) -> str:
    """What parts the line that names the column Jawaban; else what is most frequent in the first line."""
    head = text[:20_000].splitlines()
    titles = next((line for line in head if "jawaban" in line.lower()), head[0] if head else "")
    return max(DELIMITERS, key=titles.count)
