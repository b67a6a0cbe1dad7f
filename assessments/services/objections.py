"""Sanggah: the unit's refusal at the stage of the policy is contested once, in its window; TPN's answer ends it.

The days are announced each year (`objection_windows`); the rule itself is `engine.objection`.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from assessments.engine.facts import STAGE_FAILED
from assessments.engine.objection import objection_refusals
from assessments.loaded import policy_of
from assessments.models import (
    Assessment,
    Objection,
    ObjectionDocument,
    ObjectionDraft,
    ProposalUnit,
    StageResult,
)
from assessments.services.errors import Refused
from assessments.services.locking import lock_assessment
from assessments.services.objection_checks import Filing, Outcome, check_outcome, incomplete
from assessments.services.objection_windows import window_for
from assessments.services.told import objection_answered
from assessments.services.tpn_shared import CHANGED, own_documents, required_reason, tell
from assessments.services.tpn_stages import StageData, replace_result
from documents.models import Revision
from units.texts import plain_text

Kind = ObjectionDocument.Kind
ACCEPTED = Objection.Outcome.ACCEPTED
LATER = (Kind.EVIDENCE, Kind.LETTER)


def filing_refusals(assessment: Assessment, unit: ProposalUnit, filed_at: datetime):
    """Why a sanggah that went out at this instant cannot be recorded now."""
    policy = policy_of(assessment.period)
    rule = policy.objection
    stands = unit.stages.filter(stage=rule.after).first() if rule else None
    refused_on = stands.date if stands and stands.result == STAGE_FAILED else None
    return objection_refusals(
        policy,
        result=stands.result if stands else None,
        refused_on=refused_on,
        filed=unit.objections.filter(cancelled_at=None).count(),
        window=window_for(assessment.period, refused_on),
        at=filed_at,
        now=timezone.now(),
        zone=assessment.unit.instansi.zone,
        waived=unit.waivers.filter(withdrawn_at=None).exists(),
    )


def file_objection(
    pk: int, *, filing: Filing, actor, letter: Revision | None = None, evidence: Sequence[Revision] = ()
) -> Objection:
    """Record the sanggah of a unit with its signed letter and new evidence.

    The same letter sent twice is recorded once. Raises NotAllowed, Refused (everything of `engine.objection`, an
    incomplete letter).
    """
    with transaction.atomic():
        assessment = lock_assessment(actor, pk, "edit_tpn")
        unit = ProposalUnit.objects.get(assessment=assessment)
        filing = _clean(filing)
        last = unit.objections.filter(cancelled_at=None).last()
        if last is not None and not last.outcome and _filing_of(last) == filing:
            return last
        found = [(r.message, r.where) for r in filing_refusals(assessment, unit, filing.filed_at)]
        if found or (found := incomplete(filing, assessment.unit.instansi)):
            raise Refused(*found)
        rule = policy_of(assessment.period).objection
        made = Objection.objects.create(
            proposal_unit=unit,
            stage=rule.after if rule else "",
            letter_number=filing.letter_number,
            letter_date=filing.letter_date,
            filed_at=filing.filed_at,
            reason=filing.reason,
            recorded_by=actor,
        )
        tell(assessment, actor, "tpn.objection", str(made.pk), after=plain_objection(made))
        attach(assessment, made, Kind.LETTER, [letter] if letter else [], actor)
        attach(assessment, made, Kind.EVIDENCE, evidence, actor)
        ObjectionDraft.objects.filter(proposal_unit=unit).delete()
    return made


def add_documents(pk: int, *, kind: str, revisions: Sequence[Revision], actor) -> Objection:
    """Add the signed letter or new evidence to a sanggah that TPN has not answered yet. Raises NotAllowed, Refused."""
    with transaction.atomic():
        assessment = lock_assessment(actor, pk, "edit_tpn")
        pending = _pending(assessment)
        if kind not in LATER:
            raise Refused(("Pilih jenis dokumennya.", "kind"))
        attach(assessment, pending, kind, revisions, actor)
    return pending


def remove_document(pk: int, *, document: int, actor) -> None:
    """Take a document off that was attached by mistake; it stays known. Asked twice it happens once.

    Raises NotAllowed, ObjectionDocument.DoesNotExist, Refused for what TPN has answered already: letter and evidence.
    """
    with transaction.atomic():
        assessment = lock_assessment(actor, pk, "edit_tpn")
        rows = ObjectionDocument.objects.select_related("objection")
        found = rows.get(pk=document, objection__proposal_unit__assessment=assessment)
        if found.removed_at is not None:
            return
        if found.kind in LATER and found.objection.outcome:
            raise Refused("TPN sudah menjawab sanggah ini, jadi surat dan buktinya tidak dapat dilepas lagi.")
        found.removed_at, found.removed_by = timezone.now(), actor
        found.save(update_fields=["removed_at", "removed_by"])
        told = {"kind": found.kind, "revision": found.revision_id}
        tell(assessment, actor, "tpn.objection_document_remove", str(found.pk), before=told)


def decide_objection(
    pk: int, *, outcome: Outcome, seen: int, actor, answer: Revision | None = None
) -> Objection:
    """Record TPN's answer. Accepted: the stage's result is replaced and kept in the history, and the road goes on.
    Rejected: the refusal is final.

    The same answer sent twice is recorded once. Raises NotAllowed, Refused (no open sanggah, changed meanwhile, no
    number, a date before the sanggah or to come, a new result that is none).
    """
    with transaction.atomic():
        assessment = lock_assessment(actor, pk, "edit_tpn")
        unit = ProposalUnit.objects.get(assessment=assessment)
        last = unit.objections.filter(cancelled_at=None).last()
        if last is not None and _outcome_of(last) == (outcome.outcome, outcome.letter_number, outcome.on):
            return last
        pending = _pending(assessment)
        if seen != pending.version:
            raise Refused(CHANGED)
        check_outcome(assessment, pending, outcome)
        put_outcome(pending, outcome, actor)
        tell(assessment, actor, "tpn.objection_outcome", str(pending.pk), after=plain_objection(pending))
        attach(assessment, pending, Kind.ANSWER, [answer] if answer else [], actor)
        objection_answered(assessment, pending, actor=actor)
        if outcome.outcome == ACCEPTED:
            stands = unit.stages.get(stage=pending.stage)
            data = accepted_data(outcome, stands)
            replace_result(assessment, stands, data, actor=actor, reason="Sanggah diterima TPN.")
    return pending


def put_outcome(stored: Objection, outcome: Outcome, actor) -> None:
    """Write TPN's answer into a sanggah; the caller holds the lock."""
    stored.outcome, stored.outcome_number = outcome.outcome, outcome.letter_number.strip()
    stored.outcome_date, stored.outcome_note = outcome.on, plain_text(outcome.note)
    stored.decided_by, stored.decided_at = actor, timezone.now()
    stored.version += 1
    stored.save()


