"""What ZI is, the terms of a year, who takes part."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.http import urlencode

from assessments.loaded import terms_for
from assessments.public.participation import in_public_words, participants, public_instansi, public_years
from assessments.public.terms import terms_of
from assessments.views.public.rendering import page, public
from documents.library.queries import open_notices
from surveys.queries import published_campaigns

PAGE_SIZE = 50
MAX_SEARCH = 100


@public
def home(request: HttpRequest) -> HttpResponse:
    """What ZI, WBK and WBBM are, the stages, TPI and TPN; the newest announcements."""
    today = timezone.localdate()
    return page("home", {"here": "home", "year": today.year, "notices": open_notices(today)[:3]})


@public
def terms(request: HttpRequest) -> HttpResponse:
    """Conditions and minima of this year's proposals, or of the year asked for."""
    this = timezone.localdate().year
    asked = request.GET.get("tahun", "")
    year = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) == 4 else this
    found = terms_for(year)
    context = {"here": "terms", "year": year, "years": (this - 1, this, this + 1)}
    return page("terms", context | {"terms": terms_of(*found, year) if found else None})


@public
def instansi_list(request: HttpRequest) -> HttpResponse:
    """Every instansi of which units take part."""
    q = request.GET.get("q", "").replace("\x00", "").strip()[:MAX_SEARCH]
    rows = Paginator(public_instansi(q), PAGE_SIZE).get_page(request.GET.get("page"))
    query = f"{urlencode({'q': q})}&" if q else ""
    return page("instansi_list", {"here": "instansi", "page": rows, "q": q, "query": query})


@public
def instansi(request: HttpRequest, instansi: str) -> HttpResponse:
    """The units of an instansi that take part in a year (the newest unless another is asked for), and its contact."""
    place = get_object_or_404(public_instansi(), code=instansi)
    periods = list(public_years(place))
    asked = request.GET.get("tahun", "")
    period = next((one for one in periods if str(one.year) == asked), periods[0])
    rows = Paginator(participants(period), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "here": "instansi",
        "instansi": place,
        "period": period,
        "periods": periods,
        "page": rows,
        "units": in_public_words(list(rows), period.year),
        "surveys": published_campaigns([row.unit_id for row in rows], period.year),
        "query": f"tahun={period.year}&",
    }
    return page("instansi", context)
