"""Reads of rounds of perbaikan. Whoever asks has fetched the assessment for a person."""

from django.db.models import Prefetch

from assessments.engine.answers import Given
from assessments.models import Answer, Assessment, ReturnProposal, Round, RoundRequest, Sheet, State
from assessments.stored import given
from units.models import User


def open_round(assessment: Assessment) -> Round | None:
    """The round that the unit is answering now; one query, none in any other state."""
    if assessment.state != State.PERBAIKAN:
        return None
    return assessment.rounds.filter(closed_at=None, opened_at__isnull=False).first()


def rounds_of(assessment: Assessment) -> list[Round]:
    """All rounds, oldest first, the lead's draft included, with submissions, people and requests (`requests.all()`);
    two queries, one where there is no round yet. What the lead took out again is left out.
    """
    asked = RoundRequest.objects.exclude(text="").select_related("written_by", "replied_by")
    found = assessment.rounds.select_related("before", "submission__by", "opened_by", "closed_by")
    return list(found.prefetch_related(Prefetch("requests", queryset=asked)))


def proposals_of(assessment: Assessment, *, author: User | None = None) -> list[ReturnProposal]:
    """What members propose for the next round, oldest first, with their names; one query.

    Without `author` those of all, which only lead and pengendali may read; a member gets their own.
    """
    found = assessment.return_proposals.filter(round=None).select_related("author")
    return list(found if author is None else found.filter(author=author))


def open_codes(assessment: Assessment) -> frozenset[str] | None:
    """The questions that the unit may change in an open round; None: all of them (no round). One query at most."""
    if assessment.state != State.PERBAIKAN:
        return None
    asked = assessment.rounds.filter(closed_at=None, opened_at__isnull=False)
    return frozenset(asked.values_list("requests__code", flat=True)) - {None}


def draft_answers_of(assessment: Assessment) -> dict[str, Answer]:
    """What the unit has written in the open round, by question code, with its writers; one query, none otherwise."""
    if assessment.state != State.PERBAIKAN:
        return {}
    found = Answer.objects.filter(sheet__assessment=assessment, sheet__kind=Sheet.Kind.DRAFT)
    return {answer.code: answer for answer in found.select_related("updated_by")}


def stands_at(assessment: Assessment, code: str) -> Given:
    """The unit's answer to a question as it stands, in an open round what it drafted; two queries at most."""
    drafted = draft_answers_of(assessment).get(code)
    found = (
        drafted
        or Answer.objects.filter(sheet__assessment=assessment, sheet__kind=Sheet.Kind.UNIT, code=code).first()
    )
    return given(found) if found else Given()
