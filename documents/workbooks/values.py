"""One cell of a table → its canonical text, or a sentence that says what to do."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from documents.workbooks.cells import Cell, number_text
from documents.workbooks.columns import Column
from documents.workbooks.dates import FIRST, LAST, real_day, typed_day
from units.texts import plain_text

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
    if column.order.mixed:
        raise BadCell(column.order.mixed)
    if isinstance(cell.value, Decimal):
        found = real_day(cell.value)
    elif isinstance(cell.value, bool):
        found = None
    else:
        found = typed_day(cell.text, month_first=column.order.month_first)
    if found is None:
        raise BadCell(f"“{cell.text[:40]}” bukan tanggal. Tulis seperti 31/12/2026 atau 2026-12-31.")
    if not FIRST <= found <= LAST:
        raise BadCell(f"“{cell.text[:40]}” di luar tahun {FIRST.year} sampai {LAST.year}. Periksa tahunnya.")
    return found.isoformat()


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
