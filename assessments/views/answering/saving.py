"""POST: save the answer to one question, by htmx (fragments out of band) or as a plain form."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.context_processors import csrf
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST
from django_htmx.http import reswap, retarget

from assessments.engine.answers import BadValue
from assessments.engine.instrument import Question
from assessments.forms.answering import Typed, read_answer
from assessments.loaded import instrument_of
from assessments.models import Assessment, Sheet
from assessments.saving_reads import StoredAnswer
from assessments.services.answers import Change, Saved, save_answers
from assessments.services.errors import Conflict, NotAllowed, Refused
from assessments.templatetags.zi import clock
from assessments.views.answering.area import PAGE, readable
from assessments.views.answering.page import after_check, after_save, build, page_of, row_alone
from assessments.views.answering.rows import Problem, answer_text, conflict_row, message_at
from assessments.where import address_of

HTML = "assessments/answering/"


@dataclass(frozen=True)
class _Refusal:
    status: int
    error: Exception


@login_required
@require_POST
def save_answer(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Save one answer of the unit. 200 or a redirect when saved; 409 when someone else saved meanwhile, 422 for a
    bad value, 403 without permission: then with the reason at the question and all that was typed.
    """
    typed = read_answer(request.POST)
    if typed.take_theirs:
        return _stored(request, pk, code)
    change = Change(code=code, given=typed.given, seen=typed.seen)
    try:
        saved = save_answers(pk, kind=Sheet.Kind.UNIT, changes=[change], actor=request.user)
    except Assessment.DoesNotExist as error:
        raise Http404 from error
    except Conflict as error:
        return _refused(request, pk, code, typed, _Refusal(409, error))
    except NotAllowed as error:
        return _refused(request, pk, code, typed, _Refusal(403, error))
    except (BadValue, Refused) as error:
        return _refused(request, pk, code, typed, _Refusal(422, error))
    if typed.cleared and request.htmx:  # type: ignore[attr-defined]
        return _stored(request, saved.assessment.pk, code, checked=code in saved.checked)
    return _saved(request, saved, code)


def question_or_404(assessment: Assessment, code: str) -> Question:
    """The question of a code; Http404 when the instrument has none."""
    question = instrument_of(assessment.period).questions.get(code)
    if question is None:
        raise Http404(f"no question {code}")
    return question


def _saved(request: HttpRequest, saved: Saved, code: str) -> HttpResponse:
    question = question_or_404(saved.assessment, code)
    answer = saved.answers.get(code)
    assert not isinstance(answer, StoredAnswer)
    if request.htmx:  # type: ignore[attr-defined]
        waiting = saved.sheet.unconfirmed
        if saved.scored:
            context = after_save(saved.assessment, saved.score, question, answer, request.user, waiting)
        else:
            context = {"row": row_alone(saved.assessment, question, answer, request.user)}
        if code in saved.checked:
            context |= {"checked": True, **after_check(saved.assessment, question, waiting)}
        # what registers offer has a button of its own; a whole request context would ask for more than a save may
        context |= {"assessment": saved.assessment, **csrf(request)}
        return HttpResponse(render_to_string(f"{HTML}saved.html", context))
    if saved.changed:
        messages.success(
            request, f"Jawaban tersimpan pukul {clock(answer.updated_at, saved.assessment.unit.instansi)}."
        )
    else:
        messages.info(request, "Tidak ada yang berubah.")
    return redirect(address_of(saved.assessment, question))


def _stored(request: HttpRequest, pk: int, code: str, *, checked: bool = False) -> HttpResponse:
    """Show the stored answer again in the place of what was typed; nothing is written. `checked`: it no longer waits to
    be looked at.
    """
    assessment = readable(request, pk)
    question = question_or_404(assessment, code)
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(address_of(assessment, question))
    context = build(request.user, assessment, page_of(question))
    row = next(r for g in context["groups"] for r in g.rows if r.code == code)
    stored, waiting = context["answers"].get(code), context["waiting"]
    moved = after_save(assessment, context["score"], question, stored, request.user, waiting)
    template = "stored.html" if row.editable else "_reading.html"
    response = render(request, f"{HTML}{template}", {**context, **moved, "row": row, "checked": checked})
    return retarget(reswap(response, "outerHTML"), f"#f-{row.slug}")


def _refused(request: HttpRequest, pk: int, code: str, typed: Typed, refusal: _Refusal) -> HttpResponse:
    assessment = readable(request, pk)
    question = question_or_404(assessment, code)
    error = refusal.error
    if isinstance(error, Conflict):
        both = conflict_row(question, typed, error, assessment.unit.instansi)
        problem = Problem(typed, conflict=both)
    else:
        kept = "\n".join(filter(None, [answer_text(question, typed.given), typed.given.note]))
        problem = Problem(typed, message=message_at(question, error), kept=kept)
    context = build(request.user, assessment, page_of(question), problems={code: problem})
    if not request.htmx:  # type: ignore[attr-defined]
        return render(request, PAGE, context, status=refusal.status)
    row = next(r for g in context["groups"] for r in g.rows if r.code == code)
    return render(request, f"{HTML}refused.html", {**context, "row": row}, status=refusal.status)
