"""The public library, its files, and public announcements."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone

from assessments.views.public.rendering import page, public
from documents.library.queries import open_notices, open_to_all
from documents.views.filters import filtered
from documents.views.reading import file_of

NOTICES = 10  # ten of the longest keep the page below 100 kB


@public
def library(request: HttpRequest) -> HttpResponse:
    """Public items with search and filters."""
    return page("library", {"here": "library"} | filtered(request, open_to_all()))


@public
def library_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file of a public item; for any other there is nothing here."""
    return file_of(get_object_or_404(open_to_all(), pk=pk), None)


@public
def notices(request: HttpRequest) -> HttpResponse:
    """The public announcements of today."""
    rows = Paginator(open_notices(timezone.localdate()), NOTICES).get_page(request.GET.get("page"))
    return page("notices", {"here": "notices", "page": rows})
