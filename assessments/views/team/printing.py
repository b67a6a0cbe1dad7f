"""The list of a team as PDF, in the background."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from assessments.reports.team import TEAM
from assessments.services.jobs import start_job
from assessments.team_places import TeamPlace
from assessments.views.team.scope import unit_place, year_or_404


@login_required
@require_POST
def work_team_print(request: HttpRequest, pk: int) -> HttpResponse:
    """Start making the list of a unit's tim kerja."""
    place = unit_place(request, pk)
    _someone(place)
    return redirect("assessments:job", start_job(TEAM, actor=request.user, assessment=place.assessment).pk)


@login_required
@require_POST
def instansi_team_print(request: HttpRequest, instansi: str, year: int) -> HttpResponse:
    """Start making the list of the instansi's tim pembangunan."""
    period = year_or_404(request, instansi, year)
    _someone(TeamPlace(period))
    params = {"year": period.year}
    job = start_job(TEAM, actor=request.user, instansi=period.instansi, params=params)
    return redirect("assessments:job", job.pk)


def _someone(place: TeamPlace) -> None:
    if place.team() is None:
        raise Http404("there is no team yet")
