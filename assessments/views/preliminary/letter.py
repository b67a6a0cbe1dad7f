"""POST: make the letter of the level above, as a draft or issued."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from assessments import queries
from assessments.reports.jobs import PRELIMINARY
from assessments.rules import may
from assessments.services.jobs import start_job


@login_required
@require_POST
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """Start making the letter; the job's page gives the file."""
    assessment = get_object_or_404(queries.visible_assessments(request.user), pk=pk)
    if not may(request.user, "view_preliminary", assessment):
        raise PermissionDenied
    return redirect("assessments:job", start_job(PRELIMINARY, actor=request.user, assessment=assessment).pk)
