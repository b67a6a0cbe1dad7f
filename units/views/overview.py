"""The door to the management of an instansi, and the data that stand on its letters."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from units.forms.base import attempt
from units.forms.units import InstansiDataForm
from units.queries import counts_of
from units.services.instansi import change_instansi
from units.views.scope import instansi_or_404, page


@login_required
@require_safe
def manage(request: HttpRequest, instansi: str) -> HttpResponse:
    """What there is to manage, with counts."""
    place = instansi_or_404(request, instansi, "view")
    return page(request, "manage", place, {"counts": counts_of(place, timezone.now())})


@login_required
@require_http_methods(["GET", "POST"])
def instansi_data(request: HttpRequest, instansi: str) -> HttpResponse:
    """Name, leader, city and time zone of the instansi."""
    place = instansi_or_404(request, instansi)
    form = InstansiDataForm(request.POST or None, instance=place)
    if attempt(form, lambda data: change_instansi(place, actor=request.user, **data)):
        messages.success(request, "Data instansi disimpan.")
        return redirect("units:manage", instansi)
    context = {"form": form, "title": "Data instansi", "back": "units:manage"}
    return page(request, "form", place, context, status=422 if form.is_bound else 200)
