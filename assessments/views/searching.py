"""GET: the one search."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessments.searching import asked, search
from documents.library.search import MAX_QUERY


@login_required
@require_safe
def search_page(request: HttpRequest) -> HttpResponse:
    """What of everything that the person may see has every word of `?q=`."""
    text = asked(request.GET.get("q", ""))
    context = {"q": text, "groups": search(request.user, text), "longest": MAX_QUERY}
    return render(request, "assessments/search/search.html", context)
