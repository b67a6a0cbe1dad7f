"""POST: the lead writes TPI's recommendation; it saves itself like the considerations beside it."""

from dataclasses import replace

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST
from django_htmx.http import reswap, retarget

from assessments import queries
from assessments.forms.tpi import TypedAdvice, read_advice
from assessments.models import Assessment, Recommendation
from assessments.rules import may
from assessments.services.errors import Conflict, NotAllowed, Refused
from assessments.services.tpi import save_recommendation
from assessments.templatetags.zi import clock
from assessments.views.tpi.advice import choices, label_of
from assessments.views.tpi.area import HTML
from assessments.views.tpi.considerations import context_of
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
    if typed.take_theirs:
        return _answer(request, assessment, typed, {}, 200)
    try:
        save_recommendation(
            pk,
            verdict=typed.verdict,
            text=typed.text,
            coaching=typed.coaching,
            seen=typed.seen,
            actor=request.user,
        )
    except Conflict as error:
        return _answer(request, assessment, typed, {"conflict": _conflict(request, assessment, error)}, 409)
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    except Refused as error:
        return _answer(request, assessment, typed, {"message": str(error)}, 422)
    return _answer(request, assessment, typed, None, 200)


def _answer(
    request: HttpRequest, assessment: Assessment, typed: TypedAdvice, problem: dict | None, status: int
) -> HttpResponse:
    """The outcome: `problem` None when saved, {} when the stored text was taken, else what went wrong."""
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
    if not request.htmx:  # type: ignore[attr-defined]
        if problem:
            return render(request, f"{HTML}considerations.html", context, status=status)
        messages.success(request, "Rekomendasi tersimpan." if problem is None else "Tidak ada yang berubah.")
        return redirect(url_of(assessment, KEY))
    if problem == {}:
        response = render(request, f"{HTML}_recommendation_form.html", context)
        return retarget(reswap(response, "outerHTML"), f"#f-{KEY}")
    return render(request, f"{HTML}recommendation_saved.html", context, status=status)


def _conflict(request: HttpRequest, assessment: Assessment, error: Conflict) -> dict:
    stored = error.stored
    if not isinstance(stored, Recommendation):
        return {"by": "orang lain", "at": "", "theirs": "", "text": "", "coaching": "", "version": 0}
    own = stored.updated_by_id == request.user.pk
    return {
        "by": "Anda di tab lain" if own else str(stored.updated_by),
        "at": clock(stored.updated_at, assessment.unit.instansi),
        "theirs": label_of(stored.verdict),
        "text": stored.text,
        "coaching": stored.coaching,
        "version": stored.version,
    }
