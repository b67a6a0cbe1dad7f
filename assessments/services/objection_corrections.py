"""Correcting what was recorded of TPN's answer to a sanggah, while nothing rests on it."""

from django.db import transaction
from django.utils import timezone

from assessments.engine.stages import later_refusals
from assessments.loaded import policy_of
from assessments.models import Assessment, FormerOutcome, Objection, ProposalUnit, StageResult
from assessments.services.errors import Refused
from assessments.services.locking import lock_assessment
from assessments.services.objection_checks import ACCEPTED, Outcome, check_outcome
from assessments.services.objections import Kind, accepted_data, attach, plain_objection, put_outcome
from assessments.services.told import objection_answered
from assessments.services.tpn_shared import CHANGED, required_reason, tell
from assessments.services.tpn_stages import StageData, data_of, replace_result
from documents.models import Revision
from units.texts import plain_text


def correct_outcome(
    pk: int, *, outcome: Outcome, reason: str, seen: int, actor, answer: Revision | None = None
) -> Objection:
    """Correct TPN's answer to a sanggah; what was recorded stays readable, with the reason. The stage follows: an
    acceptance that was none gives back the refusal that stood.

    Equal values write nothing but the document. Raises NotAllowed, Refused (no answer yet, a stage after it recorded,
    changed meanwhile, no reason, an answer that cannot be).
    """
    with transaction.atomic():
        assessment = lock_assessment(actor, pk, "edit_tpn")
        unit = ProposalUnit.objects.get(assessment=assessment)
        answered = unit.objections.filter(cancelled_at=None).exclude(outcome="").last()
        if answered is None:
            raise Refused(("Belum ada jawaban TPN yang dapat dikoreksi.", "sanggah"))
        stage = unit.stages.get(stage=answered.stage)
        if _said(answered, stage) != _wanted(outcome):
            _refuse(assessment, unit, answered, outcome, seen)
            reason = required_reason(reason, "Tulis alasan koreksinya.")
            _correct(assessment, answered, stage, outcome, reason, actor)
        attach(assessment, answered, Kind.ANSWER, [answer] if answer else [], actor)
    return answered


def result_of_answer(unit: ProposalUnit, answered: Objection) -> str:
    """What the stage became by an accepted sanggah; "" where it was rejected."""
    return unit.stages.get(stage=answered.stage).result if answered.outcome == ACCEPTED else ""


def _said(answered: Objection, stage: StageResult) -> tuple:
    result = stage.result if answered.outcome == ACCEPTED else ""
    told = (answered.outcome, answered.outcome_number, answered.outcome_date, answered.outcome_note)
    return (*told, result)


def _wanted(outcome: Outcome) -> tuple:
    result = outcome.result if outcome.outcome == ACCEPTED else ""
    return (outcome.outcome, outcome.letter_number.strip(), outcome.on, plain_text(outcome.note), result)


def _refuse(
    assessment: Assessment, unit: ProposalUnit, answered: Objection, outcome: Outcome, seen: int
) -> None:
    if seen != answered.version:
        raise Refused(CHANGED)
    recorded = list(unit.stages.values_list("stage", flat=True))
    found = later_refusals(policy_of(assessment.period), recorded, stage=answered.stage)
    if found:
        raise Refused(*((r.message, r.where) for r in found))
    check_outcome(assessment, answered, outcome)


def _correct(
    assessment: Assessment, answered: Objection, stage: StageResult, outcome: Outcome, reason: str, actor
) -> None:
    before, was = plain_objection(answered), answered.outcome
    FormerOutcome.objects.create(
        objection=answered,
        outcome=was,
        outcome_number=answered.outcome_number,
        outcome_date=answered.outcome_date,
        outcome_note=answered.outcome_note,
        decided_by=answered.decided_by,
        decided_at=answered.decided_at,
        reason=reason,
        replaced_by=actor,
        replaced_at=timezone.now(),
    )
    put_outcome(answered, outcome, actor)
    told = {"before": before, "after": plain_objection(answered), "reason": reason}
    tell(assessment, actor, "tpn.objection_correct", str(answered.pk), **told)
    data = _result_now(stage, was, outcome)
    if data != data_of(stage):
        why = f"Jawaban sanggah dikoreksi: {reason}"[:1000]
        replace_result(assessment, stage, data, actor=actor, reason=why)
    if outcome.outcome != was:
        objection_answered(assessment, answered, actor=actor)


def _result_now(stage: StageResult, was: str, outcome: Outcome) -> StageData:
    """What the stage says after the correction."""
    if outcome.outcome == ACCEPTED:
        return accepted_data(outcome, stage)
    if was != ACCEPTED:
        return data_of(stage)
    formers = stage.proposal_unit.former_stages.filter(stage=stage.stage, result=StageResult.Result.FAILED)
    former = formers[0]  # the newest: the refusal that the acceptance replaced
    return StageData(former.result, former.date, former.letter_number, former.note, former.recommendation)
