"""Pakta integritas as PDF: one page a person, to print and sign, or as a copy of what is recorded.

The seven points are those of PermenPANRB 49/2011; the words are the portal's own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F
from django.template.loader import render_to_string

from assessments.engine.wording import long_date
from assessments.models import Employee
from assessments.pakta import listed
from assessments.reports.pdf import joined_pdf, pdf_of
from assessments.services.errors import Refused
from assessments.staff_places import StaffPlace

TEMPLATE = "reports/pakta.html"
CHUNK = 25  # pages that are laid out at once: memory stays small, and progress is told in between
ALL, UNSIGNED = "semua", "belum"


@dataclass(frozen=True)
class Signer:
    """A person as documents name them."""

    name: str
    nip: str = ""
    post: str = ""


@dataclass(frozen=True)
class Pakta:
    """One page. `signed` is the day as text, "" to be signed; `witness` the superior, None where none is known."""

    signer: Signer
    place: str
    instansi: str
    city: str
    signed: str
    occasion: str
    witness: Signer | None


def pakta_pdf(
    place: StaffPlace, *, which: str, person: int | None, progress: Callable[[int], None]
) -> tuple[bytes, int]:
    """(PDF, pages) of the pakta of one `person` (their id), of all who work in a place, or of those yet to sign.

    Refused when there is nobody.
    """
    rows = list(_rows(place, which, person))
    if not rows:
        raise Refused("Tidak ada pakta integritas untuk dicetak: daftar pegawainya kosong atau berubah.")
    pages = pages_of(place, rows)
    parts = []
    for start in range(0, len(pages), CHUNK):
        parts.append(pdf_of(html_of(place, pages[start : start + CHUNK])))
        progress(5 + 90 * (start + CHUNK) // (len(pages) + CHUNK))
    return (parts[0] if len(parts) == 1 else joined_pdf(parts)), len(pages)


def _rows(place: StaffPlace, which: str, person: int | None):
    if person is not None:
        return place.employees.filter(pk=person)
    return listed(place, status=UNSIGNED if which == UNSIGNED else "")


def html_of(place: StaffPlace, pages: Sequence[Pakta]) -> str:
    """The document as HTML, a page for each."""
    return render_to_string(TEMPLATE, {"place": place.name, "instansi": place.instansi.name, "pages": pages})


def pages_of(place: StaffPlace, rows: Sequence[Employee]) -> list[Pakta]:
    """What stands on each page; up to two queries, whatever their number."""
    heads, above = _heads_of(place), (_heads_of(StaffPlace(place.instansi)) if place.unit else [])
    return [
        Pakta(
            signer=Signer(row.name, row.nip, row.post),
            place=place.name,
            instansi=place.instansi.name,
            city=place.instansi.city,
            signed=long_date(row.signed_on) if row.signed_on else "",
            occasion=row.get_occasion_display().lower() if row.occasion else "",
            witness=_witness(place, row, heads, above),
        )
        for row in rows
    ]


def _heads_of(place: StaffPlace) -> list[Employee]:
    """Everybody who was or is its head by the list; who left first comes first."""
    return list(place.employees.filter(leads=True).order_by(F("left_on").asc(nulls_last=True), "pk"))


def _witness(
    place: StaffPlace, row: Employee, heads: Sequence[Employee], above: Sequence[Employee]
) -> Signer | None:
    """The superior: of the head whoever the unit answers to, of the instansi's head nobody here."""
    if not row.leads:
        return _head(place, heads, row.signed_on)
    return _head(StaffPlace(place.instansi), above, row.signed_on) if place.unit else None


def head_of(place: StaffPlace) -> Signer | None:
    """Who heads a place today, with NIP where its staff list knows; one query."""
    return _head(place, _heads_of(place), None)


def _head(place: StaffPlace, heads: Sequence[Employee], on: date | None) -> Signer | None:
    """Who heads a place: of a day that is past by the list alone, since a head of today was no witness then; of
    today (None) by the list, else by what the portal knows of the place.
    """
    for one in heads:
        here = _works(one, on or place.today)
        if here:
            return Signer(one.name, one.nip, one.post)
    name, post = place.head
    return Signer(name, post=post) if on is None and name else None


def _works(row: Employee, on: date) -> bool:
    return (row.joined_on is None or row.joined_on <= on) and (row.left_on is None or row.left_on >= on)
