"""The section of the admin inspektorat: how many units stand where, which are late, what waits to be signed, and where
the lowest values are.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from assessments.home.lists import Year
from assessments.models import State
from assessments.pakta import count_of_instansi
from assessments.pictures.of_year import YearPictures, year_pictures
from assessments.units_of_year.choosing import Wanted, chosen
from assessments.units_of_year.lines import Line, lines_of

SHOWN = 5
LOWEST = 10


@dataclass(frozen=True)
class Paper:
    """Documents of one kind that wait: how many, for whom, and where they are."""

    what: str
    count: str
    who: str
    url: str


@dataclass(frozen=True)
class Overseen:
    """The newest year of an instansi. `late`: the first few of `late_count` units whose stage should have ended, the
    longest first; `soon_count`: units with a week at most. `pictures`: of the units' own values, the lowest first.
    """

    year: Year
    late: tuple[Line, ...]
    late_count: int
    soon_count: int
    papers: tuple[Paper, ...]
    pictures: YearPictures


def overseen(year: Year, now: datetime) -> Overseen:
    """What the admin of the instansi sees of a year; five queries whatever the number of units."""
    lines = lines_of(year.period, {}, with_short=False)
    late = chosen(lines, Wanted(late="lewat", sort="due"), now=now)
    return Overseen(
        year=year,
        late=tuple(late[:SHOWN]),
        late_count=len(late),
        soon_count=len(chosen(lines, Wanted(late="minggu"), now=now)),
        papers=tuple(_papers(year, lines, now)),
        pictures=year_pictures(year.period, "unit", lowest=LOWEST),
    )


def _papers(year: Year, lines: Iterable[Line], now: datetime) -> Iterable[Paper]:
    """What somebody still has to sign: pakta integritas, LHE, proposals. One query."""
    period = year.period
    place = [period.instansi.code, period.year]
    pakta = count_of_instansi(period.instansi, timezone.localdate(now, timezone=period.instansi.zone))
    if pakta.unsigned:
        url = reverse("assessments:instansi_pencanangan", args=place)
        yield Paper("Pakta integritas belum ditandatangani", f"{pakta.unsigned} pegawai", "Pegawai", url)
    done = [line.assessment for line in lines if line.assessment.state == State.SELESAI_TPI]
    if lhe := sum(not a.has_lhe for a in done):
        url = f"{reverse('assessments:period', args=place)}?state={State.SELESAI_TPI}"
        yield Paper("LHE belum terbit", f"{lhe} unit", "Ketua TPI", url)
    proposals = {a.proposed_in: a.proposal_approved_at for a in done if a.proposed_in is not None}
    url = reverse("assessments:proposals", args=place)
    if waiting := sum(approved is None for approved in proposals.values()):
        yield Paper("Usulan menunggu persetujuan", f"{waiting} usulan", "Pimpinan instansi", url)
    if approved := len(proposals) - waiting:
        yield Paper("Usulan disetujui, belum dikirim", f"{approved} usulan", "Admin inspektorat", url)
