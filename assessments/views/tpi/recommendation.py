"""POST: the lead writes TPI's recommendation; it saves itself like the considerations beside it."""

from dataclasses import replace

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from assessments import queries
from assessments.forms.tpi import TypedAdvice, read_advice
from assessments.models import Assessment, Recommendation
from assessments.rules import may
from assessments.services.tpi import save_recommendation
from assessments.views.tpi.advice import choices, label_of
from assessments.views.tpi.considerations import context_of
from assessments.views.tpi.own_words import Problem, answered, attempt_to_save, stored_by
from assessments.where import url_of

KEY = "rekomendasi"


@login_required
@require_POST
def recommendation(request: HttpRequest, pk: int) -> HttpResponse:
    """Save it. 409 with both texts when someone else saved meanwhile, 422 when refused; nothing typed is lost."""
    assessment = get_object_or_404(queries.visible_assessments(request.user), pk=pk)
    if not may(request.user, "decide", assessment):
        raise PermissionDenied
    typed = read_advice(request.POST)

    def answer(problem: Problem, status: int) -> HttpResponse:
        return _answer(request, assessment, typed, problem, status)

    if typed.take_theirs:
        return answer({}, 200)
    return attempt_to_save(
        lambda: save_recommendation(
            pk,
            verdict=typed.verdict,
            text=typed.text,
            coaching=typed.coaching,
            seen=typed.seen,
            actor=request.user,
        ),
        answer,
        lambda stored: stored_by(request, assessment, stored, **_texts(stored)),
    )


def _answer(
    request: HttpRequest, assessment: Assessment, typed: TypedAdvice, problem: Problem, status: int
) -> HttpResponse:
    context = context_of(request, assessment)
    if problem:
        context["advice"] = replace(
            context["advice"],
            verdict=typed.verdict,
            label=label_of(typed.verdict),
            text=typed.text,
            coaching=typed.coaching,
            version=typed.seen,
            choices=choices(assessment, typed.verdict),
            **problem,
        )
    return answered(
        request,
        problem,
        status,
        part="recommendation",
        slug=KEY,
        context=context,
        done="Rekomendasi tersimpan.",
        back=url_of(assessment, KEY),
    )


def _texts(stored: Recommendation | None) -> dict[str, str]:
    if stored is None:
        return {"theirs": "", "text": "", "coaching": ""}
    return {"theirs": label_of(stored.verdict), "text": stored.text, "coaching": stored.coaching}
