"""GET: the page of an area or of Hasil."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from assessments import queries
from assessments.models import Assessment
from assessments.rules import may
from assessments.views.answering.page import build
from assessments.where import next_question

PAGE = "assessments/answering/area.html"


def readable(request: HttpRequest, pk: int) -> Assessment:
    """The assessment; Http404 for a stranger, PermissionDenied for people who may not read its answers (yet)."""
    assessment = get_object_or_404(queries.visible_assessments(request.user), pk=pk)
    if not may(request.user, "view_answers", assessment):
        raise PermissionDenied
    return assessment


@login_required
@require_safe
def area_page(request: HttpRequest, pk: int, area: str) -> HttpResponse:
    """Show the questions of an area; `?saring=` filters (`filters.FILTERS`), `?lanjut` leads to the next to answer."""
    assessment = readable(request, pk)
    if "lanjut" in request.GET and may(request.user, "answer", assessment):  # only the unit knows its drafts
        return redirect(next_question(assessment, request.user))
    context = build(request.user, assessment, area, chosen=request.GET.get("saring", ""))
    return render(request, PAGE, context)
