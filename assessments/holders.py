"""The register of predicates as pages show it: who holds what, by which decree, and when the next report is due."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
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
        """berlaku, digantikan (by a higher or later one), or dicabut."""
        if self.record.revoked_on:
            return "dicabut"
        return "berlaku" if self.holds else "digantikan"


def visible_records(user) -> QuerySet[PredicateRecord]:
    """Of the instansi that the person administers or leads, and of the units where they work."""
    hats = hats_of(user)
    found = PredicateRecord.objects.filter(
        unit__instansi__in=hats.instansi(Role.ADMIN, Role.PIMPINAN_INSTANSI)
    ) | PredicateRecord.objects.filter(unit__in=hats.units(Role.PETUGAS, Role.PIMPINAN_UNIT))
    return found.select_related("unit__instansi", "recorded_by")


def rows_of(instansi: Instansi, units: Iterable[int] | None = None) -> list[Row]:
    """All records of an instansi, or of these units alone, the newest first; three queries, and one for the policy."""
    today = timezone.localdate(timezone=instansi.zone)
    terms = terms_for(today.year)
    policy = terms[0] if terms else None
    years = policy.after.report_every_years if policy and policy.after else None
    records = PredicateRecord.objects.filter(unit__instansi=instansi)
    if units is not None:
        records = records.filter(unit__in=list(units))
    reports = MonitoringReport.objects.select_related("document")
    found = list(
        records.select_related("unit")
        .prefetch_related(Prefetch("reports", reports))
        .order_by("-year", "unit__code")
    )
    held, proposed = _held(found), _proposed(found, instansi)
    return [
        _row(record, held.get(record.unit_id) == record.pk, years, proposed[record.unit_id], policy, today)
        for record in found
    ]


def _row(record, holds: bool, years: int | None, proposed: list[date], policy, today: date) -> Row:
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
    """Id of a unit → id of the record that it holds now: the highest that was not revoked, the latest of those."""
    best: dict[int, PredicateRecord] = {}
    for record in records:
        if record.revoked_on is None:
            other = best.get(record.unit_id)
            if other is None or _rank(record) > _rank(other):
                best[record.unit_id] = record
    return {unit: record.pk for unit, record in best.items()}


def _rank(record: PredicateRecord) -> tuple[int, int]:
    return (RANKS.index(record.predicate), record.year)


def _proposed(records: Iterable[PredicateRecord], instansi: Instansi) -> dict[int, list[date]]:
    """Id of a unit → when it was proposed for WBBM: in that time WBK is not reported (p. 61); one query."""
    units = {record.unit_id for record in records}
    sent = ProposalUnit.objects.filter(
        assessment__unit__in=units, predicate="WBBM", proposal__sent_at__isnull=False
    )
    found: dict[int, list[date]] = defaultdict(list)
    for unit, day, at in sent.values_list("assessment__unit", "proposal__sent_on", "proposal__sent_at"):
        found[unit].append(day or at.astimezone(instansi.zone).date())
    return found
