"""What a move of the workflow does besides changing the state. Each effect runs in the transaction of the move,
under the lock of the assessment, and gives what the audit shall keep of it.
"""

from collections.abc import Callable

from django.db.models import F
from django.utils import timezone

from assessments import queries
from assessments.engine.answers import Given
from assessments.facts import result_lines
from assessments.models import (
    Answer,
    Assessment,
    EvidenceUse,
    IssuedDocument,
    PreliminaryResult,
    ReturnProposal,
    Round,
    Sheet,
    Submission,
)
from assessments.pakta import count_declared, declaration_of
from assessments.result_hash import result_hash, submission_hash, submitted_content
from assessments.rules import acting_as
from assessments.services.marks import release_marks
from assessments.services.scoring import rewrite_totals, set_totals
from assessments.services.sheets import reopen_for_round
from assessments.services.signatures import put_signature, void_departed, void_signatures
from assessments.services.undetermining import self_undetermined, undetermined
from assessments.stored import given
from audit.services import Event, record_many
from units.models import TeamMember

Seat = TeamMember.Seat
Draft = EvidenceUse.Draft
RESULT_SEATS = (Seat.KETUA, Seat.PENGENDALI)


def declared(assessment: Assessment, actor, reason: str) -> dict:
    """The pencanangan holds: the instansi's that covers the unit becomes the unit's, with what counted."""
    found = declaration_of(assessment)
    if found is None:  # the guards have asked for one
        raise ValueError("no pencanangan holds for this unit")
    if assessment.declaration_id is None:
        assessment.declaration = found
        assessment.save(update_fields=["declaration"])
    count = count_declared(found)
    signed, staff = (count.signed, count.staff) if count.staff else (found.signed_count, found.staff_count)
    return {"declaration": found.pk, "signed": signed, "staff": staff, "listed": bool(count.staff)}


def submitted(assessment: Assessment, actor, reason: str) -> dict:
    """The unit submits: answers, notes and hashes of the evidence are frozen."""
    return {"submission": freeze(assessment, actor).content_hash}


def submitted_to_level_above(assessment: Assessment, actor, reason: str) -> dict:
    """The unit submits to the level above. Where that sent it back before, its sheet goes on, and what the unit
    changed since (answer, note or evidence) is to be looked at again.
    """
    before = assessment.preliminary_results.exclude(decided_at=None).order_by("decided_at", "pk").last()
    frozen = freeze(assessment, actor)
    sheet = assessment.sheets.filter(kind=Sheet.Kind.PRELIMINARY).first()
    if before is None or before.submission is None or sheet is None:
        return {"submission": frozen.content_hash}
    changed = _changed_since(before.submission.content, frozen.content)
    answered = sheet.answers.filter(code__in=changed).values_list("code", flat=True)
    sheet.unconfirmed = sorted({*sheet.unconfirmed, *answered})
    sheet.save(update_fields=["unconfirmed"])
    return {"submission": frozen.content_hash, "changed": sorted(changed)}


def _changed_since(before: dict, after: dict) -> set[str]:
    """Questions whose answer, note, source or evidence differs between two submissions."""

    def told(content: dict, code: str) -> tuple:
        answer = content["answers"].get(code) or {}
        said = {key: value for key, value in answer.items() if key != "version"}
        return said, content["evidence"].get(code)

    codes = {
        code for content in (before, after) for part in ("answers", "evidence") for code in content[part]
    }
    return {code for code in codes if told(before, code) != told(after, code)}


def returned(assessment: Assessment, actor, reason: str) -> dict:
    """The lead returns the unit: the round opens, and the unit gets drafts of what is asked, and of that alone. The
    lead's marks on the evidence of these questions are told along.
    """
    found = assessment.rounds.get(opened_at=None, closed_at=None)
    found.opened_at, found.opened_by = assessment.state_since, actor
    found.before = assessment.submissions.order_by("at", "pk").last()
    found.save(update_fields=["opened_at", "opened_by", "before"])
    found.requests.filter(text="").delete()  # what the lead took out again
    codes = [request.code for request in found.requests.all()]
    ReturnProposal.objects.filter(assessment=assessment, code__in=codes, round=None).update(round=found)
    void_signatures(assessment, seats=RESULT_SEATS, reason=f"Dikembalikan ke unit, putaran {found.number}.")
    _draft(assessment, codes)
    told = release_marks(found, codes)
    until = found.due.isoformat() if found.due else None
    return {"round": found.number, "codes": codes, "due": until, "marks": told}


