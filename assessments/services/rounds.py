"""Rounds of perbaikan: members propose, the lead writes the requests and returns the unit, the unit replies."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from assessments import queries
from assessments.loaded import instrument_of
from assessments.models import Assessment, ReturnProposal, Round, RoundRequest, State
from assessments.rules import acting_as, may_answer_area
from assessments.services.errors import Conflict, NotAllowed, Refused
from assessments.services.locking import lock_assessment
from assessments.services.marks import noted_at
from assessments.services.workflow import move
from audit.services import record
from units.texts import plain_text

MAX_REQUEST, MAX_REPLY = 2000, 5000


def propose_return(pk: int, *, code: str, text: str, actor) -> ReturnProposal | None:
    """A member proposes what to ask about a question; an empty text takes the proposal back (None).

    Raises NotAllowed, Refused (unknown question, too long).
    """
    with transaction.atomic():
        assessment = lock_assessment(actor, pk, "propose_return")
        _known(assessment, code)
        if queries.is_excused(actor, assessment):
            raise NotAllowed("Anda dibebaskan dari penilaian unit ini.")
        text = _clean(text, MAX_REQUEST, "Usul")
        stored = ReturnProposal.objects.filter(
            assessment=assessment, code=code, author=actor, round=None
        ).first()
        before = stored.text if stored else ""
        if before == text:
            return stored
        if not text and stored is not None:
            stored.delete()
            stored = None
        else:
            stored = stored or ReturnProposal(assessment=assessment, code=code, author=actor)
            stored.text, stored.at = text, timezone.now()
            stored.save()
        _record(assessment, "round.propose", code, actor, before={"text": before}, after={"text": text})
    return stored


def save_request(pk: int, *, code: str, text: str, seen: int, actor) -> RoundRequest | None:
    """The lead writes what the next round asks about a question; an empty text takes it out of the round (None).

    `seen` is the version that the lead saw, 0 for none yet. What is taken out keeps its row and its version until
    the unit is returned: a form that saw it before is still found out. Raises NotAllowed, Refused, Conflict.
    """
    with transaction.atomic():
        assessment = lock_assessment(actor, pk, "write_requests")
        _known(assessment, code)
        return _write_request(assessment, code, _clean(text, MAX_REQUEST, "Permintaan"), seen, actor)


def take_proposal(
    pk: int, *, code: str, proposal_id: int, text: str, seen: int, actor
) -> RoundRequest | None:
    """The lead takes over a member's open proposal to a question: it is added to `text`, what stands in the lead's
    form, and saved.

    What is there already is not added again, so that a double click takes it once.
    Raises like `save_request`, Refused also when the proposal is gone.
    """
    with transaction.atomic():
        assessment = lock_assessment(actor, pk, "write_requests")
        found = assessment.return_proposals.filter(pk=proposal_id, code=code, round=None).first()
        if found is None:
            raise Refused(
                "Usul itu sudah ditarik atau dipakai. Muat ulang halaman untuk melihat yang sekarang."
            )
        return _add(assessment, code, text, found.text, seen, actor)


def take_marks(pk: int, *, code: str, text: str, seen: int, actor) -> RoundRequest | None:
    """The lead takes over what they noted beside evidence that does not wholly convince, like a member's proposal."""
    with transaction.atomic():
        assessment = lock_assessment(actor, pk, "write_requests")
        _known(assessment, code)
        noted = noted_at(assessment, code)
        if not noted:
            raise Refused(
                "Tidak ada bukti yang Anda tandai sebagian atau tidak meyakinkan di pertanyaan ini."
            )
        return _add(assessment, code, text, noted, seen, actor)


def _add(assessment: Assessment, code: str, text: str, more: str, seen: int, actor) -> RoundRequest | None:
    """Save `text` with `more` behind it, once. The caller holds the lock."""
    own = _clean(text, MAX_REQUEST, "Permintaan")
    stored = _request_of(assessment, code)
    if stored is not None and own in stored.text and more in stored.text:
        return stored
    both = own if more in own else "\n\n".join(filter(None, [own, more]))
    return _write_request(assessment, code, _clean(both, MAX_REQUEST, "Permintaan"), seen, actor)


