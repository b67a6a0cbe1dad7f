"""Writing and taking back signatures; who may sign when is asked by `sheets` (anggota) and `signing` (the result)."""

from collections.abc import Iterable, Sequence

from django.utils import timezone

from assessments.models import Assessment, Signature
from assessments.rules import acting_as
from audit.services import record
from units.models import TeamMember

DEPARTED = "Tidak lagi duduk dalam tim saat penilaian difinalkan."


def put_signature(assessment: Assessment, seat: str, content_hash: str, *, actor) -> Signature:
    """Write a signature in the place of the person's earlier one. The caller holds the lock on the assessment."""
    void_signatures(assessment, seats=[seat], reason="Ditandatangani lagi.", user_id=actor.pk)
    made = Signature.objects.create(
        assessment=assessment, user=actor, seat=seat, content_hash=content_hash, at=timezone.now()
    )
    record(
        assessment.audit_chain,
        actor=actor,
        role=acting_as(actor, assessment),
        action="signature.sign",
        label="assessments.signature",
        object_id=made.pk,
        after={"seat": seat, "content_hash": content_hash},
    )
    return made


def void_signatures(
    assessment: Assessment, *, seats: Iterable[str], reason: str, user_id: int | None = None
) -> None:
    """Take back valid signatures of these seats, of one person or of all. The caller holds the lock."""
    valid = Signature.objects.filter(assessment=assessment, seat__in=list(seats), void_at=None)
    if user_id is not None:
        valid = valid.filter(user=user_id)
    valid.update(void_at=timezone.now(), void_reason=reason)


def void_departed(assessment: Assessment, team: Sequence[TeamMember]) -> None:
    """Take back valid signatures of people who sit in the team no more, or in another seat. Under the lock."""
    seats = {(member.user_id, member.seat) for member in team}
    valid = Signature.objects.filter(assessment=assessment, void_at=None)
    gone = [row.pk for row in valid if (row.user_id, row.seat) not in seats]
    Signature.objects.filter(pk__in=gone).update(void_at=timezone.now(), void_reason=DEPARTED)
