"""Declared conflicts of interest: the list, and taking one back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from units.models import ConflictOfInterest, Instansi
from units.queries import conflicts_in
from units.services.conflicts import lift_conflict
from units.services.errors import NotAllowed, Refused
from units.views.scope import instansi_or_404, page, paged


@login_required
@require_safe
def conflict_list(request: HttpRequest, instansi: str) -> HttpResponse:
    """Who declared a conflict with which unit and why; those that hold first."""
    return _list(request, instansi_or_404(request, instansi, "view"))


@login_required
@require_POST
def conflict_lift(request: HttpRequest, instansi: str, pk: int) -> HttpResponse:
    """Take a conflict back, with a reason. 422 with what was typed when it is refused."""
    place = instansi_or_404(request, instansi)
    found = get_object_or_404(conflicts_in(place), pk=pk)
    reason = request.POST.get("reason", "")
    try:
        lift_conflict(found, reason=reason, actor=request.user)
    except NotAllowed:
        raise
    except Refused as refused:
        return _list(request, place, typed=(found, reason), refusal=str(refused))
    messages.success(request, f"Benturan kepentingan {found.user} dengan {found.unit} dicabut.")
    return redirect("units:conflicts", instansi)


def _list(
    request: HttpRequest,
    place: Instansi,
    *,
    typed: tuple[ConflictOfInterest, str] | None = None,
    refusal: str = "",
) -> HttpResponse:
    context = {
        "title": "Benturan kepentingan",
        "today": timezone.localdate(),
        "typed_pk": typed[0].pk if typed else None,
        "typed_reason": typed[1] if typed else "",
        "refusal": refusal,
    } | paged(request, conflicts_in(place))
    return page(request, "conflicts", place, context, status=422 if refusal else 200)