def return_to_unit(pk: int, *, due: datetime, actor) -> Round:
    """Return the unit with the requests that are written, until one due instant. Asked twice it happens once.

    Raises NotAllowed, Refused with every reason.
    """
    with transaction.atomic():
        assessment = lock_assessment(actor, pk, "return_to_unit")
        if assessment.state == State.PENILAIAN_TPI:
            waiting = _draft_round(assessment)
            waiting.due = due
            waiting.save(update_fields=["due"])
        moved = move(pk, "kembalikan", actor=actor)
        return moved.rounds.get(closed_at=None)


def save_reply(pk: int, *, code: str, text: str, seen: int, actor) -> RoundRequest:
    """The unit writes its reply to one request. Raises NotAllowed (role, state, pokja), Refused, Conflict."""
    with transaction.atomic():
        assessment = lock_assessment(actor, pk, "reply")
        question = _known(assessment, code)
        if not may_answer_area(actor, assessment, question.area):
            raise NotAllowed("Permintaan ini di luar area pokja Anda.")
        text = _clean(text, MAX_REPLY, "Tanggapan")
        asked = RoundRequest.objects.filter(
            round__assessment=assessment, round__closed_at=None, round__opened_at__isnull=False, code=code
        )
        stored = asked.select_related("round").first()
        if stored is None:
            raise Refused("TPI tidak meminta perbaikan untuk pertanyaan ini.")
        if stored.reply == text:
            return stored
        if seen != stored.reply_version:
            raise Conflict(code, seen, stored)
        before, stored.reply = stored.reply, text
        stored.reply_version += 1
        stored.replied_by, stored.replied_at = actor, timezone.now()
        stored.save(update_fields=["reply", "reply_version", "replied_by", "replied_at"])
        _record(assessment, "round.reply", code, actor, before={"reply": before}, after={"reply": text})
    return stored


def _request_of(assessment: Assessment, code: str) -> RoundRequest | None:
    return RoundRequest.objects.filter(
        round__assessment=assessment, round__opened_at=None, round__closed_at=None, code=code
    ).first()


def _write_request(assessment: Assessment, code: str, text: str, seen: int, actor) -> RoundRequest | None:
    """Compare, set and audit; the row as it is now, None where nothing is asked. The caller holds the lock."""
    stored = _request_of(assessment, code)
    before = stored.text if stored else ""
    if before != text:
        if seen != (stored.version if stored else 0):
            raise Conflict(code, seen, stored)
        stored = stored or RoundRequest(round=_draft_round(assessment), code=code, version=0)
        stored.text, stored.version = text, stored.version + 1
        stored.written_by, stored.written_at = actor, timezone.now()
        stored.save()
        _record(assessment, "round.request", code, actor, before={"text": before}, after={"text": text})
    return stored if text else None


def _draft_round(assessment: Assessment) -> Round:
    """The round that the lead is gathering, created when there is none. The caller holds the lock."""
    found = assessment.rounds.filter(closed_at=None).first()
    if found is None:
        found = Round.objects.create(assessment=assessment, number=assessment.rounds.count() + 1)
    return found


def _known(assessment: Assessment, code: str):
    question = instrument_of(assessment.period).questions.get(code)
    if question is None:
        raise Refused(f"Pertanyaan {code} tidak ada di instrumen ini.")
    return question


def _clean(text: str, limit: int, name: str) -> str:
    cleaned = plain_text(text)
    if len(cleaned) > limit:
        raise Refused(f"{name} paling panjang {limit:,} huruf.".replace(",", "."))
    return cleaned


def _record(assessment: Assessment, action: str, code: str, actor, *, before, after) -> None:
    record(
        assessment.audit_chain,
        actor=actor,
        role=acting_as(actor, assessment),
        action=action,
        label="assessments.round",
        object_id=f"{assessment.pk}/{code}",
        before=before,
        after=after,
    )
