"""The announced days of sanggah in a year."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from assessments.forms.objections import WindowForm
from assessments.loaded import policy_of
from assessments.models import ObjectionWindow
from assessments.services.objection_windows import save_objection_window
from assessments.views.tpn.common import Taking, attempt, period_or_404
from documents.serving import serve


def _window(request, instansi: str, year: int):
    period, editable = period_or_404(request, instansi, year)
    if policy_of(period).objection is None:
        raise Http404
    return period, editable, ObjectionWindow.objects.filter(period=period).select_related("scan").first()


@login_required
def objection_window(request, instansi: str, year: int):
    """When sanggah is open, and the announcement that says so."""
    period, editable, stored = _window(request, instansi, year)
    if request.method == "POST" and not editable:
        raise PermissionDenied
    form = WindowForm(request.POST or None, request.FILES or None, stored=stored)
    if request.method == "POST" and _save(request, form, period) is not None:
        messages.success(request, "Masa sanggah disimpan.")
        return redirect("assessments:tpn_year", instansi, year)
    context = {
        "period": period,
        "editable": editable,
        "stored": stored,
        "form": form,
        "rule": policy_of(period).objection,
    }
    return render(request, "assessments/tpn/window.html", context, status=422 if form.errors else 200)


def _save(request, form: WindowForm, period):
    def act(files):
        names = ("opens_on", "closes_on", "letter_number", "letter_date")
        return save_objection_window(
            period,
            seen=form.seen(),
            scan=files.get("scan"),
            actor=request.user,
            **{name: form.cleaned_data[name] for name in names},
        )

    titles = {"scan": f"Pengumuman masa sanggah {period.year}"}
    taking = Taking(period.instansi, request.user, "Admin inspektorat", titles)
    return attempt(form, act, taking=taking)


@login_required
@require_safe
def objection_window_scan(request, instansi: str, year: int):
    """The scan of the announcement."""
    _, _, stored = _window(request, instansi, year)
    if stored is None or stored.scan is None:
        raise Http404
    return serve(stored.scan, as_attachment=False, actor=request.user, role="", method=request.method)
