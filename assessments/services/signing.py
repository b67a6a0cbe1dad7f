"""Signatures on TPI's result, in the order anggota → ketua → pengendali teknis (DESIGN "People").

An anggota signs by declaring the own sheet done. Where a team has no pengendali teknis the lead signs by finalising.
"""

from django.db import transaction

from assessments.facts import Line, Standing, result_lines
from assessments.models import Signature
from assessments.result_hash import result_hash
from assessments.rules import acting_as, is_ketua
from assessments.services.errors import Refused
from assessments.services.locking import lock_assessment
from assessments.services.signatures import put_signature, void_signatures
from assessments.services.told import lead_signed, sent_back_to_lead
from assessments.services.workflow import refusals
from audit.services import record
from units.models import TeamMember
from units.texts import plain_text

Seat = TeamMember.Seat
SIGNATURES = "tanda_tangan"
MAX_REASON = 1000
RETURNED = "Dikembalikan pengendali teknis: "


def sign_result(pk: int, *, actor, seen: str | None = None) -> Signature:
    """The lead signs the result, or the pengendali teknis countersigns it. Asked twice it happens once.

    `seen` is the hash of the result that the person read; None: whatever stands now. Raises NotAllowed, Refused: what
    finalising still lacks, the lead has not signed what stands now, the result is no longer the one that was read.
    """
    with transaction.atomic():
        assessment = lock_assessment(actor, pk, "sign")
        seat = Seat.KETUA if is_ketua.test(actor, assessment) else Seat.PENGENDALI
        lacking = [r for r in refusals(assessment, "finalkan") if r.where != SIGNATURES]
        if lacking:
            raise Refused(*((r.message, r.where) for r in lacking))
        lines = result_lines(assessment)
        if seat == Seat.PENGENDALI and not _lead_stands(lines):
            raise Refused(("Ketua TPI belum menandatangani hasil ini.", SIGNATURES))
        stands = result_hash(assessment)
        if seen is not None and seen != stands:
            text = "Hasil ini berubah sejak halaman Anda dibuka. Baca lagi, lalu tandatangani."
            raise Refused((text, SIGNATURES))
        mine = next((line for line in lines if line.member.user_id == actor.pk), None)
        if mine is not None and mine.stands and mine.signature is not None:
            return mine.signature
        made = put_signature(assessment, seat, stands, actor=actor)
        if seat == Seat.KETUA:
            lead_signed(assessment, made, actor=actor)
        return made


def decline_result(pk: int, *, reason: str, actor) -> None:
    """The pengendali teknis sends the result back to the lead, whose signature falls. Asked twice it happens once.

    Raises NotAllowed, Refused (no reason, no signature of the lead).
    """
    with transaction.atomic():
        assessment = lock_assessment(actor, pk, "decline")
        why = _reason(reason)
        lines = result_lines(assessment)
        if _declined_already(lines, why):
            return
        lead = _lead_of(lines)
        if lead is None or not lead.stands:
            raise Refused(("Tidak ada tanda tangan ketua yang menunggu persetujuan Anda.", SIGNATURES))
        void_signatures(assessment, seats=[Seat.KETUA, Seat.PENGENDALI], reason=why)
        record(
            assessment.audit_chain,
            actor=actor,
            role=acting_as(actor, assessment),
            action="signature.decline",
            label="assessments.assessment",
            object_id=assessment.pk,
            reason=why.removeprefix(RETURNED),
        )
        if lead.signature is not None:
            sent_back_to_lead(assessment, lead.signature, actor=actor)


def _lead_stands(lines: tuple[Line, ...]) -> bool:
    return any(line.member.seat == Seat.KETUA and line.stands for line in lines)


def _lead_of(lines: tuple[Line, ...]) -> Line | None:
    return next((line for line in lines if line.member.seat == Seat.KETUA), None)


def _declined_already(lines: tuple[Line, ...], why: str) -> bool:
    """Whether the lead's last signature fell by just this: the button was pressed twice."""
    lead = _lead_of(lines)
    if lead is None or lead.signature is None or lead.standing != Standing.VOID:
        return False
    return lead.signature.void_reason == why


def _reason(text: str) -> str:
    cleaned = plain_text(text)
    if not cleaned:
        raise Refused("Tuliskan alasan pengembaliannya.")
    if len(cleaned) > MAX_REASON:
        raise Refused("Alasan paling panjang 1.000 huruf.")
    return RETURNED + cleaned
