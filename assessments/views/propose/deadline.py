"""The deadline of proposals and its changes."""

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from assessments.deadlines import has_passed, proposal_deadline
from assessments.forms.propose import DeadlineForm
from assessments.loaded import policy_of
from assessments.models import Period
from assessments.services.deadlines import change_deadline
from assessments.views.proposals.common import is_admin
from assessments.views.propose.common import attempt, keep, require_admin, visible_period
from documents.serving import serve


@login_required
@require_http_methods(["GET", "POST"])
def deadline(request: HttpRequest, instansi: str, year: int) -> HttpResponse:
    """What holds, every change with its letter or announcement, and a new change."""
    period = visible_period(request, instansi, year)
    if request.method == "POST":
        require_admin(request, period)
    rule = policy_of(period).deadline
    form = DeadlineForm(request.POST or None, request.FILES or None, changed_by=rule.changed_by)
    if attempt(form, lambda data: _change(request, period, data)):
        messages.success(request, "Perubahan batas pengusulan dicatat.")
        return redirect("assessments:deadline", instansi, year)
    ends = proposal_deadline(period)
    context = {
        "period": period,
        "form": form,
        "rule": rule,
        "rule_day": date(year, rule.month, rule.day),
        "changes": period.deadline_changes.select_related("recorded_by"),
        "deadline": ends,
        "passed": has_passed(ends, timezone.now()),
        "is_admin": is_admin(request, period),
    }
    return render(request, "assessments/propose/deadline.html", context, status=422 if form.is_bound else 200)


def _change(request: HttpRequest, period: Period, data: dict) -> None:
    scan = keep(request, period, file=data.pop("scan"), title=f"Perubahan batas pengusulan {data['number']}")
    change_deadline(period, scan=scan, actor=request.user, **data)


@login_required
@require_safe
def deadline_scan(request: HttpRequest, instansi: str, year: int, change: int) -> HttpResponse:
    """The letter or announcement of a change."""
    period = visible_period(request, instansi, year)
    found = get_object_or_404(
        period.deadline_changes.select_related("scan__document", "scan__blob"), pk=change
    )
    return serve(found.scan, as_attachment=False, actor=request.user, role="", method=request.method)
