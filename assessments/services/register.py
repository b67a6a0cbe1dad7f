"""The register of predicates: what was determined, typed in from before the portal, corrected, revoked."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from assessments.models import Assessment, PredicateRecord
from assessments.rules import acting_as
from audit.services import record

By = PredicateRecord.By


def record_predicate(
    assessment: Assessment,
    *,
    predicate: str,
    decree_number: str,
    decree_date: date,
    actor,
    determined_by: str = By.MENTERI,
) -> PredicateRecord:
    """Write the predicate of a determination into the register; part of its transaction, asked twice it happens once.

    A record that was typed in for the same unit and year is taken over: the determination says what is true.
    The caller holds the lock of the assessment and has asked for permission.
    """
    transaction.get_connection().validate_no_broken_transaction()
    rows = PredicateRecord.objects.select_for_update(of=("self",))
    stored = rows.filter(unit=assessment.unit_id, year=assessment.period.year).first()
    before = plain_record(stored) if stored else None
    stored = stored or PredicateRecord(unit=assessment.unit, year=assessment.period.year, version=0)
    stored.assessment, stored.predicate, stored.determined_by = assessment, predicate, determined_by
    stored.decree_number, stored.decree_date = decree_number.strip(), decree_date
    if before == plain_record(stored):
        return stored
    stored.version += 1
    stored.recorded_by, stored.recorded_at = actor, timezone.now()
    stored.save()
    record(
        assessment.audit_chain,
        actor=actor,
        role=acting_as(actor, assessment),
        action="predicate.record",
        label="assessments.predicaterecord",
        object_id=stored.pk,
        before=before,
        after=plain_record(stored),
    )
    return stored


def plain_record(stored: PredicateRecord) -> dict:
    """What the audit keeps of a record: data without objects."""
    return {
        "unit": stored.unit_id,
        "year": stored.year,
        "predicate": stored.predicate,
        "decree_number": stored.decree_number,
        "decree_date": stored.decree_date.isoformat(),
        "determined_by": str(stored.determined_by),
        "scan": stored.scan_id,
        "assessment": stored.assessment_id,
        "revoked_on": stored.revoked_on.isoformat() if stored.revoked_on else None,
        "revocation_number": stored.revocation_number,
        "revocation_reason": stored.revocation_reason,
        "revocation_scan": stored.revocation_scan_id,
    }
