"""Taking back a determination that was recorded by mistake: decision and register, in the transaction of the move."""

from django.utils import timezone

from assessments.models import Assessment, FormerDecree, PredicateRecord, ProposalUnit
from assessments.rules import acting_as
from assessments.services.register import plain_record, save_record


def undetermined(assessment: Assessment, actor, reason: str) -> dict:
    """The effect of `batalkan_penetapan`: the decision goes to those that stood before, the register's record is
    withdrawn (docs/decisions/0036). Gives what the audit keeps.
    """
    unit = ProposalUnit.objects.select_for_update().get(assessment=assessment)
    FormerDecree.objects.create(
        assessment=assessment,
        decree_number=unit.decree_number,
        decree_date=unit.decree_date,
        scan=unit.decree_scan,
        reason=f"Penetapan dibatalkan: {reason}"[:1000],
        replaced_by=actor,
        replaced_at=timezone.now(),
    )
    told = {"decree": unit.decree_number, "record": _withdraw(assessment, actor, reason)}
    unit.decree_number, unit.decree_date, unit.decree_scan = "", None, None
    unit.decree_version += 1
    unit.save(update_fields=["decree_number", "decree_date", "decree_scan", "decree_version"])
    return told


def _withdraw(assessment: Assessment, actor, reason: str) -> int | None:
    """Mark the record of the determination; belum memenuhi has none."""
    stored = PredicateRecord.objects.select_for_update().filter(assessment=assessment).first()
    if stored is None:
        return None
    before = plain_record(stored)
    stored.withdrawn_at, stored.withdrawn_reason = timezone.now(), reason
    role = acting_as(actor, assessment)
    chain = assessment.audit_chain
    save_record(stored, before, "predicate.withdraw", chain, actor=actor, role=role, reason=reason)
    return stored.pk
