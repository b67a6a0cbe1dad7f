"""What leaves the portal as a file: poster, paper form, slips with single-use codes, the answers as a workbook,
the report."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from surveys.models import Campaign
from surveys.queries import known_campaigns
from surveys.reports import sheets
from surveys.reports.result import result_report
from surveys.services.codes import print_codes
from surveys.services.contacts import read_contacts
from surveys.views.finding import allowed
from surveys.workbook import KIND, contacts_book, workbook_of
from units.services.errors import Refused

PDF = "application/pdf"


@login_required
@require_safe
def poster(request: HttpRequest, pk: int) -> HttpResponse:
    """A4 for the counter: the QR code and the short address; with `?jenis=formulir` the questionnaire on paper."""
    found = allowed(request, pk)
    if request.GET.get("jenis") == "formulir":
        return as_file(sheets.paper_form(found), PDF, f"formulir-survei-{found.code}.pdf")
    return as_file(sheets.poster(found), PDF, f"poster-survei-{found.code}.pdf")


@login_required
@require_POST
@never_cache
def codes(request: HttpRequest, pk: int) -> HttpResponse:
    """A new batch of slips, given this once."""
    found = allowed(request, pk)
    numbers = [request.POST.get(name, "") for name in ("number", "count")]
    number, count = (int(n) if n.isascii() and n.isdecimal() and len(n) < 6 else 0 for n in numbers)
    try:
        made = print_codes(
            pk, number=number, count=count, draw=partial(sheets.slips, number), actor=request.user
        )
    except Refused as error:
        messages.error(request, str(error))
        return redirect("surveys:campaign", pk)
    return as_file(made, PDF, f"kode-survei-{found.code}-{number}.pdf")


@login_required
@require_safe
def data(request: HttpRequest, pk: int) -> HttpResponse:
    """The answers of a closed survey as xlsx, for everybody who reads its result."""
    found = get_object_or_404(known_campaigns(request.user), pk=pk)
    if found.state != Campaign.State.CLOSED:
        messages.error(request, "Data mentah dapat diunduh setelah survei ditutup.")
        return redirect("surveys:campaign", pk)
    book = workbook_of(found)
    if book is None:
        messages.error(
            request,
            "Data mentah dari kurang dari tiga jawaban tidak diberikan: jawaban tiap orang akan terbaca.",
        )
        return redirect("surveys:campaign", pk)
    return as_file(book, KIND, f"survei-{found.kind}-{found.code}.xlsx")


@login_required
@require_POST
@never_cache
def contacts(request: HttpRequest, pk: int) -> HttpResponse:
    """Whom TPN may call, as xlsx, for those who check the unit; each opening is in the audit."""
    found = allowed(request, pk, "read_contacts")
    try:
        people = read_contacts(pk, actor=request.user)
    except Refused as error:
        messages.error(request, str(error))
        return redirect("surveys:campaign", pk)
    return as_file(contacts_book(people), KIND, f"kontak-{found.kind}-{found.code}.xlsx")


@login_required
@require_safe
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """The report of a closed survey, for everybody who reads its result."""
    found = get_object_or_404(known_campaigns(request.user), pk=pk)
    if found.state != Campaign.State.CLOSED:
        messages.error(request, "Laporan dapat diunduh setelah survei ditutup.")
        return redirect("surveys:campaign", pk)
    return as_file(result_report(found), PDF, f"laporan-survei-{found.kind}-{found.code}.pdf")


def as_file(content: bytes, kind: str, name: str) -> HttpResponse:
    """A file to take along."""
    return HttpResponse(
        content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
