"""What a unit that was sent back reads: why, and which questions to mend. Nothing else of the level above."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from assessments import queries
from assessments.engine.answers import Given
from assessments.engine.differences import to_mend
from assessments.engine.instrument import Question
from assessments.loaded import instrument_of
from assessments.models import Assessment, PreliminaryResult, Sheet, State
from assessments.rules import acting_as, may
from assessments.stored import given
from assessments.where import address_of

PAGE = "assessments/preliminary/coaching.html"


@dataclass(frozen=True)
class Mend:
    """A question to mend: the note of the level above, or what the full value asks for; and where to answer it."""

    question: Question
    text: str
    url: str


@login_required
@require_safe
def coaching(request: HttpRequest, pk: int) -> HttpResponse:
    """The conclusions with which the unit was sent back, newest first; while it mends, with what to mend.

    404 where it never was.
    """
    assessment = get_object_or_404(queries.visible_assessments(request.user), pk=pk)
    if not may(request.user, "view_coaching", assessment):
        raise PermissionDenied
    results = queries.sent_back(assessment)
    if not results:
        raise Http404("never sent back")
    mending = assessment.state == State.PENILAIAN_MANDIRI
    context = {
        "assessment": assessment,
        "instansi": assessment.unit.instansi,
        "acting_as": acting_as(request.user, assessment),
        "newest": results[0],
        "history": results[1:],
        "mending": mending,
        "answers": may(request.user, "answer", assessment),
        "mends": _mends(assessment, results[0]) if mending else (),
    }
    return render(request, PAGE, context)


def _mends(assessment: Assessment, result: PreliminaryResult) -> tuple[Mend, ...]:
    """Questions below the full value that have a note or were rated lower than in what the unit had submitted then.

    What it answers now plays no part: otherwise it could find out the answers of the level above by trying.
    """
    sheet = assessment.sheets.filter(kind=Sheet.Kind.PRELIMINARY).first()
    above = {code: given(answer) for code, answer in queries.answers_of(sheet).items()}
    then = result.submission.content["answers"] if result.submission else {}
    unit = {code: _given(said) for code, said in then.items()}
    return tuple(
        Mend(mend.question, mend.text, address_of(assessment, mend.question))
        for mend in to_mend(instrument_of(assessment.period), unit, above)
        if mend.note or mend.lower
    )


def _given(said: dict) -> Given:
    return Given(said["value"], none_yet=said["none_yet"], note=said["note"], source=said["source"])
