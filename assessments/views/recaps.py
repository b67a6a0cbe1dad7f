"""Recaps of a year as workbooks, and all its KKE in one archive: for admin and head of the instansi."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from assessments import queries
from assessments.forms.recaps import RecapForm
from assessments.kke.recaps.offers import made_before
from assessments.services.jobs import start_job


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def recap(request, instansi: str, year: int):
    """What can be made of a year, and what this person had made of it; a post starts the work."""
    period = get_object_or_404(queries.visible_periods(request.user), instansi__code=instansi, year=year)
    form = RecapForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        offer = form.offer()
        params = {"year": year, **offer.params}
        job = start_job(offer.job, actor=request.user, instansi=period.instansi, params=params)
        return redirect("assessments:job", job.pk)
    context = {"period": period, "form": form, "made": made_before(request.user, period)}
    status = 422 if form.is_bound else 200
    return render(request, "assessments/reports/recap.html", context, status=status)
