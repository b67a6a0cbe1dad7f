"""Somebody of the team, or of the level above, says that they cannot judge a unit freely."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from assessments import queries
from assessments.rules import acting_as, may, of_team
from units.services import conflicts
from units.services.errors import Refused


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def declare_conflict(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the reason; POST declares it: from then on the unit is not there any more for this person."""
    assessment = get_object_or_404(queries.visible_assessments(request.user), pk=pk)
    if not may(request.user, "declare_conflict", assessment):
        raise PermissionDenied
    reason, refusal = request.POST.get("alasan", ""), ""
    if request.method == "POST":
        home = "assessments:tpi_queue" if of_team.test(request.user, assessment) else "assessments:home"
        try:
            conflicts.declare_conflict(assessment.unit, reason=reason, actor=request.user)
        except Refused as error:
            refusal = str(error)
        else:
            text = f"Benturan kepentingan dengan {assessment.unit.name} tercatat. Anda tidak lagi menilai unit ini."
            messages.success(request, text)
            return redirect(home)
    context = {
        "assessment": assessment,
        "instansi": assessment.unit.instansi,
        "acting_as": acting_as(request.user, assessment),
        "reason": reason,
        "refusal": refusal,
    }
    status = 422 if refusal else 200
    return render(request, "assessments/sheets/declare_conflict.html", context, status=status)
