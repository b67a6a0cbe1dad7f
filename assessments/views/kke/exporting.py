"""A unit's KKE as a workbook, by the browser."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from assessments import queries
from assessments.kke.exporting import export_portal
from assessments.kke.jobs import XLSX
from assessments.services.errors import NotAllowed


@login_required
@require_safe
def kke_export(request, pk: int):
    """The unit's KKE as a workbook, with what this person may see."""
    get_object_or_404(queries.visible_assessments(request.user), pk=pk)
    try:
        content, name = export_portal(pk, actor=request.user)
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
