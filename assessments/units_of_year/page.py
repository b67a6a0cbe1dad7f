"""One page of the table of a year, with its filters and the ways to sort it."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator

from assessments.loaded import instrument_of
from assessments.models import Period
from assessments.units_of_year.choosing import Wanted, chosen
from assessments.units_of_year.lines import lines_of
from assessments.units_of_year.rows import Row, rows_of
from units.models import TpiTeam

PAGE_SIZE = 50


@dataclass(frozen=True)
class Way:
    """A heading that sorts: `query` is its address, `order` how it sorts now ("ascending", "descending", "")."""

    label: str
    query: str
    order: str


@dataclass(frozen=True)
class UnitsPage:
    """`total` counts all units of the year, `page.paginator.count` those chosen; `query` goes before `page=`."""

    rows: list[Row]
    page: Page
    total: int
    wanted: Wanted
    teams: list[TpiTeam]
    ways: dict[str, Way]
    query: str


WAYS = {
    "code": "Kode",
    "name": "Unit",
    "stage": "Tahap",
    "due": "Sisa hari",
    "unit": "Nilai unit",
    "tpi": "TPI",
    "tpn": "TPN",
    "team": "Tim",
    "changed": "Perubahan terakhir",
}
FALLING = frozenset({"unit", "tpi", "tpn", "changed"})  # first the other way round: the highest, the newest


def units_page(period: Period, given, *, now: datetime) -> UnitsPage:
    """The page that `given` (parameters of an address) asks for.

    Seven queries for any number of units: teams, changed deadlines, units, sheets, and who counts as anggota (3).
    """
    wanted = Wanted.read(given, areas=instrument_of(period).areas)
    teams = list(period.instansi.teams.filter(year=period.year))
    lines = lines_of(period, {team.pk: team.name for team in teams}, with_short=bool(wanted.area))
    page = Paginator(chosen(lines, wanted, now=now), PAGE_SIZE).get_page(given.get("page"))
    sort = {"sort": wanted.sort} if wanted.sort else {}
    return UnitsPage(
        rows=rows_of(period, page.object_list, now=now),
        page=page,
        total=len(lines),
        wanted=wanted,
        teams=teams,
        ways={name: _way(name, label, wanted) for name, label in WAYS.items()},
        query="".join(f"{urlencode({name: text})}&" for name, text in (wanted.filters | sort).items()),
    )


def _way(name: str, label: str, wanted: Wanted) -> Way:
    now = {name: "ascending", f"-{name}": "descending"}.get(wanted.sort or "code", "")
    first = f"-{name}" if name in FALLING else name
    other = name if name in FALLING else f"-{name}"
    return Way(
        label, urlencode(wanted.filters | {"sort": other if (wanted.sort or "code") == first else first}), now
    )
