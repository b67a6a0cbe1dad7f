"""Who may open what of the register: the instansi for its admin and head, a record also for its unit."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from assessments.holders import visible_records
from assessments.models import PredicateRecord
from units.models import Instansi, Role
from units.queries import hats_of


def instansi_of(request: HttpRequest, code: str) -> tuple[Instansi, bool]:
    """The instansi that the person administers or leads, and whether they are its admin. Http404: neither."""
    hats = hats_of(request.user)
    rows = Instansi.objects.filter(pk__in=hats.instansi(Role.ADMIN, Role.PIMPINAN_INSTANSI))
    found = get_object_or_404(rows, code=code)
    return found, found.pk in hats.instansi(Role.ADMIN)


def record_of(request: HttpRequest, pk: int) -> PredicateRecord:
    """A record that the person may know of. Http404: a stranger."""
    return get_object_or_404(visible_records(request.user), pk=pk)


def admin_record_of(request: HttpRequest, pk: int) -> PredicateRecord:
    """A record that the person may change. PermissionDenied: known, but not its admin. Http404: it was withdrawn."""
    found = record_of(request, pk)
    if found.unit.instansi_id not in hats_of(request.user).instansi(Role.ADMIN):
        raise PermissionDenied
    if found.withdrawn_at is not None:
        raise Http404
    return found


def role_at(request: HttpRequest, instansi: Instansi) -> str:
    """As which the person stands here, for the page head and the audit."""
    hats = hats_of(request.user)
    if instansi.pk in hats.instansi(Role.ADMIN):
        return "Admin inspektorat"
    return "Pimpinan instansi" if instansi.pk in hats.instansi(Role.PIMPINAN_INSTANSI) else "Unit"
