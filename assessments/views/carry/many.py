"""Many units at once: the admin chooses, a job takes over unit by unit."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, OuterRef, Q, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from assessments import queries
from assessments.kke.carry_jobs import CARRY
from assessments.models import Assessment, Period, Sheet
from assessments.rules import PREPARING
from assessments.services.jobs import start_job
from units.models import Role
from units.queries import hats_of

PAGE_SIZE = 200
ALL = "semua"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def carry_many(request: HttpRequest, instansi: str, year: int) -> HttpResponse:
    """The units before submission with the year they can take over from; POST starts the work for the chosen ones."""
    period = get_object_or_404(queries.visible_periods(request.user), instansi__code=instansi, year=year)
    if period.instansi_id not in hats_of(request.user).instansi(Role.ADMIN):
        raise PermissionDenied
    units = _units(period)
    if request.method == "POST":
        chosen = _chosen(request, units)
        if chosen:
            params = {"year": year, "assessments": chosen}
            job = start_job(CARRY, actor=request.user, instansi=period.instansi, params=params)
            return redirect("assessments:job", job.pk)
        messages.error(request, "Pilih dahulu unit yang diambil alihkan.")
    page = Paginator(units, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "period": period,
        "page": page,
        "rows": page.object_list,
        "ready": sum(unit.source_year is not None for unit in page.object_list),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "assessments/carry/many.html", context, status=status)


def _units(period: Period):
    """The units that may still take over, each with `source_year`, `answered`, `unchecked` and `taken`; one query."""
    mine = Sheet.objects.filter(assessment=OuterRef("pk"), kind=Sheet.Kind.UNIT)
    earlier = (
        Assessment.objects.filter(unit=OuterRef("unit_id"), period__year__lt=period.year)
        .filter(Q(submissions__isnull=False) | Q(sheets__kind=Sheet.Kind.UNIT, sheets__answered__gt=0))
        .order_by("-period__year")
    )
    return (
        Assessment.objects.filter(period=period, state__in=PREPARING)
        .select_related("unit")
        .annotate(
            source_year=Subquery(earlier.values("period__year")[:1]),
            answered=Subquery(mine.values("answered")[:1]),
            unchecked=Subquery(mine.values("unconfirmed")[:1]),
            taken=Count("carries", filter=Q(carries__undone_at=None), distinct=True),
        )
        .order_by("unit__code")
    )


def _chosen(request: HttpRequest, units) -> list[int]:
    """The ids of the chosen units that have a year to take over from; `semua` takes all of them."""
    able = units.filter(source_year__isnull=False).values_list("pk", flat=True)
    if ALL in request.POST:
        return sorted(able)
    wanted = {
        int(text)
        for text in request.POST.getlist("unit")
        if text.isascii() and text.isdigit() and len(text) < 10
    }
    return sorted(wanted.intersection(able))