def _draft(assessment: Assessment, codes: list[str]) -> None:
    submitted_answers = queries.answers_of(assessment.sheets.filter(kind=Sheet.Kind.UNIT).first())
    sheet = Sheet(assessment=assessment, kind=Sheet.Kind.DRAFT)
    set_totals(sheet, assessment.period, submitted_answers.values())
    sheet.save(force_insert=True)
    copies = [answer for code, answer in submitted_answers.items() if code in codes]
    for answer in copies:
        answer.pk, answer.sheet = None, sheet
    Answer.objects.bulk_create(copies)


def resubmitted(assessment: Assessment, actor, reason: str) -> dict:
    """The unit answers the round: drafts become the submission, and TPI looks again at what was asked."""
    found = assessment.rounds.get(opened_at__isnull=False, closed_at=None)
    codes = [request.code for request in found.requests.all()]
    changed = _merge_answers(assessment, actor)
    _merge_evidence(assessment)
    _drop_draft(assessment)
    frozen = freeze(assessment, actor)
    _close(found, actor, outcome=Round.Outcome.REPLIED, submission=frozen)
    why = f"Unit menjawab perbaikan putaran {found.number}."
    reopen_for_round(assessment, codes, actor=actor, reason=why)
    return {"round": found.number, "changed": changed, "submission": frozen.content_hash}


def _drafts(assessment: Assessment) -> dict[str, Answer]:
    return queries.answers_of(assessment.sheets.filter(kind=Sheet.Kind.DRAFT).first())


def _plain(one: Given) -> dict:
    return {"value": one.value, "none_yet": one.none_yet, "note": one.note, "source": one.source}


def _merge_answers(assessment: Assessment, actor) -> list[str]:
    drafts = _drafts(assessment)
    sheet = assessment.sheets.get(kind=Sheet.Kind.UNIT)
    answers = queries.answers_of(sheet)
    events = []
    for code, draft in drafts.items():
        stored = answers.get(code) or Answer(sheet=sheet, code=code, version=0)
        before, after = given(stored), given(draft)
        if before == after:
            continue
        stored.value, stored.none_yet = after.value, after.none_yet
        stored.note, stored.source = after.note, after.source
        stored.version = max(stored.version + 1, draft.version)
        stored.updated_by, stored.updated_at = draft.updated_by, draft.updated_at
        stored.save()
        answers[code] = stored
        events.append(
            Event(
                action="answer.resubmit",
                label="assessments.answer.unit",
                object_id=f"{sheet.pk}/{code}",
                before=_plain(before),
                after=_plain(after) | {"version": stored.version},
            )
        )
    rewrite_totals(sheet, assessment.period, answers.values())
    record_many(assessment.audit_chain, events, actor=actor, role=acting_as(actor, assessment))
    return [event.object_id.partition("/")[2] for event in events]


def _merge_evidence(assessment: Assessment) -> None:
    uses = EvidenceUse.objects.filter(assessment=assessment, removed_at=None)
    uses.filter(draft=Draft.REMOVED).update(removed_at=timezone.now(), draft=Draft.NONE)
    uses.filter(draft=Draft.ADDED).update(draft=Draft.NONE)


