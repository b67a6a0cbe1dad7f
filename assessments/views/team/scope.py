"""Where every view of a team starts: whose team it is, if the person may be there."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from assessments import queries
from assessments.models import Assessment, Period, WorkMember
from assessments.rules import acting_as, may
from assessments.team_places import TeamPlace
from units.models import Role
from units.queries import hats_of


def unit_place(request: HttpRequest, pk: int, *, keep: bool = False) -> TeamPlace:
    """The tim kerja of a unit: 404 for a stranger, 403 without the right to read it, or with `keep` to change it."""
    a = get_object_or_404(queries.visible_assessments(request.user), pk=pk)
    if not may(request.user, "keep_team" if keep else "view_team", a):
        raise PermissionDenied
    return TeamPlace.of(a)


def year_or_404(request: HttpRequest, instansi: str, year: int, *, keep: bool = False) -> Period:
    """A year of an instansi for its admin and its leader (404 for others), with `keep` for the admin alone (403)."""
    period = get_object_or_404(queries.visible_periods(request.user), instansi__code=instansi, year=year)
    if keep and not is_admin(request, period):
        raise PermissionDenied
    return period


def is_admin(request: HttpRequest, period: Period) -> bool:
    """Whether the person is admin inspektorat of the year's instansi."""
    return period.instansi_id in hats_of(request.user).instansi(Role.ADMIN)


def member_place(request: HttpRequest, pk: int) -> tuple[WorkMember, TeamPlace]:
    """A member whom the person may change, and whose team it is."""
    rows = WorkMember.objects.select_related("team__period__instansi", "employee")
    row = get_object_or_404(rows, pk=pk)
    team = row.team
    if team.assessment_id is not None:
        return row, unit_place(request, team.assessment_id, keep=True)
    return row, TeamPlace(year_or_404(request, team.period.instansi.code, team.period.year, keep=True))


def keeps(request: HttpRequest, place: TeamPlace) -> bool:
    """Whether the person may change the team."""
    if place.assessment is not None:
        return may(request.user, "keep_team", place.assessment)
    return is_admin(request, place.period)


def url_for(place: TeamPlace, act: str = "") -> str:
    """The address of a team, or of an act on it ("add", "print", "file")."""
    name = f"{'work_team' if place.assessment else 'instansi_team'}{f'_{act}' if act else ''}"
    if place.assessment is not None:
        return reverse(f"assessments:{name}", args=[place.assessment.pk])
    return reverse(f"assessments:{name}", args=[place.period.instansi.code, place.period.year])


def role_of(request: HttpRequest, place: TeamPlace) -> str:
    """As which the person acts here."""
    if place.assessment is not None:
        return acting_as(request.user, place.assessment)
    return "Admin inspektorat" if is_admin(request, place.period) else "Pimpinan instansi"


def team_page(
    request: HttpRequest, template: str, place: TeamPlace, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page about a team."""
    frame = {
        "place": place,
        "pick_place": place.staff,
        "a": place.assessment,
        "period": place.period,
        "role": role_of(request, place),
        "team_url": url_for(place),
        "add_url": url_for(place, "add"),
        "file_url": url_for(place, "file"),
        "print_url": url_for(place, "print"),
        "here": place.title,
        "may_keep": keeps(request, place),
    }
    return render(request, f"assessments/team/{template}.html", frame | context, status=status)


def register_place(request: HttpRequest, pk: int, *, keep: bool = False) -> Assessment:
    """The assessment whose registers are read, or with `keep` written: 404 for a stranger, 403 without the right."""
    a = get_object_or_404(queries.visible_assessments(request.user), pk=pk)
    if not may(request.user, "keep_registers" if keep else "view_registers", a):
        raise PermissionDenied
    return a
