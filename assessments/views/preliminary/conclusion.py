"""The conclusion of the level above: fit or not fit, on what grounds, under which letter; and the move that fits it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from assessments import queries
from assessments.forms.preliminary import ConclusionForm, fit_value
from assessments.models import Assessment, PreliminaryResult
from assessments.rules import may
from assessments.services.errors import Conflict, NotAllowed, Refused
from assessments.services.preliminary import save_preliminary
from assessments.templatetags.zi import clock
from assessments.views.preliminary.page import context_of, results_of

PAGE = "assessments/preliminary/conclusion.html"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def conclusion(request: HttpRequest, pk: int) -> HttpResponse:
    """Read the conclusion, or save it. 409 with both when someone else saved meanwhile, 422 for a bad value."""
    assessment = get_object_or_404(queries.visible_assessments(request.user), pk=pk)
    if not may(request.user, "view_preliminary", assessment):
        raise PermissionDenied
    if request.method == "POST":
        return _save(request, assessment)
    return _page(request, assessment, None)


def _save(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    if not may(request.user, "assess_preliminary", assessment):
        raise PermissionDenied
    form = ConclusionForm(request.POST)
    if form.takes_theirs:
        return redirect("assessments:preliminary", assessment.pk)
    if not form.is_valid():
        return _page(request, assessment, form, status=422)
    try:
        save_preliminary(assessment.pk, conclusion=form.conclusion(), seen=form.version, actor=request.user)
    except Conflict as error:
        return _page(request, assessment, form, conflict=_conflict(request, assessment, error), status=409)
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    except Refused as error:
        form.refuse(error)
        return _page(request, assessment, form, status=422)
    messages.success(request, "Kesimpulan tersimpan.")
    return redirect("assessments:preliminary", assessment.pk)


def _page(
    request: HttpRequest,
    assessment: Assessment,
    form: ConclusionForm | None,
    *,
    conflict: dict | None = None,
    status: int = 200,
) -> HttpResponse:
    results = results_of(assessment)
    context = context_of(request.user, assessment, results)
    if context["editable"]:
        now = next((result for result in results if result.decided_at is None), None)
        context |= {"form": form or ConclusionForm(stored=now), "conflict": conflict, "stored": now}
    return render(request, PAGE, context, status=status)


def _conflict(request: HttpRequest, assessment: Assessment, error: Conflict) -> dict:
    stored = error.stored
    if not isinstance(stored, PreliminaryResult):
        return {"by": "orang lain", "at": "", "theirs": None, "version": 0}
    own = stored.updated_by_id == request.user.pk
    return {
        "by": "Anda di tab lain" if own else str(stored.updated_by),
        "at": clock(stored.updated_at, assessment.unit.instansi),
        "theirs": stored,
        "fit": fit_value(stored.fit),
        "version": stored.version,
    }
