"""A unit's team or register as a workbook in the columns that the import takes."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from assessments.kke.jobs import XLSX
from assessments.tables.unit_export import OFFERED, unit_workbook
from assessments.views.team.scope import unit_place


@login_required
@require_safe
def unit_table(request: HttpRequest, pk: int, table: str) -> HttpResponse:
    """`timkerja`, `agen`, `perubahan` or `inovasi` of a unit in its year."""
    place = unit_place(request, pk)
    if table not in OFFERED or place.assessment is None:
        raise Http404("no such table of a unit")
    name = f"{table}_{place.assessment.unit.code}_{place.period.year}.xlsx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    content = unit_workbook(table, place, actor=request.user)
    return HttpResponse(content, content_type=XLSX, headers=headers)
