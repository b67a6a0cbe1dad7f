"""A unit that was ticked in a decree by mistake is taken out of it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from assessments.forms.selection import MistakenUnitForm
from assessments.models import SelectionDecree
from assessments.services.selection import take_out
from assessments.views.team.acting import attempt
from assessments.views.team.members import FORM
from assessments.views.team.scope import year_or_404


@login_required
@require_http_methods(FORM)
def selection_decree_unit(request: HttpRequest, instansi: str, year: int, decree: int) -> HttpResponse:
    """Choose the unit and say why; what stood is kept and shown with the decree."""
    period = year_or_404(request, instansi, year, keep=True)
    row = get_object_or_404(SelectionDecree, pk=decree, period=period)
    form = MistakenUnitForm(request.POST or None, decree=row)
    if attempt(form, lambda: take_out(row.pk, actor=request.user, **form.asked())):
        messages.success(
            request, f"Unit dikeluarkan dari SK {row.number}. Pendaftarannya tahun ini tetap ada."
        )
        return redirect("assessments:selection_decree", instansi, year, row.pk)
    context = {"period": period, "decree": row, "form": form, "may_keep": True}
    frame = {"role": "Admin inspektorat", "here": "Penetapan"}
    return render(request, "assessments/team/mistaken.html", context | frame, status=form.status)
