"""One's own background work in a list: what waits and what became of it."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from assessments.models import Job
from assessments.services.job_queue import UNFINISHED
from assessments.services.jobs import take_up_lost
from assessments.views.job_words import STAYS, plain_title, try_note

PAGE_SIZE = 25
# how a state looks as a chip
KINDS = {
    Job.Status.QUEUED: "belum",
    Job.Status.RUNNING: "berjalan",
    Job.Status.DONE: "selesai",
    Job.Status.FAILED: "gagal",
    Job.Status.CANCELLED: "belum",
}


@login_required
@never_cache
@require_safe
def jobs(request):
    """The person's jobs, the newest first."""
    take_up_lost()
    found = Job.objects.filter(requested_by=request.user).order_by("-pk")
    found = found.select_related("assessment__unit", "assessment__period", "instansi")
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    rows = [
        {
            "job": job,
            "title": plain_title(job),
            "kind": KINDS[Job.Status(job.status)],
            "note": try_note(job),
            "stops": job.status in UNFINISHED and job.kind not in STAYS,
        }
        for job in page.object_list
    ]
    return render(request, "assessments/reports/jobs.html", {"page": page, "rows": rows})
