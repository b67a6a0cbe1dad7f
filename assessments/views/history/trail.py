"""The trail of a unit as PDF."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from assessments.history.parts import parts_of
from assessments.reports.jobs import TRAIL
from assessments.services.jobs import start_job
from assessments.views.history.common import opened


@login_required
@require_POST
def trail(request, pk: int):
    """Start making the trail, with the parts that are open to the person."""
    assessment, _ = opened(request, pk)
    parts = parts_of(request.user, assessment)
    job = start_job(TRAIL, actor=request.user, assessment=assessment, params={"parts": sorted(parts)})
    return redirect("assessments:job", job.pk)
