"""Comments: remarks among the people of the unit on one question; nobody else ever sees them."""

from django.db import transaction

from assessments.loaded import instrument_of
from assessments.models import Comment
from assessments.rules import acting_as
from assessments.services.errors import Refused
from assessments.services.locking import lock_assessment
from audit.services import record
from units.texts import plain_text

MAX_COMMENT = 2000


def add_comment(pk: int, *, code: str, text: str, actor) -> Comment:
    """Add a comment of at most 2,000 characters to a question, in any state of the assessment.

    The same words right behind the same person's own add nothing: a click that was made twice or sent again.
    Raises Assessment.DoesNotExist for a stranger, NotAllowed for anyone outside the unit, Refused for an unknown
    question, an empty or too long text. The audit says that there was a comment, not what it says.
    """
    cleaned = plain_text(text)
    with transaction.atomic():
        assessment = lock_assessment(actor, pk, "comment")
        if code not in instrument_of(assessment.period).questions:
            raise Refused(f"Pertanyaan {code} tidak ada di instrumen ini.")
        if not cleaned:
            raise Refused("Tuliskan komentarnya.")
        if len(cleaned) > MAX_COMMENT:
            raise Refused(f"Komentar paling panjang 2.000 huruf; ini {len(cleaned)} huruf.")
        newest = Comment.objects.filter(assessment=assessment, code=code).last()
        if newest is not None and (newest.author_id, newest.text) == (actor.pk, cleaned):
            return newest
        comment = Comment.objects.create(assessment=assessment, code=code, author=actor, text=cleaned)
        record(
            assessment.audit_chain,
            actor=actor,
            role=acting_as(actor, assessment),
            action="comment.add",
            label="assessments.comment",
            object_id=comment.pk,
            after={"code": code},
        )
    return comment
