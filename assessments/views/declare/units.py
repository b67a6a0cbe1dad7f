"""The units of a year with how far their pencanangan and their signatures are; constant queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest
from django.utils.http import urlencode

from assessments import pakta
from assessments.models import Assessment, Declaration, Period, State

PAGE_SIZE = 50
NONE = pakta.PaktaCount()


@dataclass(frozen=True)
class Row:
    """A unit in the year: what its own list counts, and which pencanangan holds for it."""

    assessment: Assessment
    count: pakta.PaktaCount
    declaration: Declaration | None

    @property
    def covered(self) -> bool:
        """Whether the instansi's pencanangan holds."""
        return self.declaration is not None and self.declaration.unit_id is None


def rows_of(request: HttpRequest, period: Period, today: date) -> dict[str, Any]:
    """One page of the units of a period, by code, for the page of the instansi. Five queries."""
    search = request.GET.get("q", "").replace("\x00", "").strip()
    units = (
        Assessment.objects.filter(period=period).select_related("unit", "declaration").order_by("unit__code")
    )
    if search:
        units = units.filter(Q(unit__code__icontains=search) | Q(unit__name__icontains=search))
    page = Paginator(units, PAGE_SIZE).get_page(request.GET.get("page"))
    counts = pakta.counts_by_unit(period.instansi, today)
    shared = Declaration.objects.filter(instansi=period.instansi, unit=None, date__lte=today).first()
    page.object_list = [_row(a, counts.get(a.unit_id, NONE), shared) for a in page.object_list]
    active = set(period.instansi.units.filter(is_active=True).values_list("pk", flat=True))
    told = {"units": len(active), "lists": len(active & set(counts))}
    return told | {"page": page, "q": search, "query": f"{urlencode({'q': search})}&" if search else ""}


def _row(a: Assessment, count: pakta.PaktaCount, shared: Declaration | None) -> Row:
    if a.declaration_id is None and a.state == State.TERDAFTAR:
        return Row(a, count, shared)
    return Row(a, count, a.declaration)
