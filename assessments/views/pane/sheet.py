"""GET: one page of a document as small HTML for the sandboxed frame of the pane."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessments.views.opened import note_reading, opened_or_404
from documents.models import Revision
from documents.preview.looking import look
from documents.preview.running import NothingToShow
from documents.preview.turns import Busy
from documents.serving import guarded

SHEET = "documents/preview/sheet.html"
# no scripts, no origin, nothing fetched but our own style; the picture stands in the page itself
POLICY = (
    "sandbox; default-src 'none'; img-src data:; style-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'"
)
BUSY = "Server sedang sibuk menyiapkan dokumen lain. Coba lagi beberapa saat lagi."


@login_required
@require_safe
def pane_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Page `?hal=` (from 1) in one of two sizes (`?besar=1`); or why the document cannot be shown. 404 for a stranger,
    a link and a page that is not there, 503 while too many are being made.
    """
    opened = opened_or_404(request, pk, bare=True)
    revision = opened.use.revision
    if revision.blob is None:
        raise Http404
    note_reading(request, opened)
    return framed_page(request, revision, number=opened.page(request.GET.get("hal", "")), role=opened.role)


def framed_page(request: HttpRequest, revision: Revision, *, number: int, role: str) -> HttpResponse:
    """Page `number` of a file in the size of `?besar=`, for the frame of a pane. Permission is the caller's, who
    has also put the opening into the audit.
    """
    wide = request.GET.get("besar") == "1"
    context = {"title": revision.document.title, "wide": wide, "number": number}
    try:
        page = look(revision, number, wide=wide, actor=request.user, role=role)
    except NothingToShow as nothing:
        return _framed(request, context | {"message": nothing.message, "page": None}, status=200)
    except Busy:
        response = _framed(request, context | {"message": BUSY, "page": None}, status=503)
        response["Retry-After"] = "5"
        return response
    if not page.exists:
        message = f"Tidak ada {page.unit} {number}; dokumen ini berisi {page.of} {page.unit}."
        return _framed(request, context | {"message": message, "page": None}, status=404)
    return _framed(request, context | {"message": "", "page": page}, status=200)


def _framed(request: HttpRequest, context: dict, *, status: int) -> HttpResponse:
    response = render(request, SHEET, context, status=status)
    response["Content-Security-Policy"] = POLICY
    response["X-Frame-Options"] = "SAMEORIGIN"
    guarded(response)
    return response
