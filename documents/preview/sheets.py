"""Sheets of an xlsx or ods as tables of what the cells show last."""

import io
from datetime import date, datetime, time, timedelta
from typing import IO, Any

from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from documents.preview.blocks import MAX_COLUMNS, MAX_ROWS, grid
from documents.preview.verdicts import NotShown

MAX_SHEETS = 200


def sheet_of(source: IO[bytes], number: int) -> dict[str, Any]:
    """Sheet `number` (from 1) of those that a reader sees, its first MAX_ROWS rows."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(source.read()))
        names = [one.name for one in book.sheets_metadata if one.visible == SheetVisibleEnum.Visible]
        names = names[:MAX_SHEETS]
        if not names:
            raise NotShown("empty")
        found: dict[str, Any] = {"unit": "lembar", "of": len(names), "blocks": []}
        if not 1 <= number <= len(names):
            return found
        sheet = book.get_sheet_by_name(names[number - 1])
        rows = sheet.to_python(skip_empty_area=True, nrows=MAX_ROWS)
    except (CalamineError, ValueError, OSError) as error:
        raise NotShown("broken") from error
    cut = ""
    if sheet.height > MAX_ROWS or sheet.width > MAX_COLUMNS:
        cut = f"Hanya {MAX_ROWS} baris dan {MAX_COLUMNS} kolom pertama lembar ini yang ditampilkan."
    block = grid([[shown(cell) for cell in row] for row in rows])
    if not any(any(row) for row in block[1]):
        return found | {"name": names[number - 1], "cut": "Lembar ini kosong."}
    return found | {"name": names[number - 1], "blocks": [block], "cut": cut}


def shown(value: Any) -> str:
    """A cell as a reader of Indonesian writes it: 0,5; 1/3/2026; ya."""
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, float):
        return f"{value:.10g}".replace(".", ",") if abs(value) < 1e15 else f"{value:g}"
    if isinstance(value, datetime):
        day = f"{value.day}/{value.month}/{value.year}"
        return day if value.time() == time() else f"{day} {value:%H.%M}"
    if isinstance(value, date):
        return f"{value.day}/{value.month}/{value.year}"
    if isinstance(value, time):
        return f"{value:%H.%M}"
    if isinstance(value, timedelta):
        return str(value)
    return str(value)
