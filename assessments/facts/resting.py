"""What came after a determination and rests on it, so that it can no longer be taken back."""

from collections.abc import Iterator
from dataclasses import replace

from assessments.engine.facts import Facts
from assessments.facts.kawasan import kawasan_since
from assessments.models import (
    Assessment,
    MonitoringReport,
    PredicateRecord,
    SelfDetermination,
    State,
)

DETERMINE = ("tetapkan_wbk", "tetapkan_wbbm", "tetapkan_wbk_mandiri")


def undetermination_facts(facts: Facts, assessment: Assessment) -> Facts:
    """What batalkan_penetapan and batalkan_wbk_mandiri ask."""
    return replace(
        facts,
        self_determined=SelfDetermination.objects.filter(assessment=assessment).exists(),
        resting=tuple(_resting(assessment)),
    )


def _resting(assessment: Assessment) -> Iterator[str]:
    """Later years that have begun (and with them proposals), later predicates, revocation, reports, the kawasan."""
    unit, year = assessment.unit_id, assessment.period.year
    later = Assessment.objects.filter(unit=unit, period__year__gt=year).exclude(state=State.TERDAFTAR)
    for begun in later.order_by("period__year").values_list("period__year", flat=True):
        yield f"penilaian tahun {begun}"
    records = PredicateRecord.objects.filter(unit=unit, year__gt=year).order_by("year")
    yield from (f"predikat {record} di register" for record in records)
    own = PredicateRecord.objects.filter(assessment=assessment).first()
    if own is None:
        return
    if own.revoked_on is not None:
        yield f"pencabutan {own.revocation_number}"
    for number in MonitoringReport.objects.filter(record=own).values_list("letter_number", flat=True):
        yield f"laporan monev {number}"
    determined = assessment.changes.filter(name__in=DETERMINE).last()
    yield from kawasan_since(unit, determined.at if determined else own.recorded_at)