def accepted_data(outcome: Outcome, stands: StageResult) -> StageData:
    """What an accepted sanggah makes of the result of its stage."""
    number, note = outcome.letter_number.strip(), plain_text(outcome.note)
    return StageData(outcome.result, outcome.on, number, note, stands.recommendation)


def cancel_objection(pk: int, *, reason: str, seen: int, actor) -> None:
    """Take back a sanggah that was recorded by mistake and not answered yet; it does not count. Asked twice: once.

    Raises NotAllowed, Refused (none to take back, changed or answered meanwhile, no reason).
    """
    with transaction.atomic():
        assessment = lock_assessment(actor, pk, "edit_tpn")
        filed = Objection.objects.filter(proposal_unit__assessment=assessment)
        pending = filed.filter(cancelled_at=None).last()
        if pending is None:
            if filed.filter(version=seen).exists():
                return
            raise Refused("Tidak ada sanggah yang dapat dibatalkan.")
        if pending.outcome:
            raise Refused("Sanggah ini sudah dijawab TPN, jadi pencatatannya tidak dapat dibatalkan.")
        if seen != pending.version:
            raise Refused(CHANGED)
        pending.cancel_reason = required_reason(reason, "Tulis alasan pencatatannya dibatalkan.")
        pending.cancelled_at, pending.cancelled_by = timezone.now(), actor
        pending.save(update_fields=["cancel_reason", "cancelled_at", "cancelled_by"])
        tell(
            assessment,
            actor,
            "tpn.objection_cancel",
            str(pending.pk),
            before=plain_objection(pending),
            reason=pending.cancel_reason,
        )


def _pending(assessment: Assessment) -> Objection:
    rows = Objection.objects.filter(proposal_unit__assessment=assessment, cancelled_at=None, outcome="")
    found = rows.last()
    if found is None:
        raise Refused(("Tidak ada sanggah yang menunggu jawaban.", "sanggah"))
    return found


def _clean(filing: Filing) -> Filing:
    return Filing(
        filing.letter_number.strip(), filing.letter_date, filing.filed_at, plain_text(filing.reason)
    )


def attach(assessment, objection: Objection, kind: str, revisions: Sequence[Revision], actor) -> None:
    """Add documents to a sanggah; the caller holds the lock. Raises NotAllowed for those of another instansi."""
    own_documents(assessment, revisions)
    there = objection.documents.filter(kind=kind, removed_at=None)
    blobs = set(there.values_list("revision__blob_id", flat=True))
    for revision in revisions:
        if revision.blob_id in blobs:
            continue  # the same file sent twice is one document
        blobs.add(revision.blob_id)
        made = ObjectionDocument.objects.create(
            objection=objection, kind=kind, revision=revision, added_by=actor
        )
        told = {"kind": kind, "revision": revision.pk}
        tell(assessment, actor, "tpn.objection_document", str(made.pk), after=told)


def _filing_of(stored: Objection) -> Filing:
    return Filing(stored.letter_number, stored.letter_date, stored.filed_at, stored.reason)


def _outcome_of(stored: Objection) -> tuple:
    return (stored.outcome, stored.outcome_number, stored.outcome_date)


def plain_objection(stored: Objection) -> dict:
    """What the audit keeps of a sanggah."""
    return {
        "stage": stored.stage,
        "letter_number": stored.letter_number,
        "filed_at": stored.filed_at.isoformat(),
        "reason": stored.reason,
        "outcome": stored.outcome,
        "outcome_number": stored.outcome_number,
    }
