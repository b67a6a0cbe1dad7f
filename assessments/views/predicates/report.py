"""The report on a holder of a predicate: written once, issued as a letter with a seal."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from assessments.forms.predicates import ReportForm
from assessments.reports.holder_report import issue_report
from assessments.services.errors import NotAllowed, Refused
from assessments.services.holder_reports import standing_above

from .reach import admin_record_of


@login_required
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """The form of a report; saving it issues the letter."""
    found = admin_record_of(request, pk)
    today = timezone.localdate(timezone=found.unit.instansi.zone)
    form = ReportForm(request.POST or None, initial={"year": today.year, "letter_date": today})
    if request.method == "POST" and form.is_valid():
        try:
            issue_report(pk, report=form.report(), actor=request.user)
        except NotAllowed as error:
            raise PermissionDenied(str(error)) from error
        except Refused as error:
            form.refuse(error)
        else:
            messages.success(request, "Laporan monev diterbitkan. Unduh suratnya untuk ditandatangani.")
            return redirect("assessments:predicate", pk)
    context = {
        "record": found,
        "above": standing_above(found),
        "instansi": found.unit.instansi,
        "form": form,
        "role": "Admin inspektorat",
    }
    return render(request, "assessments/predicates/report.html", context, status=422 if form.errors else 200)
