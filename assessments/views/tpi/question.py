"""GET: the TPI page of one question, for going through the sheet one by one, and the way to the next unfinished one."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from assessments.engine.instrument import Question
from assessments.loaded import instrument_of
from assessments.rules import may
from assessments.services.looking import note_look
from assessments.tpi_sheets import Desk
from assessments.tpi_todo import after, todo
from assessments.views.answering.saving import question_or_404
from assessments.views.tpi.area import HTML, address_of, desk_or_403
from assessments.views.tpi.page import ONE, PROBLEMS, build, page_of
from assessments.where import first_area

ONE_PAGE = f"{HTML}question.html"
ALL_DONE = "Semua pertanyaan sudah Anda nilai. Periksa lagi, lalu nyatakan lembar Anda selesai."


@dataclass(frozen=True)
class Place:
    """Where a question stands in the sheet: `number` of `of`, the codes beside it, how many others are unfinished."""

    code: str
    number: int
    of: int
    before: str | None
    behind: str | None
    unfinished: int


def place_of(desk: Desk, question: Question) -> Place:
    """The place of a question in the whole sheet. No queries."""
    codes = list(instrument_of(desk.assessment.period).questions)
    here = codes.index(question.code)
    return Place(
        code=question.code,
        number=here + 1,
        of=len(codes),
        before=codes[here - 1] if here else None,
        behind=codes[here + 1] if here + 1 < len(codes) else None,
        unfinished=len(set(todo(desk)) - {question.code}),
    )


def build_one(user, desk: Desk, question: Question, *, problems: PROBLEMS | None = None) -> dict:
    """The context of the page of one question."""
    context = build(user, desk, page_of(question), problems=problems, only=question)
    return {**context, "place": place_of(desk, question)}


@login_required
@require_safe
def tpi_question(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Show one question beside the unit's answer, with the way to the ones before and after it."""
    desk = desk_or_403(request, pk)
    question = question_or_404(desk.assessment, code)
    note_look(desk.assessment, actor=request.user)
    return render(request, ONE_PAGE, build_one(request.user, desk, question))


@login_required
@require_safe
def tpi_next(request: HttpRequest, pk: int) -> HttpResponse:
    """Go to the next question that wants something of the person, after `?dari=` where given; when none is left, to
    the step that follows.
    """
    desk = desk_or_403(request, pk)
    questions = instrument_of(desk.assessment.period).questions
    wanting = todo(desk)
    code = after(wanting, list(questions), request.GET.get("dari", "")) or next(iter(wanting), None)
    if code is not None:
        return redirect(address_of(desk.assessment, ONE, questions[code]))
    if desk.is_first:
        return redirect("assessments:preliminary", pk)
    if not desk.is_own and may(request.user, "decide", desk.assessment):
        return redirect("assessments:finalise", pk)
    if desk.editable:
        messages.info(request, ALL_DONE)
    return redirect(address_of(desk.assessment, first_area(desk.assessment)))
