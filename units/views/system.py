"""Pages of the admin sistem: instansi and the invitation of their first admin. Nothing inside an assessment."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from units.forms.base import attempt
from units.forms.people import AdminInvitationForm
from units.forms.units import InstansiForm
from units.models import Instansi, Role
from units.proven import proven
from units.queries import hats_of, instansi_with_counts
from units.rules import may
from units.services.instansi import create_instansi
from units.services.invitations import invite
from units.views.invitations import show_link
from units.views.scope import PAGE_SIZE, page


def _only_admin_sistem(request: HttpRequest) -> None:
    if not may(hats_of(request.user), "create_instansi"):
        raise PermissionDenied


@login_required
@require_safe
def instansi_list(request: HttpRequest) -> HttpResponse:
    """Every instansi, with the number of its units and admins."""
    _only_admin_sistem(request)
    rows = Paginator(instansi_with_counts(), PAGE_SIZE).get_page(request.GET.get("page"))
    return page(request, "system", None, {"title": "Instansi", "page": rows})


@login_required
@require_http_methods(["GET", "POST"])
def instansi_add(request: HttpRequest) -> HttpResponse:
    """Create an instansi; the invitation of its admin comes next."""
    _only_admin_sistem(request)
    form = InstansiForm(request.POST or None)
    if made := attempt(form, lambda data: create_instansi(actor=request.user, **data)):
        messages.success(request, f"{made} terdaftar. Undang admin inspektoratnya.")
        return redirect("units:first_admin", made.pk)
    context = {"form": form, "title": "Daftarkan instansi", "back": "units:system", "save": "Daftarkan"}
    return page(request, "form", None, context, status=422 if form.is_bound else 200)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
@proven
def first_admin(request: HttpRequest, pk: int) -> HttpResponse:
    """Invite an admin inspektorat of an instansi."""
    _only_admin_sistem(request)
    place = get_object_or_404(Instansi, pk=pk)
    form = AdminInvitationForm(request.POST or None)
    if made := attempt(form, lambda data: invite(place, role=Role.ADMIN, actor=request.user, **data)):
        return show_link(request, place, *made, back="units:system")
    context = {
        "form": form,
        "title": "Undang admin inspektorat",
        "lead": str(place),
        "back": "units:system",
        "save": "Kirim undangan",
    }
    return page(request, "form", None, context, status=422 if form.is_bound else 200)
