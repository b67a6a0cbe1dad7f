"""One activity: its page, and noting how far it has come."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from assessments.action_plan.bars import MONTHS
from assessments.action_plan.detail import activity_in, detail_of
from assessments.forms.activities import NoteForm
from assessments.forms.papers import KeepForm
from assessments.models import Activity, Assessment
from assessments.rules import acting_as
from assessments.services import activity_progress as progress
from assessments.services.errors import NotAllowed, Refused
from assessments.views.activities.page import HTML, gone_is_404, planned
from documents.filetypes import ACCEPT
from documents.queries import room_of


def activity_or_404(assessment: Assessment, number: int) -> Activity:
    """The activity of that number."""
    found = activity_in(assessment, number)
    if found is None:
        raise Http404(f"no activity {number}")
    return found


@login_required
@require_safe
def activity(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """An activity with its notes and documents."""
    a = planned(request, pk)
    return show(request, activity_or_404(a, number))


@login_required
@require_POST
@gone_is_404
def activity_note(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Note how far it has come."""
    a = planned(request, pk, writing=True)
    found = activity_or_404(a, number)
    form = NoteForm(request.POST, auto_id="n-%s")
    if form.is_valid():
        data = form.cleaned_data
        try:
            progress.note_progress(
                pk, number, on=data["date"], percent=data["percent"], text=data["text"], actor=request.user
            )
        except NotAllowed as error:
            raise PermissionDenied(str(error)) from error
        except Refused as error:
            form.refuse(error)
        else:
            messages.success(request, "Kemajuan tercatat.")
            return redirect("assessments:activity", pk, number)
    return show(request, found, note=form, status=422)


def show(
    request: HttpRequest,
    found: Activity,
    *,
    note: NoteForm | None = None,
    papers: KeepForm | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """The page of an activity, with forms as they were sent."""
    a = found.assessment
    today = progress.today_of(a)
    detail = detail_of(request.user, found, today)
    start = {"date": today, "percent": found.percent}
    context = {
        "a": a,
        "role": acting_as(request.user, a),
        "detail": detail,
        "one": found,
        "months": MONTHS,
        "note": note or NoteForm(initial=start, auto_id="n-%s"),
        "form": papers or KeepForm(),
        "room": room_of(a.unit) if detail.allowed else None,
        "accept": ACCEPT,
        "max_bytes": settings.EVIDENCE_MAX_BYTES,
        "outcomes": [],
        **more,
    }
    return render(request, f"{HTML}activity.html", context, status=status)
