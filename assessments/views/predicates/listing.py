"""The register of an instansi: who holds what, by which decree, which reports are due."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessments.holders import Row, rows_of

from .reach import instansi_of

PAGE_SIZE = 50
FILTERS = {
    "": "Semua",
    "berlaku": "Berlaku",
    "laporan": "Laporan terlambat atau segera",
    "digantikan": "Digantikan",
    "dicabut": "Dicabut",
    "dibatalkan": "Dibatalkan",
}


@login_required
@require_safe
def register(request: HttpRequest, instansi: str) -> HttpResponse:
    """All predicates of an instansi, filtered by status or a word."""
    found, editable = instansi_of(request, instansi)
    status, q = request.GET.get("status", ""), request.GET.get("q", "").strip()
    status = status if status in FILTERS else ""
    rows = rows_of(found)
    shown = [row for row in rows if _matches(row, status, q.casefold())]
    page = Paginator(shown, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "instansi": found,
        "editable": editable,
        "page": page,
        "status": status,
        "filters": FILTERS,
        "q": q,
        "count": len(rows),
        "holding": sum(row.holds for row in rows),
        "late": sum(row.due is not None and row.due.is_late for row in rows),
    }
    return render(request, "assessments/predicates/list.html", context)


def _matches(row: Row, status: str, word: str) -> bool:
    told = f"{row.record.unit.code} {row.record.unit.name} {row.record.decree_number}".casefold()
    if word not in told:
        return False
    if status == "laporan":
        return row.due is not None and (row.due.is_late or row.due.is_soon)
    return status in ("", row.status)
