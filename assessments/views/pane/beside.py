"""What stands beside the document: the question with its criteria, what the unit says, and what TPI's reader says."""

from dataclasses import dataclass, replace

from assessments import evidence_reads
from assessments.engine.instrument import Question
from assessments.models import Answer, Assessment, EvidenceUse, Sheet
from assessments.panels import Shown
from assessments.rules import may
from assessments.stored import given
from assessments.tpi_sheets import Desk
from assessments.views.opened import Opened
from assessments.views.tpi.rows import Told, told_by
from assessments.views.tpi.words import WORDS

UNIT = "Unit"


@dataclass(frozen=True)
class Choice(Shown):
    """A choice with its criteria, and who chose it."""

    code: str
    criteria: str
    chosen_by: tuple[str, ...]


@dataclass(frozen=True)
class Beside(Shown):
    """`own` is None where the reader has, or may know, no answer of TPI."""

    question: Question
    choices: tuple[Choice, ...]
    unit: Told
    own: Told | None


@dataclass(frozen=True)
class Switch(Shown):
    """The evidence of the question: which of them is open, and its neighbours. `number` 0: it is not among them now."""

    uses: tuple[EvidenceUse, ...]
    number: int
    before: EvidenceUse | None
    behind: EvidenceUse | None


def beside(user, opened: Opened, desk: Desk | None) -> Beside:
    """The question and its answers; one query where the reader has no desk."""
    question, code = opened.question, opened.question.code
    claimed = _claimed(user, opened.assessment, question, desk)
    unit, own = _told(UNIT, question, claimed), None
    voices = [(UNIT, claimed)]
    if desk is not None:
        title, answer = WORDS[desk.kind].title, desk.answers.get(code)
        own = _told(title, question, answer)
        voices.append((title, answer))
    choices = tuple(
        Choice(
            code=option.code,
            criteria=option.criteria,
            chosen_by=tuple(
                who for who, one in voices if one and not one.none_yet and one.value == option.code
            ),
        )
        for option in question.options
    )
    return Beside(question=question, choices=choices, unit=unit, own=own)


def switch(user, opened: Opened) -> Switch:
    """The evidence of the question as the reader has it; one query."""
    a, use = opened.assessment, opened.use
    drafts = may(user, "comment", a)
    uses = tuple(evidence_reads.evidence_of(a, [use.code], drafts=drafts).get(use.code, ()))
    at = next((number for number, one in enumerate(uses) if one.pk == use.pk), None)
    if at is None:
        return Switch(uses=uses, number=0, before=None, behind=uses[0] if uses else None)
    return Switch(
        uses=uses,
        number=at + 1,
        before=uses[at - 1] if at else None,
        behind=uses[at + 1] if at + 1 < len(uses) else None,
    )


def _claimed(user, assessment: Assessment, question: Question, desk: Desk | None) -> Answer | None:
    """The unit's answer; for the unit itself what it has drafted in an open round."""
    drafts = may(user, "comment", assessment)
    if desk is not None and not drafts:
        return desk.unit.get(question.code)
    kinds = [Sheet.Kind.UNIT, Sheet.Kind.DRAFT] if drafts else [Sheet.Kind.UNIT]
    rows = Answer.objects.filter(
        sheet__assessment=assessment, sheet__kind__in=kinds, code=question.code
    ).select_related("sheet")
    found = {answer.sheet.kind: answer for answer in rows}
    return found.get(Sheet.Kind.DRAFT) or found.get(Sheet.Kind.UNIT)


def _told(who: str, question: Question, answer: Answer | None) -> Told:
    """What a party says; beside the criteria a choice needs no words, "belum ada" and "belum dijawab" do."""
    told = told_by(who, question, given(answer) if answer else None)
    chosen = answer is not None and not answer.none_yet and told.answered
    return replace(told, brief=question.kind == "choice" and chosen)
