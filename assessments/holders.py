"""The register of predicates as pages show it: who holds what, by which decree, and when the next report is due."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from assessments.engine.conditions.predicate import RANKS
from assessments.engine.conditions.years_since_revocation import free_from
from assessments.engine.monitoring import Due, due
from assessments.loaded import terms_for
from assessments.models import MonitoringReport, PredicateRecord, ProposalUnit
from units.models import Instansi, Role
from units.queries import hats_of


@dataclass
class Row:
    """A record with what follows from it. `holds`: it is the predicate that the unit has now."""

    record: PredicateRecord
    holds: bool
    due: Due | None
    reports: list[MonitoringReport] = field(default_factory=list)
    free_on: date | None = None  # revoked: from when on the unit may be proposed for WBK again

    @property
    def status(self) -> str:
        """berlaku, digantikan (by a higher or later one), dicabut, or dibatalkan (recorded by mistake)."""
        if self.record.withdrawn_at:
            return "dibatalkan"
        if self.record.revoked_on:
            return "dicabut"
        return "berlaku" if self.holds else "digantikan"


def visible_records(user) -> QuerySet[PredicateRecord]:
    """Of the instansi that the person administers or leads, and of the units where they work."""
    hats = hats_of(user)
    found = PredicateRecord.everything.filter(
        unit__instansi__in=hats.instansi(Role.ADMIN, Role.PIMPINAN_INSTANSI)
    ) | PredicateRecord.everything.filter(unit__in=hats.units(Role.PETUGAS, Role.PIMPINAN_UNIT))
    return found.select_related("unit__instansi", "recorded_by")


def rows_of(instansi: Instansi, units: Iterable[int] | None = None) -> list[Row]:
    """All records of an instansi, or of these units alone, the newest first; three queries, and one for the policy."""
    records = PredicateRecord.everything.filter(unit__instansi=instansi)
    if units is not None:
        records = records.filter(unit__in=list(units))
    return _rows(records, lambda place: timezone.localdate(timezone=place.zone))


@dataclass(frozen=True)
class DueReports:
    """The holders of an instansi whose next report is due on the same day, by code of their units."""

    instansi: Instansi
    on: date
    records: Sequence[PredicateRecord]


def due_reports(now: datetime, instansi: Iterable[int] | None = None) -> list[DueReports]:
    """Which reports are due from `now` on, the nearest first: of these instansi (ids), or of all; queries as
    `rows_of`, whatever their number.
    """
    records = PredicateRecord.objects.all()
    if instansi is not None:
        records = records.filter(unit__instansi__in=list(instansi))
    found: dict[tuple[date, int], list[PredicateRecord]] = defaultdict(list)
    for row in _rows(records, lambda place: now.astimezone(place.zone).date()):
        if row.due is not None and not row.due.is_late:
            found[row.due.on, row.record.unit.instansi_id].append(row.record)
    return [
        DueReports(of[0].unit.instansi, on, sorted(of, key=lambda record: record.unit.code))
        for (on, _), of in sorted(found.items())
    ]


def _rows(records: QuerySet[PredicateRecord], today_in: Callable[[Instansi], date]) -> list[Row]:
    reports = MonitoringReport.objects.select_related("document")
    found = list(
        records.select_related("unit__instansi")
        .prefetch_related(Prefetch("reports", reports))
        .order_by("-year", "unit__code")
    )
    held, proposed = _held(found), _proposed(found)
    days = {place: today_in(place) for place in {record.unit.instansi for record in found}}
    policies = {year: (terms_for(year) or [None])[0] for year in {day.year for day in days.values()}}
    rows = []
    for record in found:
        today = days[record.unit.instansi]
        holds = held.get(record.unit_id) == record.pk
        rows.append(_row(record, holds, proposed[record.unit_id], policies[today.year], today))
    return rows


def _row(record, holds: bool, proposed: list[date], policy, today: date) -> Row:
    years = policy.after.report_every_years if policy and policy.after else None
    reports = list(record.reports.all())
    row = Row(record, holds, None, reports)
    if holds and years is not None:
        since = [record.decree_date, *(report.letter_date for report in reports)]
        if record.predicate == PredicateRecord.Predicate.WBK:
            since += [day for day in proposed if day > record.decree_date]
        row.due = due(since, years, today)
    if record.revoked_on and policy is not None:
        bans = [c.values for c in policy.unit_conditions if c.kind == "years_since_revocation"]
        wanted = [values["WBK"] for values in bans if "WBK" in values]
        row.free_on = free_from(record.revoked_on, -(-Fraction(wanted[0]) // 1)) if wanted else None
    return row


def _held(records: Iterable[PredicateRecord]) -> dict[int, int]:
    """Id of a unit → id of the record that it holds now: the highest that stands, the latest of those."""
    best: dict[int, PredicateRecord] = {}
    for record in records:
        if record.revoked_on is None and record.withdrawn_at is None:
            other = best.get(record.unit_id)
            if other is None or _rank(record) > _rank(other):
                best[record.unit_id] = record
    return {unit: record.pk for unit, record in best.items()}


def _rank(record: PredicateRecord) -> tuple[int, int]:
    return (RANKS.index(record.predicate), record.year)


def _proposed(records: Iterable[PredicateRecord]) -> dict[int, list[date]]:
    """Id of a unit → when it was proposed for WBBM: in that time WBK is not reported (p. 61); one query."""
    zones = {record.unit_id: record.unit.instansi.zone for record in records}
    sent = ProposalUnit.objects.filter(
        assessment__unit__in=zones, predicate="WBBM", proposal__sent_at__isnull=False
    )
    found: dict[int, list[date]] = defaultdict(list)
    for unit, day, at in sent.values_list("assessment__unit", "proposal__sent_on", "proposal__sent_at"):
        found[unit].append(day or at.astimezone(zones[unit]).date())
    return found
