"""POST: the index of the unit's own survey as its answer, on the person's click."""

from __future__ import annotations

from functools import partial

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from assessments.services.survey_taking import take_index as take
from assessments.views.answering.taken import number_in, taken


@login_required
@require_POST
def take_index(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Take the index of the campaign that was shown."""
    campaign, seen = number_in(request, "survei"), number_in(request, "version")
    return taken(
        request,
        pk,
        code,
        partial(take, pk, code=code, campaign=campaign, seen=seen, actor=request.user),
        done="Indeks diambil dari survei; sumbernya tertulis pada jawaban.",
        same="Jawabannya sudah sama dengan survei.",
    )
