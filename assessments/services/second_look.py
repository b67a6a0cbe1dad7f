"""Explaining a doubt about the unit's own answers, and taking the explanation back. Nothing else changes by it."""

from django.db import transaction
from django.utils import timezone

from assessments.loaded import instrument_of
from assessments.models import Assessment, SetAside
from assessments.round_reads import open_codes
from assessments.rules import acting_as, is_of_whole_unit, may_answer_area
from assessments.second_look.checks import look
from assessments.second_look.doubt import Doubt
from assessments.second_look.reading import seen_of, submitted_at
from assessments.services.errors import NotAllowed, Refused
from assessments.services.locking import lock_assessment
from audit.services import record
from units.texts import plain_text

SHORTEST, LONGEST = 10, 1000
TOO_SHORT = "Jelaskan mengapa hal ini tidak perlu diubah, paling sedikit 10 huruf."
TOO_LONG = "Penjelasan paling panjang 1.000 huruf."
READ = "Penjelasan ini sudah diajukan bersama jawabannya dan tidak dapat diubah lagi."
GONE = "Hal ini sudah tidak ada lagi: jawaban atau buktinya sudah berubah."
CHANGED = "Jawaban atau buktinya baru saja berubah. Lihat lagi yang sekarang, lalu jelaskan."


def set_aside(pk: int, *, kind: str, subject: str, mark: str, reason: str, actor) -> SetAside:
    """Explain a doubt with 10 to 1,000 characters while the unit may answer its questions.

    `mark` names what the person saw (`Doubt.mark`). The same words again change nothing.
    Raises Assessment.DoesNotExist for a stranger, NotAllowed for who may not answer all its questions now, Refused for
    a doubt that is gone or has changed, and a reason that is too short or too long.
    """
    words = plain_text(reason)
    with transaction.atomic():
        assessment = lock_assessment(actor, pk, "answer")
        doubt = _doubt(assessment, kind, subject, actor)
        if doubt.mark != mark:
            raise Refused(CHANGED)
        if not SHORTEST <= len(words) <= LONGEST:
            raise Refused(TOO_SHORT if len(words) < SHORTEST else TOO_LONG)
        row = _row(assessment, doubt)
        before = None if row is None else {"reason": row.reason, "mark": row.mark}
        after = {"kind": kind, "subject": subject, "reason": words, "mark": mark}
        if row is not None and row.reason == words:
            return row
        _not_read_yet(assessment, row)
        row = row or SetAside(assessment=assessment, kind=kind, subject=subject, mark=mark)
        row.reason, row.by = words, actor
        row.role, row.at = acting_as(actor, assessment), timezone.now()
        row.save()
        _audit(assessment, actor, "second_look.set_aside", row, before, after)
    return row


def take_up(pk: int, *, kind: str, subject: str, actor) -> bool:
    """Take an explanation back, so that the doubt is open again; False when there was none.

    Raises Assessment.DoesNotExist, NotAllowed and Refused as `set_aside`.
    """
    with transaction.atomic():
        assessment = lock_assessment(actor, pk, "answer")
        row = _row(assessment, _doubt(assessment, kind, subject, actor))
        if row is None:
            return False
        _not_read_yet(assessment, row)
        before = {"kind": kind, "subject": subject, "reason": row.reason}
        _audit(assessment, actor, "second_look.take_up", row, before, None)
        row.delete()
    return True


def may_explain(user, assessment: Assessment, doubt: Doubt, asked: frozenset[str] | None) -> bool:
    """True if the person may answer every question of the doubt; one about the whole sheet needs the whole unit.

    `asked`: the questions of an open round (`round_reads.open_codes`), one of which the doubt must be about.
    """
    if asked is not None and not asked.intersection(doubt.codes):
        return False
    questions = instrument_of(assessment.period).questions
    if not doubt.codes:
        return is_of_whole_unit(user, assessment.unit_id)
    return all(may_answer_area(user, assessment, questions[code].area) for code in doubt.codes)


def _doubt(assessment: Assessment, kind: str, subject: str, actor) -> Doubt:
    for doubt in look(seen_of(actor, assessment)):
        if (doubt.check, doubt.subject) == (kind, subject):
            if not may_explain(actor, assessment, doubt, open_codes(assessment)):
                raise NotAllowed(
                    "Hal ini menyangkut pertanyaan di luar pokja Anda atau di luar putaran perbaikan."
                )
            return doubt
    raise Refused(GONE)


def _row(assessment: Assessment, doubt: Doubt) -> SetAside | None:
    found = SetAside.objects.filter(assessment=assessment, kind=doubt.check, subject=doubt.subject)
    return found.filter(mark=doubt.mark).first()


def _not_read_yet(assessment: Assessment, row: SetAside | None) -> None:
    """Refused where the explanation went along with what was submitted: others have read it."""
    until = submitted_at(assessment)
    if row is not None and until is not None and row.at <= until:
        raise Refused(READ)


def _audit(assessment: Assessment, actor, action: str, row: SetAside, before, after) -> None:
    record(
        assessment.audit_chain,
        actor=actor,
        role=acting_as(actor, assessment),
        action=action,
        label="assessments.setaside",
        object_id=row.pk,
        before=before,
        after=after,
    )
