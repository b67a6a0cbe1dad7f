"""One page of a PDF as a picture, with its text. Scripts in it are never run: this build of PDFium has none."""

import math
from typing import IO, Any

import pypdfium2 as pdfium
from pypdfium2 import raw

from documents.preview.images import packed
from documents.preview.verdicts import NotShown

WIDTH, WIDE = 1000, 1800  # pixels
MAX_PIXELS = 6_000_000
MAX_TEXT = 20_000
UNIT = "halaman"


def page_of(source: IO[bytes], number: int, *, wide: bool) -> dict[str, Any]:
    """Page `number` (from 1); without a picture when there is no such page. NotShown: locked, broken, empty."""
    pdf = _opened(source)
    of = len(pdf)
    if of == 0:
        raise NotShown("empty")
    found: dict[str, Any] = {"unit": UNIT, "of": of}
    if not 1 <= number <= of:
        return found
    if pdf.get_formtype() != raw.FORMTYPE_NONE:
        pdf.init_forms()  # what was filled in is part of the page
    try:
        page = pdf[number - 1]
        picture = page.render(scale=scale_of(page.get_size(), WIDE if wide else WIDTH)).to_pil()
    except pdfium.PdfiumError as error:
        raise NotShown("broken") from error
    return found | packed(picture) | {"text": _text(page)}


def count_of(source: IO[bytes]) -> dict[str, Any]:
    """How many pages there are."""
    of = len(_opened(source))
    if of == 0:
        raise NotShown("empty")
    return {"unit": UNIT, "of": of}


def scale_of(size: tuple[float, float], wanted: int) -> float:
    """Pixels a point, so that the page is `wanted` wide, but never of more than MAX_PIXELS or longer than 4 widths."""
    width, height = size
    if not (math.isfinite(width) and math.isfinite(height) and width > 0 and height > 0):
        raise NotShown("broken")
    return min(wanted / width, 4 * wanted / height, math.sqrt(MAX_PIXELS / width / height))


def _opened(source: IO[bytes]) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(source)
    except pdfium.PdfiumError as error:
        locked = error.err_code in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY)
        raise NotShown("locked" if locked else "broken") from error


def _text(page: pdfium.PdfPage) -> str:
    try:
        words = page.get_textpage()
        return words.get_text_range(0, min(words.count_chars(), MAX_TEXT))
    except (pdfium.PdfiumError, RecursionError):  # the picture says it all the same
        return ""
