"""The action plan as a workbook: exported, and taken in with a preview (the preview is a page of `imports`)."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from assessments.forms.tables import TableForm
from assessments.kke.jobs import XLSX
from assessments.rules import acting_as
from assessments.tables.action_plan import ACTION_PLAN
from assessments.tables.importing import scope_for
from assessments.tables.template import template_of
from assessments.views.activities.page import HTML, planned
from assessments.views.imports.of_unit import past_of_unit, take_for_unit


@login_required
@require_safe
def activities_workbook(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan as a workbook that the import takes again; `?kosong=1` without rows."""
    a = planned(request, pk)
    scope = scope_for(ACTION_PLAN, a.unit.instansi, year=a.period.year, actor=request.user, assessment=a)
    filled = request.GET.get("kosong") != "1"
    content = template_of(ACTION_PLAN, scope, filled=filled)
    name = f"rencana-aksi_{a.unit.code}_{a.period.year}{'' if filled else '_kosong'}.xlsx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=XLSX, headers=headers)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def activities_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Upload a workbook; what it would change is shown before anything is written."""
    a = planned(request, pk, writing=True)
    form = TableForm(request.POST, request.FILES) if request.method == "POST" else TableForm()
    if form.is_valid() and (away := take_for_unit(form, request.user, ACTION_PLAN, a)):
        return away
    context = {
        "a": a,
        "role": acting_as(request.user, a),
        "table": ACTION_PLAN,
        "form": form,
        "past": past_of_unit(request.user, ACTION_PLAN, a),
    }
    return render(request, f"{HTML}import.html", context, status=422 if form.errors else 200)
