"""What leaves the portal: the poster with its QR code, slips with single-use codes, the answers as a workbook."""

import io

import segno
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from surveys.models import Campaign
from surveys.queries import known_campaigns
from surveys.rules import may
from surveys.services.codes import print_codes
from surveys.workbook import KIND, workbook_of
from units.services.errors import Refused


@login_required
@require_safe
def poster(request: HttpRequest, pk: int) -> HttpResponse:
    """A4 for the counter: the QR code and the short address; with `?jenis=formulir` the questionnaire on paper."""
    found = run_by(request, pk)
    name = "paper" if request.GET.get("jenis") == "formulir" else "poster"
    return render(request, f"surveys/print/{name}.html", {"campaign": found, **_where(request, found)})


@login_required
@require_POST
@never_cache
def codes(request: HttpRequest, pk: int) -> HttpResponse:
    """A new batch of slips, shown this once."""
    found = run_by(request, pk)
    numbers = [request.POST.get(name, "") for name in ("number", "count")]
    number, count = (int(n) if n.isascii() and n.isdecimal() and len(n) < 6 else 0 for n in numbers)
    try:
        made = print_codes(pk, number=number, count=count, actor=request.user)
    except Refused as error:
        messages.error(request, str(error))
        return redirect("surveys:campaign", pk)
    where = _where(request, found)
    # what stands behind # never reaches a server, nor its log: the page's script puts it into the field
    slips = [(f"{code[:4]} {code[4:]}", qr_code(f"{where['address']}#{code}")) for code in made]
    return render(
        request, "surveys/print/slips.html", {"campaign": found, "number": number, "slips": slips, **where}
    )


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
    response = HttpResponse(book, content_type=KIND)
    response["Content-Disposition"] = f'attachment; filename="survei-{found.kind}-{found.code}.xlsx"'
    return response


def qr_code(text: str) -> SafeString:
    """A QR code as an SVG element with its quiet zone, black on white."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        out, kind="svg", xmldecl=False, svgns=True, border=4, omitsize=True, light="#fff"
    )
    return mark_safe(out.getvalue().decode())  # noqa: S308 - segno draws it; the text is only in its modules


def run_by(request: HttpRequest, pk: int) -> Campaign:
    """A campaign that the person runs; Http404 for a stranger, PermissionDenied."""
    found = get_object_or_404(known_campaigns(request.user), pk=pk)
    if not may(request.user, "run_survey", found.unit):
        raise PermissionDenied
    return found


def _where(request: HttpRequest, campaign: Campaign) -> dict:
    address = request.build_absolute_uri(f"/s/{campaign.code}/")
    return {"address": address, "short": address.split("://", 1)[1].rstrip("/"), "qr": qr_code(address)}
