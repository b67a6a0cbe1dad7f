"""What `?q=`, `?jenis=`, `?status=` and `?page=` ask of a list of the library."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.http import urlencode

from documents.library.models import LibraryItem
from documents.library.queries import found
from documents.library.search import MAX_QUERY

PAGE_SIZE = 25


def filtered(request: HttpRequest, items: QuerySet[LibraryItem]) -> dict[str, Any]:
    """One page of the items that are asked for, and the choices as the template shows them (two queries)."""
    q = request.GET.get("q", "").replace("\x00", "").strip()[:MAX_QUERY]
    kind = request.GET.get("jenis", "")
    status = request.GET.get("status", "")
    kind = kind if kind in LibraryItem.Kind.values else ""
    status = status if status in LibraryItem.Status.values else ""
    asked = {name: value for name, value in (("q", q), ("jenis", kind), ("status", status)) if value}
    rows = found(items, query=q, kind=kind, status=status)
    return {
        "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "q": q,
        "kind": kind,
        "status": status,
        "kinds": LibraryItem.Kind.choices,
        "statuses": LibraryItem.Status.choices,
        "asked": bool(asked),
        "query": f"{urlencode(asked)}&" if asked else "",
    }
