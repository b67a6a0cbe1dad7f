"""Taking back a determination that was recorded by mistake: decision and register, in the transaction of the move."""

from datetime import date

from django.utils import timezone

from assessments.models import Assessment, FormerDecree, PredicateRecord, ProposalUnit, SelfDetermination
from assessments.rules import acting_as
from assessments.services.register import plain_record, save_record
from audit.queries import of_object


def undetermined(assessment: Assessment, actor, reason: str) -> dict:
    """The effect of `batalkan_penetapan`: the decision goes to those that stood before, the register's record is
    withdrawn (docs/decisions/0036). Gives what the audit keeps.
    """
    unit = ProposalUnit.objects.select_for_update().get(assessment=assessment)
    _keep(assessment, unit, actor, reason)
    told = {"decree": unit.decree_number, "record": _withdraw(assessment, actor, reason)}
    unit.decree_number, unit.decree_date, unit.decree_scan = "", None, None
    unit.decree_version += 1
    unit.save(update_fields=["decree_number", "decree_date", "decree_scan", "decree_version"])
    return told


def self_undetermined(assessment: Assessment, actor, reason: str) -> dict:
    """The effect of `batalkan_wbk_mandiri`, in the same way; the instansi's own decision leaves its place."""
    own = SelfDetermination.objects.select_for_update().get(assessment=assessment)
    _keep(assessment, own, actor, reason)
    told = {"decree": own.decree_number, "note": own.note, "record": _withdraw(assessment, actor, reason)}
    own.delete()
    return told


def _keep(assessment: Assessment, stood: ProposalUnit | SelfDetermination, actor, reason: str) -> None:
    FormerDecree.objects.create(
        assessment=assessment,
        decree_number=stood.decree_number,
        decree_date=stood.decree_date,
        scan=stood.decree_scan,
        reason=f"Penetapan dibatalkan: {reason}"[:1000],
        replaced_by=actor,
        replaced_at=timezone.now(),
    )


def _withdraw(assessment: Assessment, actor, reason: str) -> int | None:
    """Mark the record of the determination; belum memenuhi has none. One that had been typed in before the
    determination took it over says again what was typed.
    """
    stored = PredicateRecord.objects.select_for_update().filter(assessment=assessment).first()
    if stored is None:
        return None
    before, typed = plain_record(stored), _typed(stored)
    if typed is None:
        stored.withdrawn_at, stored.withdrawn_reason = timezone.now(), reason
    else:
        stored.assessment, stored.scan_id = None, typed["scan"]
        stored.decree_date = date.fromisoformat(typed["decree_date"])
        for name in ("predicate", "decree_number", "determined_by"):
            setattr(stored, name, typed[name])
    action = "predicate.withdraw" if typed is None else "predicate.give_back"
    role = acting_as(actor, assessment)
    chain = assessment.audit_chain
    save_record(stored, before, action, chain, actor=actor, role=role, reason=reason)
    return stored.pk


def _typed(stored: PredicateRecord) -> dict | None:
    """What the record said when the determination took it over; None where there was none, or only one that had been
    withdrawn.
    """
    for entry in of_object(stored._meta.label_lower, stored.pk).filter(action="predicate.record"):
        if entry.before is None or entry.before["withdrawn"]:
            return None
        if entry.before["assessment"] is None:
            return entry.before
    return None
