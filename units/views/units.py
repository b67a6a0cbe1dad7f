"""Unit kerja: list, add, edit, deactivate."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from units.forms.base import attempt
from units.forms.units import UnitForm
from units.models import UnitKerja
from units.queries import units_of
from units.services.units import change_unit, create_unit, set_active
from units.views.scope import instansi_or_404, page, paged, searched


@login_required
@require_safe
def unit_list(request: HttpRequest, instansi: str) -> HttpResponse:
    """All units, searched by code and name."""
    place = instansi_or_404(request, instansi, "view")
    rows = units_of(place, searched(request))
    return page(request, "units", place, {"title": "Unit kerja"} | paged(request, rows))


@login_required
@require_http_methods(["GET", "POST"])
def unit_add(request: HttpRequest, instansi: str) -> HttpResponse:
    """Register a unit."""
    place = instansi_or_404(request, instansi)
    form = UnitForm(request.POST or None, instance=UnitKerja(instansi=place))
    if unit := attempt(form, lambda data: create_unit(place, actor=request.user, **data)):
        messages.success(request, f"Unit {unit} terdaftar.")
        return redirect("units:units", instansi)
    context = {"form": form, "title": "Daftarkan unit", "back": "units:units", "save": "Daftarkan"}
    return page(request, "form", place, context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "POST"])
def unit_edit(request: HttpRequest, instansi: str, pk: int) -> HttpResponse:
    """Change a unit."""
    place = instansi_or_404(request, instansi)
    unit = get_object_or_404(place.units.select_related("instansi"), pk=pk)
    title = f"Ubah unit {unit}"
    form = UnitForm(request.POST or None, instance=unit)
    if unit_after := attempt(form, lambda data: change_unit(unit, actor=request.user, **data)):
        messages.success(request, f"Unit {unit_after} disimpan.")
        return redirect("units:units", instansi)
    context = {"form": form, "title": title, "back": "units:units"}
    return page(request, "form", place, context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def unit_status(request: HttpRequest, instansi: str, pk: int) -> HttpResponse:
    """Deactivate a unit or take it back, as `active` says."""
    place = instansi_or_404(request, instansi)
    unit = get_object_or_404(place.units, pk=pk)
    active = request.POST.get("active") == "1"
    set_active(unit, active=active, actor=request.user)
    messages.success(request, f"Unit {unit} {'aktif kembali' if active else 'dinonaktifkan'}.")
    return redirect("units:units", instansi)
