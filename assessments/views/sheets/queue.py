"""GET: the work queue of a person of TPI teams."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessments.tpi_queue import queue_of


@login_required
@require_safe
def tpi_queue(request: HttpRequest) -> HttpResponse:
    """The units of the person's teams, those first that need them; who sits in no team gets an empty page."""
    return render(request, "assessments/sheets/queue.html", {"queue": queue_of(request.user)})
