"""The revocation of predicates, in the register and in the workflow at once."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from assessments.engine.facts import Facts, Refusal
from assessments.engine.guards import revocation_follows_the_determination as follows
from assessments.engine.workflow import TRANSITIONS
from assessments.facts.register import revocation_of
from assessments.facts.retracting import retraction_of
from assessments.models import PredicateRecord, State
from assessments.services.errors import Refused
from assessments.services.register import (
    ROLE,
    Predicate,
    check_owner,
    lock_record,
    plain_record,
    refuse_if_changed,
)
from assessments.services.told import predicate_revoked, revocation_retracted
from assessments.services.workflow import MAX_REASON, move
from audit.queries import of_object
from audit.services import Event, record_many
from documents.models import Revision

LABEL = "assessments.predicaterecord"
REVOKED, RETRACTED = "predicate.revoke", "predicate.revocation_retract"
BACK = {"WBK": "batalkan_cabut_wbk", "WBBM": "batalkan_cabut_wbbm"}  # predicate → the move of its year


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
        _store(lost, actor)
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

    One recorded by mistake is taken back (`retract_revocation`). Asked twice it happens once. Raises NotAllowed,
    RecordChanged, Refused with the field of each reason.
    """
    with transaction.atomic():
        stored = lock_record(pk, actor)
        if stored.revoked_on is None:
            raise Refused("Predikat ini tidak dicabut.")
        rows = _of_decision(stored)
        befores = [plain_record(row) for row in rows]
        check_owner(stored, scan)
        for row in rows:
            row.revoked_on, row.revocation_number, row.revocation_reason = on, number.strip(), reason.strip()
            row.revocation_scan = scan or row.revocation_scan
        _check_correction(rows, why)
        if befores == [plain_record(row) for row in rows]:
            return stored
        refuse_if_changed(stored, seen)
        _store(rows, actor)
        _tell_revocation(rows, befores, why.strip(), actor=actor, action="predicate.revocation_correct")
    return stored


def retract_revocation(pk: int, *, reason: str, seen: int, actor) -> PredicateRecord:
    """Take back a revocation that was recorded by mistake, while nothing rests on it: every predicate that the same
    decision took stands again, and a year that it moved is what it was before (docs/decisions/0038).

    Asked twice it happens once. Raises NotAllowed, RecordChanged, Refused with every reason.
    """
    with transaction.atomic():
        stored, reason = lock_record(pk, actor), reason.strip()
        if stored.revoked_on is None:
            last = of_object(LABEL, pk).filter(action__in=(REVOKED, RETRACTED)).first()
            if last is not None and last.action == RETRACTED:
                return stored
            raise Refused("Predikat ini tidak dicabut.")
        refuse_if_changed(stored, seen)
        if len(reason) > MAX_REASON:
            raise Refused(("Alasan paling panjang 1.000 huruf.", "reason"))
        rows = _of_decision(stored)
        _check_retraction(rows, reason)
        befores = [plain_record(row) for row in rows]
        for row in rows:
            row.revoked_on, row.revocation_number, row.revocation_reason = None, "", ""
            row.revocation_scan = None
        _store(rows, actor)
        for row in rows:
            if row.assessment is not None and row.assessment.state == State.DICABUT:
                move(row.assessment.pk, BACK[row.predicate], actor=actor, reason=reason)
        _tell_revocation(rows, befores, reason, actor=actor, action=RETRACTED)
        revocation_retracted(stored, actor=actor)
    return stored


def resting_on(stored: PredicateRecord) -> list[str]:
    """Why a revocation can't be taken back, each as a sentence."""
    found = (r.message for row in _of_decision(stored, lock=False) for r in _kept_by(row, "."))
    return list(dict.fromkeys(found))


def _kept_by(row: PredicateRecord, reason: str) -> list[Refusal]:
    """What the guards of its move say, also where there is no year in the portal to move."""
    facts = retraction_of(Facts(reason=reason), row)
    return [r for guard in TRANSITIONS[BACK[row.predicate]].guards for r in guard(facts)]


def _check_retraction(rows: list[PredicateRecord], reason: str) -> None:
    found = [(r.message, r.where) for row in rows for r in _kept_by(row, reason)]
    if found:
        raise Refused(*dict.fromkeys(found))


def _of_decision(stored: PredicateRecord, *, lock: bool = True) -> list[PredicateRecord]:
    """The record and those that the same decision took with it."""
    same = PredicateRecord.objects.filter(
        unit=stored.unit_id, revoked_on=stored.revoked_on, revocation_number=stored.revocation_number
    )
    same = same.select_for_update(of=("self",)) if lock else same
    return [stored, *same.exclude(pk=stored.pk).select_related("unit__instansi", "assessment")]


def _store(rows: list[PredicateRecord], actor) -> None:
    when = timezone.now()
    for row in rows:
        row.version, row.recorded_by, row.recorded_at = row.version + 1, actor, when
        row.save()


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
    rows: list[PredicateRecord], befores: list[dict], reason: str, *, actor, action=REVOKED
) -> None:
    first = rows[0]
    chain = first.assessment.audit_chain if first.assessment else f"instansi:{first.unit.instansi_id}"
    events = [
        Event(
            action=action,
            label=LABEL,
            object_id=row.pk,
            before=before,
            after=plain_record(row),
            reason=reason,
        )
        for row, before in zip(rows, befores, strict=True)
    ]
    record_many(chain, events, actor=actor, role=ROLE)
