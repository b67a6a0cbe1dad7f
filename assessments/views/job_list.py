"""One's own background work in a list: what waits, what became of it, and where a queue that is full leads."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_htmx.http import HttpResponseClientRedirect

from assessments.models import Job
from assessments.services.job_limits import UNFINISHED, TooManyJobs
from assessments.services.jobs import take_up_lost
from assessments.views.job_words import STATES, STAYS, plain_title, try_note

PAGE_SIZE = 25
# how a state looks as a chip
KINDS = {
    "menunggu": "belum",
    "berjalan": "berjalan",
    "selesai": "selesai",
    "gagal": "gagal",
    "dibatalkan": "belum",
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
            "kind": KINDS[STATES[Job.Status(job.status)]],
            "note": try_note(job),
            "stops": job.status in UNFINISHED and job.kind not in STAYS,
        }
        for job in page.object_list
    ]
    return render(request, "assessments/reports/jobs.html", {"page": page, "rows": rows})


def queue_is_full(get_response: Callable) -> Callable:
    """Middleware: whoever has asked for too much sees what of it waits, and can cancel there."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_exception(request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, TooManyJobs):
            return None
        messages.error(request, str(exception))
        answer = redirect("assessments:jobs")
        return HttpResponseClientRedirect(answer.url) if request.htmx else answer  # type: ignore[attr-defined]

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware
