"""Load and speed of the teams of a year: states, days and rounds, which is progress and holds before release too."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from statistics import median

from django.db.models import Count

from assessments.insight.reading import Reading, Unit
from assessments.models import Period, Round, State, StateChange
from assessments.rules import AT_TPI
from units.models import TpiTeam


@dataclass(frozen=True)
class TeamLine:
    """One team: how many of its units stand where, and days (of the calendar of the instansi) from the arrival at
    TPI to the release; `running`: the longest that a unit is there now. None: no unit to say it of.

    `overdue`: units that are still with TPI or the unit after TPI's deadline; `late`: released after it.
    """

    name: str
    pk: int | None
    assigned: int
    before: int
    at_tpi: int
    in_round: int
    released: int
    median: Fraction | None
    longest: int | None
    running: int | None
    rounds: int
    overdue: int
    late: int


def teams(period: Period, reading: Reading, *, now: datetime) -> tuple[TeamLine, ...]:
    """Every team of the year, and last the units without one. Three queries."""
    arrived, ended = _moments(period)
    counted = Round.objects.filter(assessment__period=period, opened_at__isnull=False)
    rounds = dict(counted.order_by().values_list("assessment").annotate(Count("pk")))
    by_team: dict[int | None, list[Unit]] = defaultdict(list)
    for unit in reading.units:
        by_team[unit.team].append(unit)
    names: list[tuple[int | None, str]] = [
        *TpiTeam.objects.filter(instansi=period.instansi_id, year=period.year)
        .order_by("name", "pk")
        .values_list("pk", "name")
    ]
    if by_team[None]:
        names.append((None, "Belum ada tim"))
    return tuple(_line(period, pk, name, by_team[pk], arrived, ended, rounds, now) for pk, name in names)


def _moments(period: Period) -> tuple[dict[int, datetime], dict[int, datetime]]:
    """(assessment → first arrival at TPI, assessment → last finalising); one query."""
    changes = StateChange.objects.filter(
        assessment__period=period, target__in=[State.PENILAIAN_TPI, State.SELESAI_TPI]
    ).order_by("at", "pk")
    arrived: dict[int, datetime] = {}
    ended: dict[int, datetime] = {}
    for assessment, target, at in changes.values_list("assessment_id", "target", "at"):
        if target == State.PENILAIAN_TPI:
            arrived.setdefault(assessment, at)
        else:
            ended[assessment] = at
    return arrived, ended


def _line(
    period: Period,
    pk: int | None,
    name: str,
    units: list[Unit],
    arrived: dict[int, datetime],
    ended: dict[int, datetime],
    rounds: dict[int, int],
    now: datetime,
) -> TeamLine:
    zone = period.instansi.zone

    def days(start: datetime, end: datetime) -> int:
        return (end.astimezone(zone).date() - start.astimezone(zone).date()).days

    here = [u for u in units if u.state in AT_TPI]
    out = [u for u in units if u.is_released]
    taken = [days(arrived[u.pk], ended[u.pk]) for u in out if u.pk in arrived and u.pk in ended]
    running = [days(arrived[u.pk], now) for u in here if u.pk in arrived]
    return TeamLine(
        name=name,
        pk=pk,
        assigned=len(units),
        before=len(units) - len(here) - len(out),
        at_tpi=sum(u.state == State.PENILAIAN_TPI for u in here),
        in_round=sum(u.state == State.PERBAIKAN for u in here),
        released=len(out),
        median=median([Fraction(d) for d in taken]) if taken else None,
        longest=max(taken, default=None),
        running=max(running, default=None),
        rounds=sum(rounds.get(u.pk, 0) for u in units),
        overdue=len(here) if now > period.tpi_deadline else 0,
        late=sum(ended[u.pk] > period.tpi_deadline for u in out if u.pk in ended),
    )
