"""The deadlines of a person's units, rounds and years. What is no deadline of theirs is not read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from assessments import queries
from assessments.deadlines import proposal_deadline
from assessments.engine.objection import window_between
from assessments.models import Assessment, Period, Round
from assessments.rules import is_preliminary
from units.hats import Hats
from units.models import Instansi, Role
from units.queries import hats_of


@dataclass(frozen=True)
class Entry:
    """One deadline. `key` stays the same when its instant is changed; `path` is the page in the portal."""

    key: str
    title: str
    text: str
    at: datetime
    path: str
    period_id: int
    year: int
    instansi: Instansi


def agenda_of(user, *, period_id: int | None = None) -> list[Entry]:
    """The person's deadlines in order; those of one year alone with `period_id`. At most four queries and the hats."""
    hats = hats_of(user)
    rows = list(queries.visible_assessments(user).order_by("unit__code"))
    found = _of_units(user, hats, rows) + _of_years(queries.visible_periods(user)) + _rounds(hats, rows)
    once = {entry.key: entry for entry in found if period_id in (None, entry.period_id)}
    return sorted(once.values(), key=lambda entry: (entry.at, entry.key))


def _of_units(user, hats: Hats, rows: list[Assessment]) -> list[Entry]:
    """The deadlines that press a person by their units: of the unit itself, of its team, of the level above."""
    own = hats.units(Role.PETUGAS, Role.PIMPINAN_UNIT)
    found = []
    for a in rows:
        if a.unit_id in own:
            found.append(submission(a.period, a.unit.instansi))
        elif a.team_id in hats.seats or is_preliminary(user, a):
            found.append(assessing(a.period, a.unit.instansi))
    return found


def _of_years(periods) -> list[Entry]:
    """All deadlines of the years that a person administers or leads; two queries."""
    return [
        entry
        for period in periods.select_related("objection_window").prefetch_related("deadline_changes")
        for entry in (
            submission(period, period.instansi),
            assessing(period, period.instansi),
            proposing(period, period.instansi),
            *objecting(period, period.instansi),
        )
    ]


def _rounds(hats: Hats, rows: list[Assessment]) -> list[Entry]:
    """The open rounds of own units and of those of the own teams; one query."""
    own = hats.units(Role.PETUGAS, Role.PIMPINAN_UNIT)
    mine = {a.pk: a for a in rows if a.unit_id in own or a.team_id in hats.seats}
    opened = Round.objects.filter(
        assessment__in=mine, opened_at__isnull=False, closed_at=None, due__isnull=False
    )
    return [_round(found, mine[found.assessment_id]) for found in opened]


def submission(period: Period, instansi: Instansi) -> Entry:
    """The end of penilaian mandiri of a year."""
    return Entry(
        f"pengajuan-{period.pk}",
        f"Batas pengajuan ke TPI {period.year}",
        f"Batas terakhir mengajukan penilaian mandiri, {instansi.name}.",
        period.deadline,
        reverse("assessments:home"),
        period.pk,
        period.year,
        instansi,
    )


def assessing(period: Period, instansi: Instansi) -> Entry:
    """The end of TPI's assessment of a year."""
    return Entry(
        f"tpi-{period.pk}",
        f"Batas penilaian TPI {period.year}",
        f"Batas terakhir menyelesaikan penilaian TPI, {instansi.name}.",
        period.tpi_deadline,
        reverse("assessments:home"),
        period.pk,
        period.year,
        instansi,
    )


def proposing(period: Period, instansi: Instansi) -> Entry:
    """The last instant for the proposals of a year."""
    return Entry(
        f"usulan-{period.pk}",
        f"Batas usulan ke TPN {period.year}",
        f"Batas terakhir mengirim usulan, {instansi.name}.",
        proposal_deadline(period),
        reverse("assessments:proposals", args=[instansi.code, period.year]),
        period.pk,
        period.year,
        instansi,
    )


def objecting(period: Period, instansi: Instansi) -> list[Entry]:
    """The end of the announced window for sanggah, where there is one."""
    announced = getattr(period, "objection_window", None)
    if announced is None:
        return []
    return [
        Entry(
            f"sanggah-{period.pk}",
            f"Batas sanggah {period.year}",
            f"Batas terakhir mengajukan sanggah, {instansi.name}.",
            window_between(announced.opens_on, announced.closes_on).closes_at,
            reverse("assessments:tpn_year", args=[instansi.code, period.year]),
            period.pk,
            period.year,
            instansi,
        )
    ]


def _round(found: Round, a: Assessment) -> Entry:
    return Entry(
        f"perbaikan-{found.pk}",
        f"Batas perbaikan {a.unit.name}",
        f"Putaran {found.number}, {a.unit.instansi.name} {a.period.year}.",
        found.due,
        reverse("assessments:rounds", args=[a.pk]),
        a.period_id,
        a.period.year,
        a.unit.instansi,
    )


def years_of(entries: Iterable[Entry]) -> list[tuple[int, str]]:
    """(period id, name) of the years in which there are deadlines, for their downloads; newest first."""
    return list({e.period_id: f"{e.instansi.name} {e.year}" for e in reversed(entries)}.items())
