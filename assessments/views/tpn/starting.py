"""All proposed units of a year that wait for TPN: begun at once, the others with their reasons."""

from django.contrib import messages
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
    """Who may begin and who may not; POST begins for those that the person saw (`units`, their assessments), as a job
    that leads back here.
    """
    period, editable = period_or_404(request, instansi, year)
    if not editable:
        raise PermissionDenied
    if request.method == "POST":
        seen = [int(one) for one in request.POST.get("units", "").split(",") if _is_id(one)]
        if not seen:
            messages.error(request, "Tidak ada unit yang dimulai. Lihat lagi daftarnya, lalu mulai.")
            return redirect("assessments:tpn_start", instansi, year)
        params = {"year": year, "units": seen}
        job = start_job(START_TPN, actor=request.user, instansi=period.instansi, params=params)
        return redirect("assessments:job", job.pk)
    units = waiting_for_tpn(period)
    ready = [one for one in units if not one.refusals]
    context = {
        "period": period,
        "ready": ready,
        "seen": ",".join(str(one.assessment.pk) for one in ready),
        "stopped": [one for one in units if one.refusals],
        "begun": Assessment.objects.filter(period=period, state=State.PENILAIAN_TPN).count(),
    }
    return render(request, "assessments/tpn/start.html", context)


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19
