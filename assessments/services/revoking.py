"""The revocation of predicates, in the register and in the workflow at once."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from assessments.engine.facts import Facts
from assessments.engine.guards import revocation_follows_the_determination as follows
from assessments.engine.workflow import TRANSITIONS
from assessments.facts.register import revocation_of
from assessments.models import PredicateRecord
from assessments.services.errors import Refused
from assessments.services.register import (
    ROLE,
    Predicate,
    check_owner,
    lock_record,
    plain_record,
    refuse_if_changed,
)
from assessments.services.told import predicate_revoked
from assessments.services.workflow import MAX_REASON, move
from audit.services import Event, record_many
from documents.models import Revision


def revoke_predicate(
    pk: int, *, number: str, on: date | None, reason: str, scan: Revision | None, seen: int, actor
) -> PredicateRecord:
    """Record the Minister's decision that revokes a predicate; where the portal determined it, its year moves to
    `dicabut` in the same transaction. Who loses WBBM loses every predicate below it too (docs/decisions/0028).

    From `on` the ban of the policy counts. Asked twice it happens once. Raises NotAllowed, RecordChanged, Refused with
    every reason (PermenPANRB 90/2021 p. 63-64).
    """
    with transaction.atomic():
        stored = lock_record(pk, actor)
        number, reason = number.strip(), reason.strip()
        if stored.revoked_on is not None:
            if (stored.revoked_on, stored.revocation_number) == (on, number):
                return stored
            raise Refused(f"Predikat ini sudah dicabut dengan keputusan {stored.revocation_number}.")
        refuse_if_changed(stored, seen)
        check_owner(stored, scan)
        below = PredicateRecord.objects.select_for_update(of=("self",)).filter(
            unit=stored.unit, revoked_on=None
        )
        lost = [stored]
        if stored.predicate == Predicate.WBBM:
            lost += (
                below.filter(year__lt=stored.year).exclude(pk=stored.pk).select_related("unit", "assessment")
            )
        befores = [plain_record(row) for row in lost]
        for row in lost:
            row.revoked_on, row.revocation_number, row.revocation_reason = on, number, reason
            row.revocation_scan = scan
        _check_revocation(stored, reason)
        when = timezone.now()
        for row in lost:
            row.version, row.recorded_by, row.recorded_at = row.version + 1, actor, when
            row.save()
        _tell_revocation(lost, befores, reason, actor=actor)
        if stored.assessment_id is not None and stored.assessment is not None:
            said = f"{number} ({on}): {reason}"[:MAX_REASON]
            move(stored.assessment_id, "cabut", actor=actor, reason=said)
        predicate_revoked(stored, actor=actor)
    return stored


def correct_revocation(
    pk: int,
    *,
    number: str,
    on: date | None,
    reason: str,
    scan: Revision | None,
    why: str,
    seen: int,
    actor,
) -> PredicateRecord:
    """Correct what was recorded of a revocation, `why` telling the mistake: also at the predicates that the same
    decision took. The ban counts from the corrected day. `scan` None keeps the one that is there.

    A revocation is not taken back: its year stays `dicabut`. Asked twice it happens once. Raises NotAllowed,
    RecordChanged, Refused with the field of each reason.
    """
    with transaction.atomic():
        stored = lock_record(pk, actor)
        if stored.revoked_on is None:
            raise Refused("Predikat ini tidak dicabut.")
        same_decision = PredicateRecord.objects.select_for_update(of=("self",)).filter(
            unit=stored.unit, revoked_on=stored.revoked_on, revocation_number=stored.revocation_number
        )
        rows = [
            stored,
            *same_decision.exclude(pk=stored.pk).select_related("unit__instansi", "assessment"),
        ]
        befores = [plain_record(row) for row in rows]
        check_owner(stored, scan)
        for row in rows:
            row.revoked_on, row.revocation_number, row.revocation_reason = on, number.strip(), reason.strip()
            row.revocation_scan = scan or row.revocation_scan
        _check_correction(rows, why)
        if befores == [plain_record(row) for row in rows]:
            return stored
        refuse_if_changed(stored, seen)
        when = timezone.now()
        for row in rows:
            row.version, row.recorded_by, row.recorded_at = row.version + 1, actor, when
            row.save()
        _tell_revocation(rows, befores, why.strip(), actor=actor, action="predicate.revocation_correct")
    return stored


def _check_correction(rows: list[PredicateRecord], why: str) -> None:
    reasons = []
    if not rows[0].revocation_number:
        reasons.append(("Isi nomor keputusan pencabutan.", "number"))
    if rows[0].revoked_on is None:
        reasons.append(("Isi tanggal keputusan pencabutan.", "on"))
    if not rows[0].revocation_reason:
        reasons.append(("Tuliskan alasan menurut keputusan.", "reason"))
    if not why.strip():
        reasons.append(("Tuliskan alasan pembetulan.", "why"))
    today = timezone.localdate(timezone=rows[0].unit.instansi.zone)
    told = (r.message for row in rows for r in follows(revocation_of(Facts(today=today), row)))
    reasons += [(message, "on") for message in dict.fromkeys(told)]
    if reasons:
        raise Refused(*reasons)


def _check_revocation(stored: PredicateRecord, reason: str) -> None:
    """Ask the guards of the move, also where there is no year in the portal to move."""
    today = timezone.localdate(timezone=stored.unit.instansi.zone)
    facts = revocation_of(Facts(today=today, reason=reason), stored)
    found = [refusal for guard in TRANSITIONS["cabut"].guards for refusal in guard(facts)]
    if found:
        raise Refused(*((r.message, r.where) for r in found))


def _tell_revocation(
    rows: list[PredicateRecord], befores: list[dict], reason: str, *, actor, action="predicate.revoke"
) -> None:
    first = rows[0]
    chain = first.assessment.audit_chain if first.assessment else f"instansi:{first.unit.instansi_id}"
    events = [
        Event(
            action=action,
            label="assessments.predicaterecord",
            object_id=row.pk,
            before=before,
            after=plain_record(row),
            reason=reason,
        )
        for row, before in zip(rows, befores, strict=True)
    ]
    record_many(chain, events, actor=actor, role=ROLE)
