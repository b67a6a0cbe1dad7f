"""HTML becomes PDF. Nothing is fetched but the portal's own print style and fonts."""

from collections.abc import Sequence
from functools import cache
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pypdfium2
import segno
from django.contrib.staticfiles import finders
from fontTools.ttLib import woff2
from weasyprint import HTML
from weasyprint.urls import URLFetcher, URLFetcherResponse

# A host that cannot exist (RFC 2606): relative addresses in our templates resolve to it, and only it is served.
BASE = "https://static.invalid/"
TYPES = {".css": "text/css", ".woff2": "font/ttf"}


class NotFetched(ValueError):
    """An address that a document of ours never needs; WeasyPrint goes on without what is there."""


class OwnStaticFiles(URLFetcher):
    """Serves style sheets and fonts of the static folders, and refuses every other address.

    WeasyPrint would otherwise open files and addresses inside the network on behalf of whoever manages to
    place an address into a document (CVE-2025-68616 and its kin).
    """

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """The file behind an address below BASE. NotFetched for any other."""
        parts = urlsplit(url)
        path = unquote(parts.path).lstrip("/")
        kind = TYPES.get(Path(path).suffix)
        if not url.startswith(BASE) or parts.query or kind is None or ".." in path:
            raise NotFetched(f"not fetched for a PDF: {url[:200]}")
        found = finders.find(path)
        if found is None:
            raise NotFetched(f"no such static file: {path[:200]}")
        content = _unpacked(found) if found.endswith(".woff2") else Path(found).read_bytes()
        return URLFetcherResponse(url, content, {"Content-Type": kind})


@cache
def _unpacked(path: str) -> bytes:
    """A font of ours as WeasyPrint would unpack it; doing so anew took half of the time of a document of one page."""
    out = BytesIO()
    woff2.decompress(path, out)
    return out.getvalue()


def pdf_of(html: str) -> bytes:
    """Render a document that extends `reports/base_print.html` (complete HTML) as PDF.

    Takes seconds and memory that Python does not give back: call it in a job, not while people wait.
    """
    return HTML(string=html, base_url=BASE, url_fetcher=OwnStaticFiles()).write_pdf()


def page_count(content: bytes) -> int:
    """How many pages a PDF of ours has."""
    with pypdfium2.PdfDocument(content) as pdf:
        return len(pdf)


def joined_pdf(parts: Sequence[bytes]) -> bytes:
    """Our own PDFs one after another, for documents too long to be laid out at once."""
    whole = pypdfium2.PdfDocument.new()
    for part in parts:
        with pypdfium2.PdfDocument(part) as source:
            whole.import_pages(source)
    out = BytesIO()
    whole.save(out)
    whole.close()
    return out.getvalue()


def qr_svg(text: str) -> str:
    """A QR code as SVG element, black on nothing, without quiet zone (the page's margin is one)."""
    out = BytesIO()
    segno.make(text, error="m", micro=False).save(
        out, kind="svg", xmldecl=False, svgclass=None, lineclass=None, border=0, omitsize=True
    )
    return out.getvalue().decode("utf-8")
