"""A unit that was ticked in a decree by mistake is taken out of it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from assessments.forms.selection import MistakenUnitForm
from assessments.models import SelectionDecree
from assessments.services.errors import Refused
from assessments.services.selection import put_back, take_out
from assessments.views.team.acting import attempt
from assessments.views.team.members import FORM
from assessments.views.team.scope import year_or_404
from units.models import UnitKerja


@login_required
@require_http_methods(FORM)
def selection_decree_unit(request: HttpRequest, instansi: str, year: int, decree: int) -> HttpResponse:
    """Choose the unit and say why; what stood is kept and shown with the decree. With `back` (its code) a unit that was
    taken out comes in again.
    """
    period = year_or_404(request, instansi, year, keep=True)
    row = get_object_or_404(SelectionDecree, pk=decree, period=period)
    if "back" in request.POST:
        return _put_back(request, row)
    form = MistakenUnitForm(request.POST or None, decree=row)
    if attempt(form, lambda: take_out(row.pk, actor=request.user, **form.asked())):
        messages.success(
            request, f"Unit dikeluarkan dari SK {row.number}. Pendaftarannya tahun ini tetap ada."
        )
        return redirect("assessments:selection_decree", instansi, year, row.pk)
    context = {"period": period, "decree": row, "form": form, "may_keep": True}
    frame = {"role": "Admin inspektorat", "here": "Penetapan"}
    return render(request, "assessments/team/mistaken.html", context | frame, status=form.status)


def _put_back(request: HttpRequest, row: SelectionDecree) -> HttpResponse:
    unit = get_object_or_404(UnitKerja, instansi=row.period.instansi_id, code=request.POST["back"])
    try:
        put_back(row.pk, unit=unit.pk, actor=request.user)
    except Refused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{unit.code} disebut lagi dalam SK {row.number}.")
    return redirect("assessments:selection_decree", row.period.instansi.code, row.period.year, row.pk)