def closed(assessment: Assessment, actor, reason: str) -> dict:
    """The lead closes the round without a reply: what the unit drafted was never submitted and does not count.

    The drafts and the replies stand in the audit; nobody of TPI reads them.
    """
    found = assessment.rounds.get(opened_at__isnull=False, closed_at=None)
    dropped = {code: _plain(given(answer)) for code, answer in _drafts(assessment).items()}
    uses = EvidenceUse.objects.filter(assessment=assessment, removed_at=None)
    uses.filter(draft=Draft.ADDED).delete()
    uses.filter(draft=Draft.REMOVED).update(draft=Draft.NONE)
    _drop_draft(assessment)
    replies = found.requests.exclude(reply="")
    dropped_replies = dict(replies.values_list("code", "reply"))
    replies.update(reply="", replied_by=None, replied_at=None, reply_version=F("reply_version") + 1)
    _close(found, actor, outcome=Round.Outcome.CLOSED, reason=reason)
    return {"round": found.number, "dropped": dropped, "dropped_replies": dropped_replies}


def _drop_draft(assessment: Assessment) -> None:
    Answer.objects.filter(sheet__assessment=assessment, sheet__kind=Sheet.Kind.DRAFT).delete()
    assessment.sheets.filter(kind=Sheet.Kind.DRAFT).delete()


def _close(
    found: Round, actor, *, outcome: str, reason: str = "", submission: Submission | None = None
) -> None:
    found.closed_at, found.closed_by = timezone.now(), actor
    found.outcome, found.reason, found.submission = outcome, reason, submission
    found.save(update_fields=["closed_at", "closed_by", "outcome", "reason", "submission"])


def preliminary_decided(assessment: Assessment, actor, reason: str) -> dict:
    """The conclusion of the penilaian pendahuluan stands, with the submission that it is about."""
    found = PreliminaryResult.objects.get(assessment=assessment, decided_at=None)
    found.decided_at, found.decided_by = assessment.state_since, actor
    found.submission = assessment.submissions.order_by("at", "pk").last()
    found.save(update_fields=["decided_at", "decided_by", "submission"])
    return {"fit": found.fit, "letter": found.letter_number}


def finalised(assessment: Assessment, actor, reason: str) -> dict:
    """The lead stands for the result: by the signature that is there, or by one made now. Signatures of people who
    no longer sit in the team fall, so that those left are those of the people who answer for the result.
    """
    team = queries.team_of(assessment)
    void_departed(assessment, team)
    mine = next((line for line in result_lines(assessment, team) if line.member.user_id == actor.pk), None)
    stands = result_hash(assessment)
    if mine is None or not mine.stands:
        put_signature(assessment, Seat.KETUA, stands, actor=actor)
    return {"result": stands}


def reopened(assessment: Assessment, actor, reason: str) -> dict:
    """The admin opens the assessment again: documents of TPI's result are superseded, signatures on it fall. The
    letter of the level above, which came before, stands.
    """
    issued = IssuedDocument.objects.filter(assessment=assessment, superseded_at=None)
    issued = issued.exclude(kind=IssuedDocument.Kind.PRELIMINARY)
    superseded = [str(pk) for pk in issued.values_list("pk", flat=True)]
    issued.update(superseded_at=assessment.state_since)
    void_signatures(assessment, seats=RESULT_SEATS, reason=f"Penilaian dibuka kembali: {reason}")
    return {"superseded": superseded}


def freeze(assessment: Assessment, actor) -> Submission:
    """Keep what is submitted, with one hash over it. The caller holds the lock."""
    content = submitted_content(assessment)
    return Submission.objects.create(
        assessment=assessment,
        content=content,
        content_hash=submission_hash(content),
        by=actor,
        at=timezone.now(),
    )


Effect = Callable[[Assessment, object, str], dict]
EFFECTS: dict[str, Effect] = {
    "catat_pencanangan": declared,
    "ajukan": submitted,
    "ajukan_pendahuluan": submitted_to_level_above,
    "teruskan_ke_tpi": preliminary_decided,
    "kembalikan_pendahuluan": preliminary_decided,
    "kembalikan": returned,
    "ajukan_perbaikan": resubmitted,
    "tutup_perbaikan": closed,
    "finalkan": finalised,
    "buka_kembali": reopened,
    "batalkan_penetapan": undetermined,
    "batalkan_wbk_mandiri": self_undetermined,
}
