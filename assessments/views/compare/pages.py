"""GET: the side by side, and one of its questions opened in place."""

from dataclasses import replace

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe
from django_htmx.http import push_url

from assessments import queries
from assessments.services.looking import note_look
from assessments.tpi_sheets import Desk, desk_of
from assessments.views.answering.saving import question_or_404
from assessments.views.compare.page import COMPARE, build
from assessments.views.compare.rows import columns
from assessments.views.tpi.area import address_of
from assessments.views.tpi.page import build as build_questions
from assessments.views.tpi.page import page_of

HTML = "assessments/compare/"


def team_desk_or_403(request: HttpRequest, pk: int, *, signed: bool = True) -> Desk:
    """What the person may see of TPI's work, members' sheets included; Http404 for a stranger, PermissionDenied for
    everyone else: the unit, the instansi, a member whose sheet is not done.
    """
    assessment = get_object_or_404(queries.visible_assessments(request.user), pk=pk)
    desk = desk_of(request.user, assessment, signed=signed)
    if desk is None or not desk.sees_members:
        raise PermissionDenied
    return desk


@login_required
@require_safe
def tpi_compare(request: HttpRequest, pk: int) -> HttpResponse:
    """All questions with unit, members and final answer; filters and order stand in the query string."""
    desk = team_desk_or_403(request, pk, signed=False)
    note_look(desk.assessment, actor=request.user)
    context = build(request.user, desk, request.GET)
    if not request.htmx:  # type: ignore[attr-defined]
        return render(request, f"{HTML}compare.html", context)
    response = render(request, f"{HTML}compare.html#table", context)
    return push_url(response, f"{context['here']}{context['query']}")


@login_required
@require_safe
def tpi_compare_row(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """One question opened under its row, to decide and to discuss; without htmx its place on the TPI page."""
    desk = team_desk_or_403(request, pk)
    question = question_or_404(desk.assessment, code)
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(address_of(desk.assessment, page_of(question), question))
    context = build_questions(request.user, desk, page_of(question), only=question)
    item = context["groups"][0].rows[0]
    if item.talk is not None and item.talk.remarks:
        item = replace(item, talk=replace(item.talk, open=True))
    context |= {"page": COMPARE, "item": item, "row": item.row, "wide": len(columns(desk)) + 4}
    return render(request, f"{HTML}opened.html", context)
