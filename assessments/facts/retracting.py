"""What came after a revocation and rests on it, so that it can no longer be taken back."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from assessments.engine.facts import Facts
from assessments.facts.kawasan import kawasan_since
from assessments.models import Assessment, PredicateRecord, StateChange
from audit.queries import first_told, of_object

LABEL = "assessments.predicaterecord"
ADDED = ("predicate.record", "predicate.add")
ASK_THE_REGISTER = ("usulkan", "mulai_tpn", "tetapkan_wbk", "tetapkan_wbbm", "tetapkan_wbk_mandiri")


def retraction_facts(facts: Facts, assessment: Assessment) -> Facts:
    """What batalkan_cabut_* asks of a year."""
    cabut = assessment.changes.filter(name="cabut").last()
    row = PredicateRecord.objects.filter(assessment=assessment).first()
    before = cabut.source if cabut else ""
    return replace(facts, revoked_from=before) if row is None else retraction_of(facts, row)


def retraction_of(facts: Facts, row: PredicateRecord) -> Facts:
    """The same for any record, also one that has no assessment in the portal."""
    return replace(facts, revoked_from=row.predicate.lower(), resting=tuple(_resting(row)))


def _resting(row: PredicateRecord) -> Iterator[str]:
    """Later years that began, decisions that asked the register, new predicates, and the kawasan: all since then."""
    at = _recorded(row)
    if at is None:
        return
    since = StateChange.objects.filter(assessment__unit=row.unit_id, at__gt=at).select_related(
        "assessment__period"
    )
    begun = since.filter(name="catat_pencanangan", assessment__period__year__gt=row.year)
    for change in begun.order_by("at"):
        yield f"penilaian tahun {change.assessment.period.year}"
    for change in since.filter(name__in=ASK_THE_REGISTER).order_by("at"):
        yield f"usulan atau penetapan tahun {change.assessment.period.year}"
    for record in _recorded_since(row, at):
        yield f"predikat {record} di register"
    yield from kawasan_since(row.unit_id, at)


def _recorded_since(row: PredicateRecord, at: datetime) -> Iterator[PredicateRecord]:
    """Later predicates that stand, first recorded after `at`: one that was only corrected since is no new one."""
    standing = PredicateRecord.objects.filter(unit=row.unit_id, year__gt=row.year, revoked_on=None)
    written = list(standing.filter(recorded_at__gt=at).order_by("year"))
    first = first_told(LABEL, [record.pk for record in written], ADDED)
    yield from (record for record in written if first.get(str(record.pk), record.recorded_at) > at)


def _recorded(row: PredicateRecord) -> datetime | None:
    """When the revocation that stands was recorded; None where the audit knows of none."""
    entry = of_object(LABEL, row.pk).filter(action="predicate.revoke").first()
    return entry.at if entry else None
