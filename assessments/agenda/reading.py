"""The deadlines of a person's units, rounds and years. What is no deadline of theirs is not read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from assessments import queries
from assessments.contestable import contestable
from assessments.deadlines import proposal_deadline
from assessments.engine.jakarta import end_of_day
from assessments.engine.objection import window_between
from assessments.holders import due_reports
from assessments.models import Assessment, Period, PredicateRecord, Round, State
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
    period_id: int | None
    year: int
    instansi: Instansi


def agenda_of(user, *, period_id: int | None = None) -> list[Entry]:
    """The person's deadlines in order; those of one year alone with `period_id` (a report belongs to none). At most
    nine queries and the hats.
    """
    hats = hats_of(user)
    rows = list(queries.visible_assessments(user).order_by("unit__code"))
    found = _of_units(user, hats, rows) + _of_years(queries.visible_periods(user)) + _rounds(hats, rows)
    found += _sanggah_of_units(hats, rows) + _reports(hats)
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


def _sanggah_of_units(hats: Hats, rows: list[Assessment]) -> list[Entry]:
    """The end of the window for the own units that may still object; one query, none without a unit in TPN's hands."""
    own = hats.units(Role.PETUGAS, Role.PIMPINAN_UNIT)
    mine = [a for a in rows if a.unit_id in own and a.state == State.PENILAIAN_TPN]
    pks = {a.pk for a in mine}
    return [
        _entry(
            f"sanggah-{one.assessment.period_id}-{one.assessment.pk}",
            f"Batas sanggah {one.assessment.unit.name}",
            "Batas terakhir mengajukan sanggah",
            one.window.closes_at,
            reverse("assessments:tpn", args=[one.assessment.pk]),
            one.assessment.period,
            one.assessment.unit.instansi,
        )
        for one in contestable({a.period for a in mine})
        if one.assessment.pk in pks
    ]


def _reports(hats: Hats) -> list[Entry]:
    """The next reports on holders of a predicate, for the admin; four queries, none for others."""
    led = hats.instansi(Role.ADMIN)
    return [
        Entry(
            f"laporan-{one.instansi.pk}-{one.on:%Y%m%d}",
            "Batas laporan monev dua tahunan",
            f"{_who(one.records)}, {one.instansi.name}.",
            end_of_day(one.on),
            reverse("assessments:predicates", args=[one.instansi.code]),
            None,
            one.on.year,
            one.instansi,
        )
        for one in (due_reports(timezone.now(), led) if led else [])
    ]


def _who(records: Sequence[PredicateRecord]) -> str:
    return records[0].unit.name if len(records) == 1 else f"{len(records)} unit berpredikat"


def _entry(
    key: str, title: str, what: str, at: datetime, path: str, period: Period, instansi: Instansi
) -> Entry:
    """A deadline of a year."""
    return Entry(key, title, f"{what}, {instansi.name}.", at, path, period.pk, period.year, instansi)


def submission(period: Period, instansi: Instansi) -> Entry:
    """The end of penilaian mandiri of a year."""
    title, what = f"Batas pengajuan ke TPI {period.year}", "Batas terakhir mengajukan penilaian mandiri"
    path = reverse("assessments:home")
    return _entry(f"pengajuan-{period.pk}", title, what, period.deadline, path, period, instansi)


def assessing(period: Period, instansi: Instansi) -> Entry:
    """The end of TPI's assessment of a year."""
    title, what = f"Batas penilaian TPI {period.year}", "Batas terakhir menyelesaikan penilaian TPI"
    path = reverse("assessments:home")
    return _entry(f"tpi-{period.pk}", title, what, period.tpi_deadline, path, period, instansi)


def proposing(period: Period, instansi: Instansi) -> Entry:
    """The last instant for the proposals of a year."""
    title, what = f"Batas usulan ke TPN {period.year}", "Batas terakhir mengirim usulan"
    path = reverse("assessments:proposals", args=[instansi.code, period.year])
    return _entry(f"usulan-{period.pk}", title, what, proposal_deadline(period), path, period, instansi)


def objecting(period: Period, instansi: Instansi) -> list[Entry]:
    """The end of the announced window for sanggah, where there is one."""
    announced = getattr(period, "objection_window", None)
    if announced is None:
        return []
    title, what = f"Batas sanggah {period.year}", "Batas terakhir mengajukan sanggah"
    until = window_between(announced.opens_on, announced.closes_on).closes_at
    path = reverse("assessments:tpn_year", args=[instansi.code, period.year])
    return [_entry(f"sanggah-{period.pk}", title, what, until, path, period, instansi)]


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
    return list(
        {e.period_id: f"{e.instansi.name} {e.year}" for e in reversed(entries) if e.period_id}.items()
    )
