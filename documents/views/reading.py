"""The library for everybody who is logged in: shared items and those of the own instansi, and their files."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from documents.library.models import FormerContent, LibraryItem
from documents.library.queries import readable, readable_notices
from documents.serving import serve_blob
from documents.views.filters import filtered
from units.queries import hats_of


@login_required
@require_safe
def library(request: HttpRequest) -> HttpResponse:
    """Today's announcements, and the library with search and filters."""
    hats = hats_of(request.user)
    context = filtered(request, readable(hats))
    context["notices"] = readable_notices(hats, timezone.localdate())[:10]
    return render(request, "documents/library/library.html", context)


@login_required
@require_safe
def library_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file of an item that the person may read."""
    item = get_object_or_404(readable(hats_of(request.user)), pk=pk)
    return file_of(item, request.user.pk)


def file_of(item: LibraryItem | FormerContent, actor: int | None) -> HttpResponseBase:
    """The file that an item holds or held, through the one way out; 404 for a link, which is on the page already."""
    if item.blob is None:
        raise Http404
    chain = f"instansi:{item.instansi_id}" if item.instansi_id else "system"
    return serve_blob(item.blob, filename=item.filename, as_attachment=False, chain=chain, actor=actor)
