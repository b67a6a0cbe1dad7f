"""The page of one import: being read, its preview with choices, applied, undone."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from assessments import queries
from assessments.models import Import, Job
from assessments.services import imports
from assessments.services.errors import NotAllowed
from assessments.services.job_queue import UNFINISHED
from assessments.views.imports.kinds import PAGES


@login_required
@never_cache
@require_safe
def import_page(request, pk: int):
    """Where this import stands."""
    return show(request, visible(request, pk))


def visible(request, pk: int) -> Import:
    """An import that the person may know of; 404 for strangers."""
    return get_object_or_404(queries.visible_imports(request.user), pk=pk)


def changeable(request, pk: int) -> Import:
    """An import that the person may apply or undo now; 403 when the time has passed."""
    imp = visible(request, pk)
    try:
        imports.kind_of(imp).allow(imp, request.user)
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    return imp


def show(request, imp: Import, *, status: int = 200, problems: dict[str, str] | None = None):
    """Render the page of the import's kind; while a job of it runs, the job's page is shown instead."""
    last = _jobs(imp).first()
    if last is not None and last.status in UNFINISHED and last.requested_by_id == request.user.pk:
        return redirect("assessments:job", last.pk)
    waits = imp.status in (Import.Status.READY, Import.Status.READING)
    told = last is not None and waits and last.params.get("version") == imp.version
    error = last.error if last is not None and told else ""
    return PAGES[imp.kind](request, imp, error=error, status=status, problems=problems or {})


def running_job(user, imp: Import) -> Job | None:
    """The person's own job that reads or applies this import now."""
    return _jobs(imp).filter(requested_by=user, status__in=UNFINISHED).first()


def _jobs(imp: Import) -> QuerySet[Job]:
    return Job.objects.filter(
        assessment=imp.assessment_id,
        instansi=imp.instansi_id,
        kind__in=imports.IMPORT_KINDS,
        params__import=imp.pk,
    )
