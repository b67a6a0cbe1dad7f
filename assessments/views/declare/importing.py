"""The staff list of a unit as a workbook, taken in by its own people (the preview is a page of `imports`)."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from assessments import queries
from assessments.forms.tables import TableForm
from assessments.rules import may
from assessments.staff_places import StaffPlace
from assessments.tables.staff import UNIT_STAFF
from assessments.views.declare.scope import page
from assessments.views.imports.of_unit import past_of_unit, take_for_unit


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def staff_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Upload a workbook; what it would change is shown before anything is written."""
    a = get_object_or_404(queries.visible_assessments(request.user), pk=pk)
    if not may(request.user, "import_staff", a):
        raise PermissionDenied
    form = TableForm(request.POST, request.FILES) if request.method == "POST" else TableForm()
    if form.is_valid() and (away := take_for_unit(form, request.user, UNIT_STAFF, a)):
        return away
    context = {
        "a": a,
        "title": "Impor pegawai",
        "table": UNIT_STAFF,
        "form": form,
        "past": past_of_unit(request.user, UNIT_STAFF, a),
    }
    place = StaffPlace(a.unit.instansi, a.unit)
    return page(request, "import", place, context, status=422 if form.errors else 200)
