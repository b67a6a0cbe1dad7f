"""Piagam pencanangan as PDF: optional, since no regulation in force asks for one. The words are the portal's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.template.loader import render_to_string

from assessments.engine.wording import long_date
from assessments.models import Assessment, Declaration, IssuedDocument
from assessments.pakta import place_declared
from assessments.reports.context import Seal
from assessments.reports.seal import day_in, seal_of
from assessments.services import place_issuing
from assessments.services.issuing import Issue
from documents.pdf import pdf_of

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


@dataclass(frozen=True)
class Sealed:
    """What the issued page carries: its number, the day of issue, the seal."""

    seal: Seal
    number: str
    date: str


def issue_piagam(declaration: Declaration, *, targets: Sequence[str], actor, role: str) -> IssuedDocument:
    """Issue the piagam of a pencanangan that the actor may see, to print and sign (see `place_issuing`).

    `targets` are WBK, WBBM or both, for an instansi whose units have none in the year of its pencanangan: otherwise
    those speak, so that it says the same from whichever page it is printed.
    """

    def page(found: Declaration) -> Piagam:
        return page_of(found, targets=_targets(found) or targets)

    def render(shown: Piagam, issue: Issue) -> bytes:
        sealed = Sealed(seal_of(issue), issue.number, day_in(issue.issued_at, declaration.instansi.zone))
        return pdf_of(html_of(shown, sealed))

    return place_issuing.issue_charter(
        declaration, page=page, plain=plain_page, render=render, actor=actor, role=role
    )


def _targets(declaration: Declaration) -> list[str]:
    rows = Assessment.objects.filter(
        period__instansi=declaration.instansi_id, period__year=declaration.date.year
    )
    if declaration.unit_id is not None:
        rows = rows.filter(unit=declaration.unit_id)
    return sorted(set(rows.order_by().values_list("target", flat=True)))


def html_of(page: Piagam, sealed: Sealed) -> str:
    """The document as HTML."""
    return render_to_string(TEMPLATE, {"piagam": page, "sealed": sealed})


def plain_page(page: Piagam) -> dict[str, Any]:
    """What it says as plain values, for the hash that it is bound to."""
    return asdict(page)


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
