"""A unit's KKE as a workbook, by the browser: ours, filled or blank, and the agency's own templates."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from assessments import queries
from assessments.kke.exporting import export_portal
from assessments.kke.jobs import XLSX
from assessments.kke.templates.listing import exported
from assessments.kke.templating import TemplateExport, current_templates, prepare_export, stored_bytes
from assessments.models import Assessment, PeriodTemplate
from assessments.rules import acting_as, may
from assessments.services.errors import NotAllowed
from documents.workbooks.guard import FileRefused


def _exportable(request, pk: int) -> Assessment:
    a = get_object_or_404(queries.visible_assessments(request.user), pk=pk)
    if not may(request.user, "export", a):
        raise PermissionDenied
    return a


def _workbook(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
@require_safe
def kke_files(request, pk: int):
    """Every form in which a unit's KKE can be had, with one sentence each."""
    a = _exportable(request, pk)
    can_import = any(may(request.user, name, a) for name in ("import_unit", "assess", "decide"))
    context = {
        "a": a,
        "role": acting_as(request.user, a),
        "templates": current_templates(a.period),
        "can_import": can_import,
        "manages": queries.visible_periods(request.user).filter(pk=a.period_id).exists(),
    }
    return render(request, "assessments/kke/files.html", context)


@login_required
@require_safe
def kke_export(request, pk: int):
    """The unit's KKE as a workbook, with what this person may see."""
    return _portal(request, pk, blank=False)


@login_required
@require_safe
def kke_blank(request, pk: int):
    """The unit's KKE as a workbook without answers."""
    return _portal(request, pk, blank=True)


def _portal(request, pk: int, *, blank: bool) -> HttpResponse:
    get_object_or_404(queries.visible_assessments(request.user), pk=pk)
    try:
        return _workbook(*export_portal(pk, actor=request.user, blank=blank))
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error


@login_required
@require_safe
def kke_template(request, pk: int, template: int):
    """What an export into a template fills, leaves alone and changes, before it is made."""
    a, stored = _template(request, pk, template)
    context = {"a": a, "role": acting_as(request.user, a), "stored": stored}
    try:
        context["made"] = exported(_prepared(request, pk, stored))
    except FileRefused as error:
        context["refused"] = [{"message": str(error)}]
    return render(
        request, "assessments/kke/template.html", context, status=422 if "refused" in context else 200
    )


@login_required
@require_safe
def kke_template_file(request, pk: int, template: int):
    """The unit's KKE, filled into a template."""
    a, stored = _template(request, pk, template)
    try:
        return _workbook(*_prepared(request, pk, stored).write())
    except FileRefused as error:
        messages.error(request, str(error))
    return redirect("assessments:kke_template", a.pk, stored.pk)


def _template(request, pk: int, template: int) -> tuple[Assessment, PeriodTemplate]:
    a = _exportable(request, pk)
    current = PeriodTemplate.objects.select_related("blob").filter(period=a.period_id, superseded_at=None)
    return a, get_object_or_404(current, pk=template)


def _prepared(request, pk: int, stored: PeriodTemplate) -> TemplateExport:
    block = 2 if request.GET.get("blok") == "2" else 1
    return prepare_export(pk, stored_bytes(stored), actor=request.user, block=block)
