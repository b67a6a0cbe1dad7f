"""GET: what the unit claimed beside what TPI found, once it is released."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from assessments import queries
from assessments.differences import differences_of
from assessments.models import Assessment
from assessments.rules import acting_as, may

HTML = "assessments/after/"


def released(request: HttpRequest, pk: int) -> Assessment:
    """The assessment; Http404 for a stranger, PermissionDenied before release or for who reads no differences."""
    assessment = get_object_or_404(queries.visible_assessments(request.user), pk=pk)
    if not may(request.user, "view_differences", assessment):
        raise PermissionDenied
    return assessment


@login_required
@require_safe
def differences(request: HttpRequest, pk: int) -> HttpResponse:
    """The differences of a unit; `?tampil=semua` shows all questions, else only those that differ."""
    a = released(request, pk)
    every = request.GET.get("tampil") == "semua"
    context = {
        "a": a,
        "role": acting_as(request.user, a),
        "d": differences_of(a, every=every),
        "every": every,
        "sees_plan": may(request.user, "view_plan", a),
    }
    return render(request, f"{HTML}differences.html", context)
