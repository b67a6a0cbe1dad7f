"""The list of a team as PDF: decree, who leads, who works in which pokja. Made in the background."""

from __future__ import annotations

from dataclasses import dataclass

from django.template.loader import render_to_string

from assessments import queries
from assessments.engine.wording import long_date
from assessments.models import Job, WorkMember
from assessments.rules import may
from assessments.services.errors import NotAllowed, Refused
from assessments.services.issuing import PDF
from assessments.services.jobs import Product, Progress, job_kind
from assessments.team_lists import Seated, team_list
from assessments.team_places import TeamPlace
from documents.pdf import pdf_of

TEAM = "tim"
TEMPLATE = "reports/team.html"
EMPTY = "Tidak ada anggota tim yang bertugas hari ini. Tambahkan anggotanya, lalu cetak lagi."


@dataclass(frozen=True)
class Line:
    """A row of the list."""

    number: int
    name: str
    nip: str
    post: str
    seat: str


@dataclass(frozen=True)
class TeamSheet:
    """The page. `groups`: heading and people; who serves all pokja first, then each area of change."""

    title: str
    place: str
    instansi: str
    year: int
    decree: str
    day: str
    groups: tuple[tuple[str, tuple[Line, ...]], ...]


def team_pdf(place: TeamPlace) -> bytes:
    """The list as it stands today. Refused when nobody serves."""
    return pdf_of(render_to_string(TEMPLATE, {"sheet": sheet_of(place)}))


def sheet_of(place: TeamPlace) -> TeamSheet:
    """What stands on the page. Refused when nobody serves."""
    team = place.team()
    found = team_list(place, team)
    if team is None or not found.here:
        raise Refused(EMPTY)
    decree = ""
    if team.decree_number and team.decree_date:
        decree = f"{team.decree_number} tanggal {long_date(team.decree_date)}"
    leading = [("Pimpinan tim", _lines(found.leading))] if found.leading else []
    pokja = [
        (f"Pokja {one.name}", _lines(one.people)) for one in found.pokja if one.people or place.assessment
    ]
    return TeamSheet(
        title=f"Susunan {place.title.lower()} pembangunan Zona Integritas",
        place=place.name,
        instansi=place.period.instansi.name,
        year=place.period.year,
        decree=decree,
        day=long_date(place.today),
        groups=(*leading, *pokja),
    )


def _lines(people: tuple[Seated, ...]) -> tuple[Line, ...]:
    return tuple(
        Line(number, row.name, row.nip, row.post, WorkMember.Role(row.role).label)
        for number, row in enumerate((one.row for one in people), 1)
    )


@job_kind(TEAM)
def make_team(job: Job, progress: Progress) -> Product:
    """The list of the job's unit, or of the tim pembangunan of its instansi in `params["year"]`."""
    progress(10)
    place, code = _place(job)
    content = team_pdf(place)
    return Product(content=content, filename=f"tim-zi_{code}_{place.period.year}.pdf", content_type=PDF)


def _place(job: Job) -> tuple[TeamPlace, str]:
    if job.assessment_id is not None:
        a = queries.visible_assessments(job.requested_by).filter(pk=job.assessment_id).first()
        if a is None or not may(job.requested_by, "view_team", a):
            raise NotAllowed("Peran Anda tidak lagi mencakup unit ini.")
        return TeamPlace.of(a), a.unit.code
    periods = queries.visible_periods(job.requested_by).filter(instansi=job.instansi)
    period = periods.filter(year=job.params.get("year")).first()
    if period is None:
        raise NotAllowed("Peran Anda tidak lagi mencakup instansi ini.")
    return TeamPlace(period), period.instansi.code
