"""Which line of the check-list a piece of evidence was brought for; the rest of the list is in `lines`."""

from django.db import transaction

from assessments import evidence_reads
from assessments.engine.instrument import Question
from assessments.models import Assessment, EvidenceLine, EvidenceUse
from assessments.rules import acting_as
from assessments.services.errors import Conflict
from assessments.services.lines import check_question, key_of, line_at, store_line
from assessments.services.locking import lock_assessment
from audit.services import record


def tie(use_id: int, *, key: str, seen: str, actor) -> EvidenceUse:
    """Say for which line of its question a piece of evidence was brought; `key` "" takes that back.

    `seen` is the key that stood there. Raises EvidenceUse.DoesNotExist for a stranger or when it is gone, NotAllowed,
    Refused (no such line), Conflict.
    """
    with transaction.atomic():
        use = EvidenceUse.objects.select_related("revision__document", "line").get(pk=use_id)
        try:
            assessment = lock_assessment(actor, use.assessment_id, "answer")
        except Assessment.DoesNotExist as error:
            raise EvidenceUse.DoesNotExist(f"evidence {use_id}") from error
        question = check_question(actor, assessment, use.code)
        use = evidence_reads.uses_of(assessment, drafts=True).select_related("line").get(pk=use_id)
        before = key_of(question, use.line)
        if key != before:
            if seen != before:
                raise Conflict(use.code, 0, use.line)
            use.line = tied_line(assessment, question, key, actor)
            use.save(update_fields=["line"])
            record(
                assessment.audit_chain,
                actor=actor,
                role=acting_as(actor, assessment),
                action="line.tie",
                label="assessments.evidenceuse",
                object_id=use.pk,
                before={"line": before},
                after={"line": key},
            )
    use.assessment = assessment
    return use


def tied_line(assessment: Assessment, question: Question, key: str, actor) -> EvidenceLine | None:
    """The line to which evidence is tied now, stored if it had no row; "" gives None. The caller holds the lock.

    A tick or a "tidak berlaku" falls: from now on the evidence speaks, and without it the line is missing again.
    Raises Refused for a line that is not there.
    """
    if not key:
        return None
    line = line_at(assessment, question, key, actor)
    if line.pk is None or line.state != EvidenceLine.State.MISSING:
        line.state, line.reason = EvidenceLine.State.MISSING, ""
        store_line(line, actor)
    return line


def check_key(assessment: Assessment, question: Question, key: str) -> None:
    """Refuse a line that is not there, before a file is stored for it."""
    if key:
        line_at(assessment, question, key, None)


__all__ = ["check_key", "tie", "tied_line"]
