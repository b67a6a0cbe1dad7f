"""People and their dated roles."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from units.forms.base import attempt
from units.forms.people import AreasForm, EndRoleForm, RoleForm
from units.proven import proven
from units.queries import people_with_roles
from units.services.memberships import change_areas, end_role, give_role
from units.views.scope import instansi_or_404, page, paged, searched


@login_required
@require_safe
def people_list(request: HttpRequest, instansi: str) -> HttpResponse:
    """Everybody who has or had a role or seat here, with dates."""
    place = instansi_or_404(request, instansi, "view")
    rows = people_with_roles(place, searched(request))
    context = {"title": "Orang dan peran", "today": timezone.localdate()}
    return page(request, "people", place, context | paged(request, rows))


@login_required
@require_http_methods(["GET", "POST"])
@proven
def role_add(request: HttpRequest, instansi: str) -> HttpResponse:
    """Give a role to a person of this instansi; `?orang=` chooses the person."""
    place = instansi_or_404(request, instansi)
    form = RoleForm(request.POST or None, instansi=place, initial={"user": request.GET.get("orang")})
    if role := attempt(form, lambda data: give_role(instansi=place, actor=request.user, **data)):
        messages.success(request, f"{role.user} sekarang {role.get_role_display()}.")
        return redirect("units:people", instansi)
    context = {"form": form, "title": "Beri peran", "back": "units:people", "save": "Beri peran"}
    return page(request, "form", place, context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "POST"])
@proven
def role_end(request: HttpRequest, instansi: str, pk: int) -> HttpResponse:
    """Ask for the last day of a role, and end it."""
    place = instansi_or_404(request, instansi)
    role = get_object_or_404(place.memberships.select_related("user", "unit"), pk=pk)
    form = EndRoleForm(request.POST or None)
    if attempt(form, lambda data: end_role(role, actor=request.user, **data)):
        messages.success(request, f"Peran {role.user} sebagai {role.get_role_display()} diakhiri.")
        return redirect("units:people", instansi)
    lead = f"{role.user} sebagai {role.get_role_display()} · {role.unit or place}"
    context = {
        "form": form,
        "title": "Akhiri peran",
        "lead": lead,
        "back": "units:people",
        "save": "Akhiri peran",
    }
    return page(request, "form", place, context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "POST"])
@proven
def role_areas(request: HttpRequest, instansi: str, pk: int) -> HttpResponse:
    """Choose the pokja areas of a petugas."""
    place = instansi_or_404(request, instansi)
    role = get_object_or_404(place.memberships.select_related("user", "unit"), pk=pk)
    form = AreasForm(request.POST if request.method == "POST" else None, initial={"areas": role.areas})
    if attempt(form, lambda data: change_areas(role, actor=request.user, **data)):
        messages.success(request, f"Area pokja {role.user} disimpan.")
        return redirect("units:people", instansi)
    context = {
        "form": form,
        "title": "Area pokja",
        "lead": f"{role.user} · {role.unit}",
        "back": "units:people",
    }
    return page(request, "form", place, context, status=422 if form.is_bound else 200)
