"""Kawasan: the pages of the admin sistem, and what an instansi brings into one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_safe

from units.forms.base import attempt
from units.forms.kawasan import KawasanForm, KawasanSeatsForm, KawasanUnitsForm
from units.models import Instansi, Kawasan
from units.proven import proven
from units.queries import all_kawasan, hats_of, kawasan_of
from units.rules import may
from units.services.kawasan import save_kawasan, set_seats, set_units
from units.views.scope import PAGE_SIZE, instansi_or_404, page


def _only_admin_sistem(request: HttpRequest) -> None:
    if not may(hats_of(request.user), "keep_kawasan"):
        raise PermissionDenied


@login_required
@require_safe
def system_list(request: HttpRequest) -> HttpResponse:
    """Every kawasan."""
    _only_admin_sistem(request)
    rows = Paginator(all_kawasan(), PAGE_SIZE).get_page(request.GET.get("page"))
    return page(request, "kawasan_system", None, {"title": "Kawasan", "page": rows})


@login_required
@require_http_methods(["GET", "POST"])
def kawasan_add(request: HttpRequest) -> HttpResponse:
    """Found a kawasan."""
    return _edit(request, None)


@login_required
@require_http_methods(["GET", "POST"])
def kawasan_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a kawasan."""
    _only_admin_sistem(request)
    return _edit(request, get_object_or_404(Kawasan, pk=pk))


def _edit(request: HttpRequest, stored: Kawasan | None) -> HttpResponse:
    _only_admin_sistem(request)
    form = KawasanForm(request.POST or None, instance=stored)
    if made := attempt(form, lambda data: save_kawasan(stored, actor=request.user, **data)):
        messages.success(
            request, f"{made} disimpan. Tiap instansi peserta kini dapat memasukkan unit dan wakilnya."
        )
        return redirect("units:system_kawasan")
    title = f"Ubah {stored}" if stored else "Daftarkan kawasan"
    context = {"form": form, "title": title, "back": "units:system_kawasan"}
    return page(request, "form", None, context, status=422 if form.is_bound else 200)


@login_required
@require_safe
def kawasan_list(request: HttpRequest, instansi: str) -> HttpResponse:
    """The kawasan in which an instansi takes part, with its own units and representatives."""
    place = instansi_or_404(request, instansi, "view")
    return page(request, "kawasan", place, {"title": "Kawasan", "rows": kawasan_of(place)})


def _mine(place: Instansi, pk: int) -> Kawasan:
    return get_object_or_404(place.kawasan, pk=pk)


@login_required
@require_http_methods(["GET", "POST"])
def kawasan_units(request: HttpRequest, instansi: str, pk: int) -> HttpResponse:
    """Choose the units that the instansi has in a kawasan."""
    place = instansi_or_404(request, instansi)
    stored = _mine(place, pk)
    form = KawasanUnitsForm(
        request.POST if request.method == "POST" else None, kawasan=stored, instansi=place
    )
    if attempt(form, lambda data: set_units(stored, place, actor=request.user, **data)):
        messages.success(request, f"Unit di {stored} disimpan.")
        return redirect("units:kawasan", instansi)
    context = {"form": form, "title": "Unit di kawasan", "lead": str(stored), "back": "units:kawasan"}
    return page(request, "form", place, context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "POST"])
@proven
def kawasan_seats(request: HttpRequest, instansi: str, pk: int) -> HttpResponse:
    """Choose the representatives of the instansi in the joint TPI."""
    place = instansi_or_404(request, instansi)
    stored = _mine(place, pk)
    form = KawasanSeatsForm(
        request.POST if request.method == "POST" else None, kawasan=stored, instansi=place
    )
    if attempt(form, lambda data: set_seats(stored, place, actor=request.user, **data)):
        messages.success(request, f"Wakil di {stored} disimpan.")
        return redirect("units:kawasan", instansi)
    context = {"form": form, "title": "Wakil di TPI gabungan", "lead": str(stored), "back": "units:kawasan"}
    return page(request, "form", place, context, status=422 if form.is_bound else 200)
