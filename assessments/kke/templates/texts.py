"""Texts and numbers as the contents of cells."""

from __future__ import annotations

from decimal import Context, Decimal
from fractions import Fraction

from documents.safe_text import cell_text, looks_like_formula
from documents.workbooks.cells import number_text

from .patch import Content

_DIGITS = Context(prec=15)  # what Excel keeps


def text_content(text: str) -> Content:
    """A text as it stays that text in a cell (see `safe_text`); nothing for ""."""
    clean = cell_text(text)
    return Content(text=clean, quoted=bool(clean) and looks_like_formula(clean))


def number(value: Fraction) -> Content:
    """A number at the digits that Excel keeps."""
    quotient = _DIGITS.divide(Decimal(value.numerator), Decimal(value.denominator))
    return Content(number=number_text(quotient))
