"""POST: the counts of a question from the registers, on the person's click."""

from __future__ import annotations

from functools import partial

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from assessments.services.register_counts import take_counts as take
from assessments.views.answering.taken import number_in, taken


@login_required
@require_POST
def take_counts(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Fill the counts that were shown."""
    seen, shown = number_in(request, "version"), request.POST.get("register", "")
    return taken(
        request,
        pk,
        code,
        partial(take, pk, code=code, seen=seen, shown=shown, actor=request.user),
        done="Jumlah diambil dari register; sumbernya tertulis di catatan.",
        same="Isiannya sudah sama dengan register.",
    )
