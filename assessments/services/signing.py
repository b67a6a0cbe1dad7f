"""Signatures on TPI's result, in the order anggota → ketua → pengendali teknis (DESIGN "People").

An anggota signs by declaring the own sheet done. Where a team has no pengendali teknis the lead signs by finalising.
"""

from django.db import transaction

from assessments.facts import valid_signatures
from assessments.models import Signature
from assessments.result_hash import result_hash
from assessments.rules import acting_as, is_ketua
from assessments.services.errors import Refused
from assessments.services.locking import lock_assessment
from assessments.services.signatures import put_signature, void_signatures
from assessments.services.workflow import refusals
from audit.services import record
from units.models import TeamMember

Seat = TeamMember.Seat
SIGNATURES = "tanda_tangan"


def sign_result(pk: int, *, actor) -> Signature:
    """The lead signs the result, or the pengendali teknis countersigns it. Asked twice it happens once.

    Raises NotAllowed, Refused: what finalising still lacks, or the lead has not signed what stands now.
    """
    with transaction.atomic():
        assessment = lock_assessment(actor, pk, "sign")
        seat = Seat.KETUA if is_ketua.test(actor, assessment) else Seat.PENGENDALI
        lacking = [r for r in refusals(assessment, "finalkan") if r.where != SIGNATURES]
        if lacking:
            raise Refused(*((r.message, r.where) for r in lacking))
        signed = valid_signatures(assessment)
        if seat == Seat.PENGENDALI and not any(s.seat == Seat.KETUA for s in signed):
            raise Refused(("Ketua TPI belum menandatangani hasil ini.", SIGNATURES))
        mine = next((s for s in signed if s.user_id == actor.pk and s.seat == seat), None)
        return mine or put_signature(assessment, seat, result_hash(assessment), actor=actor)


def decline_result(pk: int, *, reason: str, actor) -> None:
    """The pengendali teknis sends the result back to the lead, whose signature falls. Raises NotAllowed, Refused."""
    with transaction.atomic():
        assessment = lock_assessment(actor, pk, "sign")
        why = reason.replace("\r\n", "\n").replace("\x00", "").strip()
        if is_ketua.test(actor, assessment):
            raise Refused("Ketua tidak mengembalikan hasilnya sendiri: ubah saja hasilnya.")
        if not why or len(why) > 1000:
            raise Refused("Tuliskan alasannya, paling panjang 1.000 huruf.")
        if not any(s.seat == Seat.KETUA for s in valid_signatures(assessment)):
            raise Refused(("Tidak ada tanda tangan ketua yang menunggu persetujuan Anda.", SIGNATURES))
        void_signatures(assessment, seats=[Seat.KETUA, Seat.PENGENDALI], reason=why)
        record(
            assessment.audit_chain,
            actor=actor,
            role=acting_as(actor, assessment),
            action="signature.decline",
            label="assessments.assessment",
            object_id=assessment.pk,
            reason=why,
        )
