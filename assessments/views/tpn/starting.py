"""All proposed units of a year that wait for TPN: begun at once, the others with their reasons."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from assessments.models import Assessment, State
from assessments.services.jobs import start_job
from assessments.tpn_start_jobs import START_TPN
from assessments.tpn_starting import waiting_for_tpn
from assessments.views.tpn.common import period_or_404


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def tpn_start(request, instansi: str, year: int):
    """Who may begin and who may not; POST begins for all who may, as a job that leads back here."""
    period, editable = period_or_404(request, instansi, year)
    if not editable:
        raise PermissionDenied
    if request.method == "POST":
        job = start_job(START_TPN, actor=request.user, instansi=period.instansi, params={"year": year})
        return redirect("assessments:job", job.pk)
    units = waiting_for_tpn(period)
    context = {
        "period": period,
        "ready": [one for one in units if not one.refusals],
        "stopped": [one for one in units if one.refusals],
        "begun": Assessment.objects.filter(period=period, state=State.PENILAIAN_TPN).count(),
    }
    return render(request, "assessments/tpn/start.html", context)
