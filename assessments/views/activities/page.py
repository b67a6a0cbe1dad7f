"""The action plan by area, and taking up what last year's notes of TPI ask for."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from assessments import queries
from assessments.action_plan.bars import MONTHS
from assessments.action_plan.page import filters_of, plan_page
from assessments.activity_reads import items_to_take
from assessments.loaded import instrument_of
from assessments.models import Assessment
from assessments.monitoring import waiting_for_follow_up
from assessments.rules import acting_as, may
from assessments.services import activities_taken as taken
from assessments.services.activity_progress import today_of
from assessments.services.errors import NotAllowed, Refused

HTML = "assessments/activities/"
MAX_DIGITS = 18


def gone_is_404(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """404 for what somebody took out of the plan while this person wrote to it."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except ObjectDoesNotExist as error:
            raise Http404 from error

    return guarded


def planned(request: HttpRequest, pk: int, *, writing: bool = False) -> Assessment:
    """The assessment whose action plan the person may read, or change; Http404 for a stranger, PermissionDenied."""
    assessment = get_object_or_404(queries.visible_assessments(request.user), pk=pk)
    if not may(request.user, "plan_activities" if writing else "view_activities", assessment):
        raise PermissionDenied
    return assessment


@login_required
@require_safe
def activities(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan: filters `area`, `orang`, `status`."""
    a = planned(request, pk)
    filters = filters_of(request.GET, instrument_of(a.period))
    found = plan_page(request.user, a, filters, today_of(a))
    context = {
        "a": a,
        "role": acting_as(request.user, a),
        "plan": found,
        "months": MONTHS,
        "follow_ups": waiting_for_follow_up(a, today_of(a)),
        "waiting": items_to_take(a).count() if found.writes else 0,
    }
    return render(request, f"{HTML}plan.html", context)


@login_required
@require_POST
def activities_take(request: HttpRequest, pk: int) -> HttpResponse:
    """Make items of the plan of improvement (`butir`; without one: all in the person's areas) activities."""
    a = planned(request, pk, writing=True)
    chosen = [
        int(x)
        for x in request.POST.getlist("butir")
        if x.isascii() and x.isdecimal() and len(x) <= MAX_DIGITS
    ]
    try:
        made = taken.take_items(a.pk, items=chosen or None, actor=request.user)
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    except Refused as error:
        messages.error(request, str(error))
    else:
        if made:
            messages.success(
                request, f"{len(made)} butir menjadi kegiatan. Lengkapi target, orang, dan tenggatnya."
            )
        else:
            messages.info(request, "Tidak ada butir baru dalam area Anda: semuanya sudah menjadi kegiatan.")
    return redirect("assessments:activities", a.pk)
