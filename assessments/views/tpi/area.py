"""GET: the TPI page of an area, of Hasil or of all."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from assessments import queries
from assessments.engine.instrument import Question
from assessments.models import Assessment
from assessments.services.looking import note_look
from assessments.tpi_sheets import Desk, desk_of
from assessments.views.tpi.page import ALL, ONE, build, page_of
from assessments.where import place_of

HTML = "assessments/tpi/"
PAGE = f"{HTML}area.html"


def desk_or_403(request: HttpRequest, pk: int) -> Desk:
    """What TPI has that the person may see; Http404 for a stranger, PermissionDenied before it is theirs to see."""
    assessment = get_object_or_404(queries.visible_assessments(request.user), pk=pk)
    desk = desk_of(request.user, assessment)
    if desk is None:
        raise PermissionDenied
    return desk


def address_of(assessment: Assessment, page: str, question: Question | None = None) -> str:
    """The address of a page, or of a question on it: on the page of its area, of all, or (ONE) on its own."""
    if question is not None and page == ONE:
        return reverse("assessments:tpi_question", args=[assessment.pk, question.code])
    if question is not None and page != ALL:
        page = page_of(question)
    url = reverse("assessments:tpi_area", args=[assessment.pk, page])
    return url + place_of(question.code) if question is not None else url


@login_required
@require_safe
def tpi_area(request: HttpRequest, pk: int, area: str) -> HttpResponse:
    """Show the questions of an area beside the unit's answers; `?filter=`: beda, belum, tanpa_catatan, periksa."""
    desk = desk_or_403(request, pk)
    note_look(desk.assessment, actor=request.user)
    return render(request, PAGE, build(request.user, desk, area, chosen=request.GET.get("filter", "")))
