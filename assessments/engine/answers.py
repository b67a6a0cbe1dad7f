"""What was given as the answer to a question, in the form in which it is stored.

The stored (canonical, JSON) form of a value: choice `"A"`, `"Ya"`; index `"3.6"` (decimal point, no
trailing zeros); counts `{"agen": 7, "perubahan": 9}` (only those typed so far). Equal answers have
equal canonical values.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from .instrument import Question

Value = str | Mapping[str, int]

MAX_COUNT = 1_000_000_000
MAX_DECIMALS = 15
_NUMBER = re.compile(r"([+-]?)(\d{1,12})(?:[.,](\d+))?", re.ASCII)


class BadValue(ValueError):
    """A value that cannot be an answer to its question; the message is Indonesian, for the user."""


@dataclass(frozen=True)
class Given:
    """An answer as given: `value` in canonical form or None; `none_yet` is the mark "belum ada"."""

    value: Value | None = None
    none_yet: bool = False
    note: str = ""
    source: str = ""


def clean_value(question: Question, raw: Any) -> str | dict[str, int] | None:
    """The canonical form of what was typed or read from a cell; None for nothing.

    Takes comma or point in an index, `ya` for `Ya`, whole floats as they come out of workbooks.
    BadValue: unknown option, index that is no number or outside its range, count that is negative,
    not whole, too large or not asked for.
    """
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        return None
    if question.kind == "choice":
        return _clean_choice(question, raw)
    if question.kind == "index":
        return _clean_index(question, raw)
    return _clean_counts(question, raw)


def parse_number(raw: Any) -> Fraction | None:
    """A number typed with comma or point, exactly as written; None if it is not a number.

    A binary float (from a workbook cell) is read at the 15 digits that a workbook keeps.
    """
    if isinstance(raw, bool):
        return None
    if isinstance(raw, (int, Fraction)):
        return Fraction(raw)
    if isinstance(raw, Decimal):
        return Fraction(raw) if raw.is_finite() else None
    if isinstance(raw, float):
        digits = Decimal(f"{raw:.15g}")
        return Fraction(digits) if digits.is_finite() else None
    match = _NUMBER.fullmatch(raw.strip()) if isinstance(raw, str) else None
    if match is None:
        return None
    sign, whole, decimals = match.groups()
    return Fraction(f"{sign}{whole}.{decimals or '0'}")


def is_complete(question: Question, value: Value | None) -> bool:
    """Whether a value is there in full: a ratio or decrease needs all its counts."""
    if value is None:
        return False
    if question.inputs:
        return isinstance(value, Mapping) and all(
            value.get(item.code) is not None for item in question.inputs
        )
    return True


def is_answered(question: Question, given: Given | None) -> bool:
    """Whether the question counts as answered: a complete value, or "belum ada" with a note saying why."""
    if given is None:
        return False
    if given.none_yet:
        return bool(given.note.strip())
    return is_complete(question, given.value)


def needs_note(given: Given | None) -> bool:
    """Whether "belum ada" was marked without the note that it needs."""
    return given is not None and given.none_yet and not given.note.strip()


def needs_source(question: Question, given: Given | None) -> bool:
    """Whether an index was given without its source (survey, period, respondents)."""
    if given is None or question.kind != "index" or given.none_yet or given.value is None:
        return False
    return not given.source.strip()


def display(question: Question, given: Given | None) -> str:
    """The answer as Indonesian text for pages and reports."""
    if given is not None and given.none_yet:
        return "belum ada"
    value = clean_value(question, given.value) if given is not None else None
    if value is None:
        return "belum dijawab"
    if isinstance(value, dict):
        return "; ".join(f"{item.text}: {value.get(item.code, 'belum diisi')}" for item in question.inputs)
    return value.replace(".", ",") if question.kind == "index" else value


def _clean_choice(question: Question, raw: Any) -> str:
    typed = str(raw).strip()
    for option in question.options:
        if option.code.casefold() == typed.casefold():
            return option.code
    options = ", ".join(option.code for option in question.options)
    raise BadValue(f"{question.code}: “{_short(typed)}” bukan pilihan jawaban. Pilihannya: {options}.")


def _clean_index(question: Question, raw: Any) -> str:
    number = parse_number(raw)
    low, high = question.minimum, question.maximum
    if low is None or high is None:
        raise ValueError(f"{question.code} is an index without a range")
    if number is None or not low <= number <= high:
        spread = f"{_comma(low)} sampai {_comma(high)}"
        if number is None:
            raise BadValue(
                f"{question.code}: “{_short(raw)}” bukan angka. Isi indeks {spread}, misalnya 3,6."
            )
        raise BadValue(f"{question.code}: indeks {_short(raw)} di luar rentang {spread}.")
    text = decimal_text(number)
    if text is None:
        raise BadValue(f"{question.code}: paling banyak {MAX_DECIMALS} angka di belakang koma.")
    return text


def decimal_text(number: Fraction) -> str | None:
    """A number as its shortest decimal with a point ("3.6"); None if it needs more than 15 decimals."""
    scaled = abs(number) * 10**MAX_DECIMALS
    if scaled.denominator != 1:
        return None
    whole, decimals = divmod(scaled.numerator, 10**MAX_DECIMALS)
    text = f"{whole}.{decimals:0{MAX_DECIMALS}d}".rstrip("0").rstrip(".")
    return f"-{text}" if number < 0 else text


def _clean_counts(question: Question, raw: Any) -> dict[str, int] | None:
    if not isinstance(raw, Mapping):
        raise BadValue(f"{question.code}: isi jumlahnya satu per satu, bukan “{_short(raw)}”.")
    known = {item.code: item for item in question.inputs}
    for code in raw:
        if code not in known:
            raise BadValue(
                f"{question.code}: isian “{_short(code)}” tidak dikenal. Isiannya: {', '.join(known)}."
            )
    counts = {code: _clean_count(f"{question.code}/{code}", raw.get(code)) for code in known}
    typed = {code: count for code, count in counts.items() if count is not None}
    return typed or None


def _clean_count(place: str, raw: Any) -> int | None:
    if type(raw) is int and 0 <= raw <= MAX_COUNT:
        return raw  # as stored; an overview cleans thousands of them
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        return None
    if isinstance(raw, str) and not re.fullmatch(r"[+-]?\d+", raw.strip(), re.ASCII):
        number = None  # "1.234" could be a thousand or a fraction: not guessed
    else:
        number = parse_number(raw)
    if number is None or number.denominator != 1:
        raise BadValue(
            f"{place}: “{_short(raw)}” bukan bilangan bulat. Isi angka saja, tanpa titik atau koma."
        )
    if number < 0:
        raise BadValue(f"{place}: jumlah tidak boleh negatif ({_short(raw)}).")
    if number > MAX_COUNT:
        raise BadValue(f"{place}: jumlah {_short(raw)} terlalu besar.")
    return int(number)


def _comma(number: Fraction) -> str:
    return (decimal_text(number) or str(number)).replace(".", ",")


def _short(raw: Any) -> str:
    text = str(raw)
    return text if len(text) <= 40 else f"{text[:39]}…"
