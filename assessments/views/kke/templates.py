"""The official KKE templates of a period: upload, replace, remove, by its admin."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from assessments import queries
from assessments.forms.kke import TemplateForm
from assessments.kke.templates.listing import uploaded
from assessments.kke.templating import current_templates, take_template
from assessments.models import Period, PeriodTemplate
from assessments.services.errors import NotAllowed
from assessments.services.templates import remove_template
from documents.errors import UploadRefused
from documents.serving import serve_blob
from documents.workbooks.guard import FileRefused
from units.models import Role
from units.queries import hats_of


def _period(request, instansi: str, year: int) -> Period:
    return get_object_or_404(queries.visible_periods(request.user), instansi__code=instansi, year=year)


@login_required
def period_templates(request, instansi: str, year: int):
    """The templates in use, what was found in them, and the form for another."""
    period = _period(request, instansi, year)
    editable = period.instansi_id in hats_of(request.user).instansi(Role.ADMIN)
    form = TemplateForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        if not editable:
            raise PermissionDenied
        if form.is_valid() and _save(request, form, period):
            return redirect("assessments:period_templates", instansi, year)
    context = {
        "period": period,
        "form": form,
        "editable": editable,
        "templates": [uploaded(template) for template in current_templates(period)],
    }
    return render(request, "assessments/kke/templates.html", context, status=422 if form.errors else 200)


def _save(request, form: TemplateForm, period: Period) -> bool:
    file = form.cleaned_data["file"]
    try:
        made = take_template(period, file, filename=file.name, actor=request.user)
    except (FileRefused, UploadRefused) as error:
        form.add_error("file", str(error))
        return False
    questions, of = made.findings["questions"], made.findings["of"]
    messages.success(request, f"Templat dipakai: {questions} dari {of} pertanyaan ditemukan di dalamnya.")
    return True


@login_required
@require_safe
def period_template_file(request, instansi: str, year: int, template: int):
    """The template as it was uploaded."""
    period = _period(request, instansi, year)
    found = get_object_or_404(
        PeriodTemplate.objects.select_related("blob"), pk=template, period=period, superseded_at=None
    )
    chain = f"instansi:{period.instansi_id}"
    return serve_blob(
        found.blob, filename=found.filename, as_attachment=True, chain=chain, actor=request.user
    )


@login_required
@require_POST
def period_template_remove(request, instansi: str, year: int, template: int):
    """Stop using a template."""
    period = _period(request, instansi, year)
    get_object_or_404(PeriodTemplate, pk=template, period=period)
    try:
        found = remove_template(period, template, actor=request.user)
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    messages.success(request, f"Templat {found.filename} tidak dipakai lagi.")
    return redirect("assessments:period_templates", instansi, year)
