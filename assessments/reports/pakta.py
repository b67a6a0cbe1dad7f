"""Pakta integritas as PDF: one page a person. A form to print and sign, or issued as what is recorded.

The seven points are those of PermenPANRB 49/2011; the words are the portal's own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.template.loader import render_to_string

from assessments.models import Employee, IssuedDocument
from assessments.pakta import listed
from assessments.pakta_pages import Pakta, pages_of
from assessments.reports.context import Seal
from assessments.reports.seal import day_in, seal_of
from assessments.services import place_issuing
from assessments.services.errors import Refused
from assessments.services.issuing import Issue
from assessments.staff_places import StaffPlace
from documents.pdf import joined_pdf, page_count, pdf_of

TEMPLATE = "reports/pakta.html"
CHUNK = 25  # pages that are laid out at once: memory stays small, and progress is told in between
UNSIGNED, SIGNED = "belum", "sudah"
NOBODY = "Tidak ada pakta integritas untuk dicetak: daftar pegawainya kosong atau berubah."
NOBODY_SIGNED = (
    "Belum ada yang tercatat menandatangani, jadi belum ada yang dapat diterbitkan. Cetak formulirnya."
)
Progress = Callable[[int], None]


@dataclass(frozen=True)
class Sealed:
    """What issued pages carry in their foot."""

    seal: Seal
    number: str
    date: str


def form_pdf(place: StaffPlace, *, person: int | None, progress: Progress) -> tuple[bytes, int]:
    """(PDF, pages) to sign by hand: of one `person` (their id), or of all who have yet to sign. It is no issued
    document: nobody has declared anything yet. Refused when there is nobody.
    """
    rows = listed(place, status=UNSIGNED)
    rows = place.employees.filter(pk=person, signed_on=None) if person is not None else rows
    if not (found := list(rows)):
        raise Refused(NOBODY)
    return laid_out(place, pages_of(place, found), progress=progress), len(found)


def issue_pakta(
    place: StaffPlace, *, person: int | None, progress: Progress, actor
) -> tuple[IssuedDocument, int]:
    """(document, people in it): what is recorded of one `person` who signed, or of all in the list who did.

    Raises NotAllowed, Refused (see `place_issuing.issue_pakta`).
    """

    def rows() -> list[Employee]:
        if person is not None:
            return list(place.employees.filter(pk=person, signed_on__isnull=False))
        return list(listed(place, status=SIGNED))

    def render(pages: Sequence[Pakta], issue: Issue) -> bytes:
        sealed = Sealed(seal_of(issue), issue.number, day_in(issue.issued_at, place.instansi.zone))
        return laid_out(place, pages, progress=progress, sealed=sealed)

    if not rows():
        raise Refused(NOBODY_SIGNED)
    document = place_issuing.issue_pakta(place, one=person is not None, rows=rows, render=render, actor=actor)
    return document, document.employees.count()


def laid_out(
    place: StaffPlace, pages: Sequence[Pakta], *, progress: Progress, sealed: Sealed | None = None
) -> bytes:
    """The PDF of pages, in pieces; each takes one, so that page x of y is known before the whole is there."""
    parts = []
    for start in range(0, len(pages), CHUNK):
        parts.append(pdf_of(html_of(place, pages[start : start + CHUNK], sealed, start, len(pages))))
        progress(5 + 90 * (start + CHUNK) // (len(pages) + CHUNK))
    whole = parts[0] if len(parts) == 1 else joined_pdf(parts)
    if sealed and page_count(whole) != len(pages):  # names so long that somebody's pakta runs over its page
        return pdf_of(html_of(place, pages, sealed, counted=True))
    return whole


def html_of(
    place: StaffPlace,
    pages: Sequence[Pakta],
    sealed: Sealed | None = None,
    start: int = 0,
    total: int = 0,
    *,
    counted: bool = False,
) -> str:
    """The document as HTML, a page for each; `start` pages came before, of `total`. `counted`: the pages are counted
    where they are laid out, all at once.
    """
    context = {
        "place": place.name,
        "instansi": place.instansi.name,
        "pages": list(enumerate(pages, start + 1)),
        "total": total or len(pages),
        "sealed": sealed,
        "counted": counted,
    }
    return render_to_string(TEMPLATE, context)
