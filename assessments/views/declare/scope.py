"""Where every view of a staff list starts: the place of the address, if the person may be there."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from assessments import queries
from assessments.models import Employee
from assessments.rules import acting_in, may
from assessments.staff_places import ITSELF, StaffPlace, place_of
from units.models import UnitKerja
from units.queries import known_instansi


def place_or_404(request: HttpRequest, instansi: str, unit: int, *, manage: bool = False) -> StaffPlace:
    """The unit (or with 0 the instansi itself) whose list it is: 404 for a stranger to it, 403 without the right."""
    if unit == ITSELF:
        place = StaffPlace(get_object_or_404(known_instansi(request.user), code=instansi))
    else:
        units = UnitKerja.objects.select_related("instansi")
        found = get_object_or_404(units, pk=unit, instansi__code=instansi)
        place = StaffPlace(found.instansi, found)
    return _permitted(request, place, manage)


def employee_or_404(request: HttpRequest, pk: int, *, manage: bool = True) -> tuple[Employee, StaffPlace]:
    """A pegawai and their place, guarded like `place_or_404`."""
    rows = Employee.objects.select_related("unit__instansi", "instansi", "scan__document", "scan__blob")
    found = get_object_or_404(rows, pk=pk)
    place = place_of(found)
    if place.unit is None:
        get_object_or_404(known_instansi(request.user), pk=place.instansi.pk)
    return found, _permitted(request, place, manage)


def _permitted(request: HttpRequest, place: StaffPlace, manage: bool) -> StaffPlace:
    if may(request.user, "manage_staff", place) or (not manage and may(request.user, "view_staff", place)):
        return place
    if place.unit is None or may(request.user, "view_staff", place):
        raise PermissionDenied
    if queries.visible_assessments(request.user).filter(unit=place.unit).exists():
        raise PermissionDenied  # known, as to the TPI that assesses it, but without this right
    raise Http404("no such staff list for this person")


def list_url(place: StaffPlace) -> str:
    """The address of a place's list."""
    return reverse("assessments:staff", args=[place.instansi.code, place.number])


def page(
    request: HttpRequest, template: str, place: StaffPlace, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page about a place's people."""
    frame = {
        "place": place,
        "role": acting_in(request.user, place),
        "may_manage": may(request.user, "manage_staff", place),
        "list_url": list_url(place),
        "here": context.get("title", "Pegawai"),
    }
    return render(request, f"assessments/declare/{template}.html", frame | context, status=status)
