"""Pakta integritas and piagam are made as PDF, in the background."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from assessments import queries
from assessments.models import Declaration
from assessments.pakta import declaration_of
from assessments.reports.declare_jobs import PAKTA, PIAGAM
from assessments.reports.pakta import SIGNED, UNSIGNED
from assessments.rules import may
from assessments.services.jobs import start_job
from assessments.views.declare.scope import place_or_404


@login_required
@require_POST
def staff_print(request: HttpRequest, instansi: str, unit: int) -> HttpResponse:
    """Start making pakta of one (`pegawai`) or of all: issued where they signed, a form where not (`yang=belum`)."""
    place = place_or_404(request, instansi, unit)
    person = request.POST.get("pegawai", "")
    which = UNSIGNED if request.POST.get("yang") == UNSIGNED else SIGNED
    params: dict = {"unit": place.number, "which": which}
    if person:
        number = int(person) if person.isascii() and person.isdecimal() and len(person) < 19 else 0
        if not place.employees.filter(pk=number).exists():
            raise Http404("not of this list")
        params |= {"person": number}
    job = start_job(PAKTA, actor=request.user, instansi=place.instansi, params=params)
    return redirect("assessments:job", job.pk)


@login_required
@require_POST
def charter(request: HttpRequest, pk: int) -> HttpResponse:
    """Start making the piagam of the pencanangan that holds for a unit."""
    a = get_object_or_404(queries.visible_assessments(request.user), pk=pk)
    if not may(request.user, "view_conditions", a):
        raise PermissionDenied
    if declaration_of(a) is None:
        raise Http404("nothing is declared yet")
    return redirect("assessments:job", start_job(PIAGAM, actor=request.user, assessment=a).pk)


@login_required
@require_POST
def instansi_charter(request: HttpRequest, instansi: str, year: int, declaration: int) -> HttpResponse:
    """Start making the piagam of a pencanangan of the instansi."""
    period = get_object_or_404(queries.visible_periods(request.user), instansi__code=instansi, year=year)
    found = get_object_or_404(Declaration, pk=declaration, instansi=period.instansi, unit=None)
    params = {"declaration": found.pk, "year": period.year}
    job = start_job(PIAGAM, actor=request.user, instansi=period.instansi, params=params)
    return redirect("assessments:job", job.pk)
