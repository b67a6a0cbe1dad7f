"""The discussion of a question inside the TPI team, which nobody outside the team ever reads."""

from uuid import UUID, uuid5

from django.db import transaction

from assessments.loaded import instrument_of
from assessments.models import Assessment, Sheet, TpiComment
from assessments.rules import AT_TPI, acting_as, may_see_member_sheets
from assessments.services.errors import NotAllowed, Refused
from assessments.services.locking import lock_assessment
from audit.services import record
from units.texts import plain_text

MAX_COMMENT = 2000


def may_discuss(user, assessment: Assessment) -> bool:
    """Whether a person reads the team's discussion now: the lead, the pengendali teknis, a member who is done.

    One query at most. After release those of the team go on reading it.
    """
    own = Sheet.objects.filter(assessment=assessment, kind=Sheet.Kind.MEMBER, owner=user).first()
    done = own is not None and own.done_at is not None
    return may_see_member_sheets(user, assessment, own_sheet_done=done)


def discuss(pk: int, *, code: str, text: str, token: UUID, actor) -> TpiComment:
    """Add a remark of at most 2,000 characters to a question; the same remark from the same form adds it once.

    `token` is the form's. It is bound to question and text, so that a form that was left open (the "back" of a
    browser, a second tab) adds what is written in it later instead of swallowing it.
    Raises Assessment.DoesNotExist for a stranger, NotAllowed (not in the discussion, assessment not with TPI),
    Refused (unknown question, empty, too long). The audit says that there was a remark, not what it says.
    """
    cleaned = plain_text(text)
    with transaction.atomic():
        assessment = lock_assessment(actor, pk)
        if not may_discuss(actor, assessment):
            raise NotAllowed(
                "Diskusi tim terbuka bagi ketua, pengendali teknis, dan anggota yang lembarnya sudah selesai."
            )
        if assessment.state not in AT_TPI:
            raise NotAllowed("Penilaian TPI sudah final. Diskusinya hanya dapat dibaca.")
        if code not in instrument_of(assessment.period).questions:
            raise Refused(f"Pertanyaan {code} tidak ada di instrumen ini.")
        if not cleaned:
            raise Refused("Tuliskan pendapat Anda.")
        if len(cleaned) > MAX_COMMENT:
            raise Refused(f"Pendapat paling panjang 2.000 huruf; ini {len(cleaned)} huruf.")
        once = uuid5(token, f"{code}\n{cleaned}")
        known = TpiComment.objects.filter(assessment=assessment, author=actor, token=once).first()
        if known is not None:
            return known
        made = TpiComment.objects.create(
            assessment=assessment, code=code, author=actor, text=cleaned, token=once
        )
        record(
            assessment.audit_chain,
            actor=actor,
            role=acting_as(actor, assessment),
            action="discussion.add",
            label="assessments.tpicomment",
            object_id=made.pk,
            after={"code": code},
        )
    return made
