"""Days as a workbook holds them and as people and forms on the web type them: which part is the month."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from documents.workbooks.cells import Cell

EPOCH = date(1899, 12, 30)  # day 0 of Excel's calendar, as it counts after February 1900
FIRST, LAST = date(1900, 3, 1), date(2199, 12, 31)
_YEAR_LAST = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})[/.\-](\d{1,2})[/.\-](\d{1,2})", re.ASCII)
_TIME = re.compile(  # as forms on the web write it behind the day: "2:05:22 PM GMT+7"
    r"(?:T|,?\s+)\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:[.,]\d+)?)?(?:\s*[AP]M)?"
    r"(?:\s*(?:Z|WIB|WITA|WIT|(?:GMT|UTC)?(?:[+\-]\d{1,2}(?::?\d{2})?)?))",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Order:
    """How the dates of a column are read. `told`: that, for the reader, where typed ones left a choice; `mixed`: why
    none of them can be read.
    """

    month_first: bool = False
    told: str = ""
    mixed: str = ""


DAY_FIRST = Order()


def order_of(cells: Iterable[Cell]) -> Order:
    """How a whole column is read: month first where only that makes dates of all its texts, else day first.

    Contradictory texts mix a column, and so do real dates beside texts that are month first: Excel makes such dates of
    the texts that fit its own order, and leaves the others.
    """
    typed = real = day_first = month_first = 0  # the first row of each
    for cell in cells:
        if isinstance(cell.value, Decimal):
            real = real or (cell.row if real_day(cell.value) else 0)
        elif isinstance(cell.value, str) and _YEAR_LAST.fullmatch(_without_time(cell.text)):
            days, months = typed_day(cell.text), typed_day(cell.text, month_first=True)
            typed = typed or (cell.row if days or months else 0)
            day_first = day_first or (cell.row if days and not months else 0)
            month_first = month_first or (cell.row if months and not days else 0)
    if month_first and (day_first or real):
        other = f"baris {day_first} hari-bulan-tahun" if day_first else f"baris {real} tanggal Excel"
        return Order(
            mixed=f"urutan tanggal di kolom ini bercampur: {other}, baris {month_first} bulan-hari-tahun. "
            "Unggah berkas aslinya, atau samakan semua tanggalnya."
        )
    if not typed:
        return DAY_FIRST
    said = "bulan-hari-tahun" if month_first else "hari-bulan-tahun"
    return Order(month_first=bool(month_first), told=f"Tanggal dibaca {said}.")


def real_day(number: Decimal) -> date | None:
    """The day that a number of Excel's calendar means."""
    days = int(number)
    found = EPOCH + timedelta(days=days) if 0 < days < 200_000 else None
    return found if found and FIRST <= found <= LAST else None


def typed_day(text: str, *, month_first: bool = False) -> date | None:
    """The day that a text says; a time behind it is passed over."""
    text = _without_time(text)
    if match := _YEAR_LAST.fullmatch(text):
        day, month, year = (int(part) for part in match.groups())
        day, month = (month, day) if month_first else (day, month)
    elif match := _YEAR_FIRST.fullmatch(text):
        year, month, day = (int(part) for part in match.groups())
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _without_time(text: str) -> str:
    time = _TIME.search(text)
    return text[: time.start()] if time and time.end() == len(text) else text
