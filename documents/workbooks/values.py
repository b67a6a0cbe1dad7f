"""One cell of a table → its canonical text, or a sentence that says what to do."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from documents.workbooks.cells import Cell, number_text
from documents.workbooks.columns import Column
from units.texts import plain_text

EPOCH = date(1899, 12, 30)  # day 0 of Excel's calendar, as it counts after February 1900
FIRST, LAST = date(1900, 3, 1), date(2199, 12, 31)
_DAY_FIRST = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})[/.\-](\d{1,2})[/.\-](\d{1,2})", re.ASCII)
_TIME = re.compile(  # as forms on the web write it behind the day: "2:05:22 PM GMT+7"
    r"(?:T|,?\s+)\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:[.,]\d+)?)?(?:\s*[AP]M)?"
    r"(?:\s*(?:Z|WIB|WITA|WIT|(?:GMT|UTC)?(?:[+\-]\d{1,2}(?::?\d{2})?)?))",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?", re.ASCII)
SAFE_DIGITS = 15  # what Excel keeps of a number


class BadCell(ValueError):
    """What stands in the cell cannot be taken; the message is Indonesian and says what to do."""


def clean_line(text: str) -> str:
    """A text of one line as it is stored and compared: no line ends, single spaces."""
    return " ".join(plain_text(text).split())


def value_of(column: Column, cell: Cell) -> str:
    """The canonical text of a cell that holds something. BadCell."""
    if cell.error:
        raise BadCell("selnya berisi galat Excel. Ketik nilainya.")
    if cell.value is None:
        raise BadCell("rumusnya belum terhitung. Buka di Excel, simpan, atau ketik nilainya.")
    return _READERS[column.kind](column, cell)


def _text(column: Column, cell: Cell) -> str:
    return _fitting(column, clean_line(cell.text))


def _lines(column: Column, cell: Cell) -> str:
    return _fitting(column, plain_text(cell.text))


def _fitting(column: Column, text: str) -> str:
    if len(text) > column.max_length:
        raise BadCell(f"isinya {len(text)} huruf. Ringkas menjadi paling panjang {column.max_length} huruf.")
    return text


def _nip(column: Column, cell: Cell) -> str:
    if isinstance(cell.value, Decimal) and len(number_text(cell.value)) > SAFE_DIGITS:
        raise BadCell(
            "NIP tersimpan sebagai angka, sehingga digit akhirnya dapat hilang. "
            "Ubah format sel menjadi Teks, lalu ketik ulang NIP-nya."
        )
    digits = re.sub(r"[\s.'\-]", "", cell.text)
    if not (len(digits) == 18 and digits.isascii() and digits.isdecimal()):
        raise BadCell("NIP terdiri dari 18 angka. Perbaiki, atau kosongkan selnya.")
    return digits


def _date(column: Column, cell: Cell) -> str:
    if isinstance(cell.value, Decimal):
        found = _serial(cell.value)
    elif isinstance(cell.value, bool):
        found = None
    else:
        found = _typed_date(cell.text)
    if found is None:
        raise BadCell(f"“{cell.text[:40]}” bukan tanggal. Tulis seperti 31/12/2026 atau 2026-12-31.")
    if not FIRST <= found <= LAST:
        raise BadCell(f"“{cell.text[:40]}” di luar tahun {FIRST.year} sampai {LAST.year}. Periksa tahunnya.")
    return found.isoformat()


def _serial(number: Decimal) -> date | None:
    days = int(number)
    found = EPOCH + timedelta(days=days) if 0 < days < 200_000 else None
    return found if found and FIRST <= found <= LAST else None


def _typed_date(text: str) -> date | None:
    """The day that a text says; a time behind it is passed over."""
    if time := _TIME.search(text):
        text = text[: time.start()] if time.end() == len(text) else text
    if match := _DAY_FIRST.fullmatch(text):
        day, month, year = (int(part) for part in match.groups())
    elif match := _YEAR_FIRST.fullmatch(text):
        year, month, day = (int(part) for part in match.groups())
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _number(column: Column, cell: Cell) -> str:
    text = cell.text.replace(" ", "")
    try:
        if isinstance(cell.value, bool) or not _NUMBER.fullmatch(text):
            raise InvalidOperation
        number = Decimal(text.replace(",", "."))
    except InvalidOperation:
        raise BadCell(f"“{cell.text[:40]}” bukan angka. Tulis seperti 3,61 atau 3.61.") from None
    if column.whole and number != int(number):
        raise BadCell(f"{column.shown(number_text(number))} bukan bilangan bulat.")
    low, high = column.minimum, column.maximum
    if (low is not None and number < low) or (high is not None and number > high):
        raise BadCell(
            f"{column.shown(number_text(number))} di luar batas. Isi dari {number_text(low or Decimal(0))} "
            f"sampai {number_text(high or Decimal(0))}."
        )
    if len(number_text(number)) > column.max_length:
        raise BadCell("angkanya terlalu panjang. Bulatkan, misalnya ke empat desimal.")
    return number_text(number)


def _choice(column: Column, cell: Cell) -> str:
    found = column.find(cell.text)
    if found is None:
        raise BadCell(_not_a_choice(column, cell.text))
    return found.code


def _many(column: Column, cell: Cell) -> str:
    parts = [part for part in re.split(r"[;,\n]", cell.text) if part.strip()]
    found = {part.strip(): column.find(part) for part in parts}
    for text, choice in found.items():
        if choice is None:
            raise BadCell(_not_a_choice(column, text))
    return joined(column, {choice.code for choice in found.values() if choice is not None})


def joined(column: Column, codes: set[str]) -> str:
    """Several codes as one canonical text, in the order of the choices; unknown ones last."""
    known = [choice.code for choice in column.choices if choice.code in codes]
    return ";".join([*known, *sorted(codes - set(known))])


def _not_a_choice(column: Column, text: str) -> str:
    said = f"“{text[:60]}” tidak dikenal"
    if column.unknown:
        return f"{said}. {column.unknown}"
    if not column.choices:
        return f"{said}. Belum ada pilihan untuk kolom ini."
    names = ", ".join(choice.label for choice in column.choices[:8])
    return f"{said}. Pilih salah satu: {names}{' …' if len(column.choices) > 8 else ''}."


_READERS = {
    "text": _text,
    "lines": _lines,
    "date": _date,
    "number": _number,
    "nip": _nip,
    "choice": _choice,
    "many": _many,
}
