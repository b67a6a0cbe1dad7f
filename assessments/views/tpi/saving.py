"""POST: save one answer of a member's own sheet, or one final answer of the lead."""

from dataclasses import replace
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST
from django_htmx.http import reswap, retarget

from assessments.engine.answers import BadValue, Given
from assessments.engine.instrument import Question
from assessments.forms.answering import Typed, read_answer
from assessments.forms.tpi import read_kind
from assessments.loaded import instrument_of
from assessments.models import Answer, Assessment
from assessments.panels import branch
from assessments.services.answers import Change, Saved, save_answers
from assessments.services.errors import Conflict, NotAllowed, Refused
from assessments.stored import given
from assessments.survey_offers import offers_named
from assessments.tpi_sheets import Desk
from assessments.views.answering.rows import Problem, answer_text, conflict_row, message_at
from assessments.views.answering.saving import question_or_404
from assessments.views.compare.page import COMPARE, moved
from assessments.views.tpi.area import HTML, PAGE, address_of, desk_or_403
from assessments.views.tpi.page import ALL, ONE, addresses, build, groups, numbers, page_of
from assessments.views.tpi.question import ONE_PAGE, build_one
from assessments.views.tpi.rows import tpi_row
from assessments.views.tpi.side import tasks

STATUS = {Conflict: 409, NotAllowed: 403, BadValue: 422, Refused: 422}
SELF = "Anda di tab lain"
MOVED = frozenset({"belum", "tanpa_catatan", "periksa"})  # the lines of the lead's list that a save moves


@login_required
@require_POST
def tpi_save(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Save one answer. 200 or a redirect when saved; 409 when it was saved elsewhere meanwhile, 422 for a bad value,
    403 without permission or once the sheet is done: then with the reason and all that was typed.
    """
    typed = read_answer(request.POST)
    if typed.take_theirs:
        return _stored(request, desk_or_403(request, pk), code)
    change = Change(code=code, given=typed.given, seen=typed.seen)
    try:
        saved = save_answers(pk, kind=read_kind(request.POST), changes=[change], actor=request.user)
    except Assessment.DoesNotExist as error:
        raise Http404 from error
    except (Conflict, BadValue, Refused) as error:
        return _refused(request, pk, code, typed, error)
    if typed.cleared and request.htmx:  # type: ignore[attr-defined]
        return _stored(request, desk_or_403(request, pk), code)
    return _saved(request, saved, code)


def page_posted(request: HttpRequest, question: Question) -> str:
    """The page from which a form was sent: of all parts, of this question alone, else of the question's area."""
    posted = request.POST.get("halaman", "")
    return posted if posted in {ALL, ONE} else page_of(question)


def context_of(user, desk: Desk, question: Question, page: str, problem: Problem | None = None) -> dict:
    """The context of the page from which a form about `question` was sent."""
    problems = {question.code: problem} if problem else None
    if page == ONE:
        return build_one(user, desk, question, problems=problems)
    return build(user, desk, page, problems=problems)


def _saved(request: HttpRequest, saved: Saved, code: str) -> HttpResponse:
    question = question_or_404(saved.assessment, code)
    page = page_posted(request, question)
    if not request.htmx:  # type: ignore[attr-defined]
        messages.success(request, "Penilaian tersimpan." if saved.changed else "Tidak ada yang berubah.")
        return redirect(address_of(saved.assessment, page, question))
    context = after_save(request.user, saved, question, page)
    if request.POST.get("halaman") != COMPARE:
        return render(request, f"{HTML}saved.html", context)
    context |= _beside(request, desk_or_403(request, saved.assessment.pk), code)
    return render(request, "assessments/compare/saved.html", context)


def _beside(request: HttpRequest, desk: Desk, code: str) -> dict:
    """What a save moves in the side by side; the filters that are on there stand in its address."""
    address = request.htmx.current_url or ""  # type: ignore[attr-defined]
    return moved(desk, code, urlsplit(address).query)


def after_save(user, saved: Saved, question: Question, page: str) -> dict:
    """The context of the parts that change with a save. No queries, for the save brought all it needs; one where a
    source names a survey of the portal.
    """
    desk = Desk(
        assessment=saved.assessment,
        kind=saved.sheet.kind,
        editable=True,
        released=False,
        sees_members=False,
        unit_sheet=None,
        unit=saved.unit,
        sheet=saved.sheet,
        answers=saved.answers,
    )
    instrument = instrument_of(saved.assessment.period)
    leaf = instrument.components_by_code[question.component]
    stands = given(saved.answers[question.code]) if question.code in saved.answers else Given()
    surveys = offers_named(saved.assessment, question, stands, desk.unit_given(question.code) or Given())
    item = tpi_row(desk, question, leaf, reader_id=user.pk, signed=True, surveys=surveys)
    part = page_of(question) if page == ONE else page
    moving = numbers(desk, part, saved.answers, saved.unit, saved.score)
    lines = branch(instrument, saved.score, leaf.code, here=part, url=addresses(saved.assessment))
    found = groups(instrument, saved.score, moving["unit_score"], [item], part)
    moved = [task for task in tasks(desk, moving, (0, 0)) if task.page in MOVED]
    return {
        **moving,
        "page": page,
        "branch": lines,
        "item": item,
        "row": item.row,
        "group": found[0],
        "tasks": moved if desk.decides else [],
    }


def _stored(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    """Show the stored answer again in the place of what was typed; nothing is written."""
    question = question_or_404(desk.assessment, code)
    page = page_posted(request, question)
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(address_of(desk.assessment, page, question))
    context = context_of(request.user, desk, question, page)
    group, item = next((g, i) for g in context["groups"] for i in g.rows if i.code == code)
    template = f"{HTML}{'stored.html' if item.editable else '_reading.html'}"
    context = {**context, "group": group, "item": item, "row": item.row, "tasks": context["side"]["tasks"]}
    if request.POST.get("halaman") == COMPARE:
        template = "assessments/compare/stored.html"
        context |= {**_beside(request, desk, code), "page": COMPARE}
    response = render(request, template, context)
    return retarget(reswap(response, "outerHTML"), f"#f-{item.slug}")


def _refused(request: HttpRequest, pk: int, code: str, typed: Typed, error: Exception) -> HttpResponse:
    desk = desk_or_403(request, pk)
    question = question_or_404(desk.assessment, code)
    problem = _problem(request, desk, question, typed, error)
    status = next(number for kind, number in STATUS.items() if isinstance(error, kind))
    page = page_posted(request, question)
    context = context_of(request.user, desk, question, page, problem)
    if not request.htmx:  # type: ignore[attr-defined]
        return render(request, ONE_PAGE if page == ONE else PAGE, context, status=status)
    row = next(row for row in context["problems"] if row.code == code)
    return render(request, "assessments/answering/refused.html", {**context, "row": row}, status=status)


def _problem(request: HttpRequest, desk: Desk, question: Question, typed: Typed, error: Exception) -> Problem:
    if isinstance(error, Conflict):
        both = conflict_row(question, typed, error, desk.assessment.unit.instansi)
        if isinstance(error.stored, Answer) and error.stored.updated_by_id == request.user.pk:
            both = replace(both, by=SELF)
        return Problem(typed, conflict=both)
    kept = "\n".join(filter(None, [answer_text(question, typed.given), typed.given.note]))
    return Problem(typed, message=message_at(question, error), kept=kept)
