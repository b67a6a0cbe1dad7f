"""Piagam pencanangan as PDF: optional, since no regulation in force asks for one. The words are the portal's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.template.loader import render_to_string

from assessments.engine.wording import long_date
from assessments.models import Declaration
from assessments.pakta import place_declared
from assessments.reports.pdf import pdf_of

TEMPLATE = "reports/piagam.html"
NAMES = {"WBK": "Wilayah Bebas dari Korupsi (WBK)", "WBBM": "Wilayah Birokrasi Bersih dan Melayani (WBBM)"}


@dataclass(frozen=True)
class Piagam:
    """The page. `whole` for the instansi with all its units; `towards` the predicates that are aimed at. `witnesses`
    one a line as typed: where a name with its titles ends and a post begins, nobody can tell by commas.
    """

    place: str
    instansi: str
    whole: bool
    towards: str
    venue: str
    city: str
    date: str
    leader: str
    post: str
    witnesses: tuple[str, ...]


def piagam_pdf(declaration: Declaration, *, targets: Sequence[str]) -> bytes:
    """The piagam of a pencanangan, to print and sign; `targets` are WBK, WBBM or both."""
    return pdf_of(render_to_string(TEMPLATE, {"piagam": page_of(declaration, targets=targets)}))


def page_of(declaration: Declaration, *, targets: Sequence[str]) -> Piagam:
    """What stands on the page."""
    place = place_declared(declaration)
    return Piagam(
        place=place.name,
        instansi=declaration.instansi.name,
        whole=declaration.unit_id is None,
        towards=" dan ".join(NAMES[target] for target in NAMES if target in targets),
        venue=declaration.place,
        city=declaration.instansi.city,
        date=long_date(declaration.date),
        leader=declaration.declarer_name,
        post=declaration.declarer_post,
        witnesses=tuple(declaration.witnesses.splitlines()),
    )
