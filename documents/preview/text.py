"""Plain text in parts, and CSV as a table."""

import csv
import io
from typing import IO, Any

from documents.preview.blocks import MAX_ROWS, grid, in_parts
from documents.preview.verdicts import NotShown

MAX_BYTES = 2_000_000
MAX_LINE = 4_000
LINES = 120  # a part


def text_of(source: IO[bytes], number: int) -> dict[str, Any]:
    """The lines of a text, in parts of LINES."""
    content, cut = _read(source)
    lines = [line[:MAX_LINE] for line in content.splitlines()]
    if not any(line.strip() for line in lines):
        raise NotShown("empty")
    blocks = [["pre", "\n".join(lines[at : at + LINES])] for at in range(0, len(lines), LINES)]
    return in_parts(blocks, number, size=1, cut="Hanya awal teks ini yang ditampilkan." if cut else "")


def csv_of(source: IO[bytes], number: int) -> dict[str, Any]:
    """The rows of a CSV, in parts; separated by semicolon, comma or tab, whichever the first line holds most."""
    content, cut = _read(source)
    if not content.strip():
        raise NotShown("empty")
    first = content.lstrip().split("\n", 1)[0]
    mark = max(";,\t", key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(content), delimiter=mark))
    except csv.Error as error:
        raise NotShown("broken") from error
    blocks = [grid(rows[at : at + MAX_ROWS], after=at) for at in range(0, len(rows), MAX_ROWS)]
    return in_parts(blocks, number, size=1, cut="Hanya awal tabel ini yang ditampilkan." if cut else "")


def _read(source: IO[bytes]) -> tuple[str, bool]:
    data = source.read(MAX_BYTES + 1)
    return data[:MAX_BYTES].decode("utf-8-sig", "ignore").replace("\0", ""), len(data) > MAX_BYTES
