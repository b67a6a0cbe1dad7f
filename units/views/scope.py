"""Where every management view starts: the instansi of the address, if the person may be there."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import urlencode

from units.models import Instansi
from units.queries import hats_of, known_instansi
from units.rules import acting_as, may

PAGE_SIZE = 25


def instansi_or_404(request: HttpRequest, code: str, action: str = "manage") -> Instansi:
    """The instansi with this code: 404 for a stranger to it, 403 for who may not do `action` there."""
    instansi = get_object_or_404(known_instansi(request.user), code=code)
    if not may(hats_of(request.user), action, instansi):
        raise PermissionDenied
    return instansi


def page(
    request: HttpRequest,
    template: str,
    instansi: Instansi | None,
    context: dict | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """A management page, with what its frame needs: who acts as what, and may they change anything."""
    hats = hats_of(request.user)
    frame = {
        "instansi": instansi,
        "acting": acting_as(hats, instansi),
        "may_manage": may(hats, "manage", instansi),
        "here": (context or {}).get("title", "Kelola"),
        "lead": "",
        "save": "Simpan",
    }
    return render(request, f"units/{template}.html", frame | (context or {}), status=status)


def searched(request: HttpRequest) -> str:
    """What `?q=` asks for, without the character that PostgreSQL cannot compare."""
    return request.GET.get("q", "").replace("\x00", "").strip()


def paged(request: HttpRequest, rows: QuerySet) -> dict[str, Page | str]:
    """One page of a list and the rest of its address, as `components/pagination.html` wants them."""
    search = searched(request)
    return {
        "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "q": search,
        "query": f"{urlencode({'q': search})}&" if search else "",
    }
