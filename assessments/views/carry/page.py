"""The page of one unit: what would come along, taking it over, what did not, and taking it back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments import queries
from assessments.carrying.draft import draft_of
from assessments.carrying.source import earlier_years, read_source
from assessments.kke.carry_list import XLSX, carry_book
from assessments.loaded import instrument_of
from assessments.models import Assessment, Sheet
from assessments.rules import acting_as, may
from assessments.services import carry as carrying
from assessments.services import carry_checks
from assessments.services.errors import NotAllowed, Refused
from assessments.views.carry.rows import parts_of, past_of, reasons_of, took_text
from assessments.where import url_of

PAGE = "assessments/carry/page.html"


def _shown(request: HttpRequest, pk: int) -> Assessment:
    """The assessment; Http404 for a stranger, PermissionDenied for who is neither of the unit nor of its instansi."""
    assessment = get_object_or_404(queries.visible_assessments(request.user), pk=pk)
    if not may(request.user, "view_carry", assessment):
        raise PermissionDenied
    return assessment


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def carry(request: HttpRequest, pk: int) -> HttpResponse:
    """The preview of an earlier year (`?dari=` its year), and what was taken over; POST takes it over (`sumber`)."""
    a = _shown(request, pk)
    if request.method != "POST":
        return _page(request, a)
    try:
        made = carrying.carry_over(pk, source_id=_number(request.POST.get("sumber", "")), actor=request.user)
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    except Refused as error:
        messages.error(request, str(error))
        return _page(request, a, status=422)
    if made is None:
        messages.info(request, "Tidak ada lagi yang dapat diambil dari tahun itu.")
    else:
        took = took_text(made.items.values_list("kind", flat=True))
        messages.success(
            request, f"Diambil dari {made.source.period.year}: {took}. Sekarang periksa ulang jawabannya."
        )
    return redirect("assessments:carry", pk)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _page(request: HttpRequest, a: Assessment, status: int = 200) -> HttpResponse:
    carries = a.carries.select_related("source__period", "by", "undone_by").prefetch_related("items")
    sheet = a.sheets.filter(kind=Sheet.Kind.UNIT).first()
    context = {
        "a": a,
        "role": acting_as(request.user, a),
        "past": past_of(carries.order_by("-at", "-pk")),
        "waiting": len(sheet.unconfirmed) if sheet else 0,
        "check_url": url_of(a, "answers?periksa") if sheet and sheet.unconfirmed else "",
        "can_carry": may(request.user, "carry_over", a),
        "can_undo": may(request.user, "carry_over", a) and not a.submissions.exists(),
        **_preview(request, a),
    }
    return render(request, PAGE, context, status=status)


def _preview(request: HttpRequest, a: Assessment) -> dict:
    """What would come along from the chosen year, the newest one otherwise."""
    if not may(request.user, "carry_over", a):
        return {"years": [], "draft": None}
    years = list(earlier_years(request.user, a))
    wanted = request.GET.get("dari", "")
    chosen = next((year for year in years if str(year.period.year) == wanted), years[0] if years else None)
    if chosen is None:
        return {"years": [], "draft": None}
    draft = draft_of(request.user, a, read_source(request.user, chosen))
    if draft.is_empty and not wanted and a.carries.filter(source=chosen, undone_at=None).exists():
        return {"years": [], "draft": None}  # all of it was taken over already: nothing more to say
    return {
        "years": years,
        "draft": draft,
        "took": took_text(draft.kinds),
        "parts": parts_of(draft, instrument_of(a.period)),
        "reasons": reasons_of(left.plain() for left in draft.left),
    }


@login_required
@require_POST
def carry_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what nobody has looked at yet."""
    _shown(request, pk)
    try:
        number = carry_checks.undo_carry(pk, actor=request.user)
    except Assessment.DoesNotExist as error:
        raise Http404 from error
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    except Refused as error:
        messages.error(request, str(error))
    else:
        if number:
            messages.success(
                request, "Pengambilalihan diurungkan. Yang sudah diperiksa atau diubah tetap ada."
            )
        else:
            messages.info(request, "Tidak ada lagi yang dapat diurungkan.")
    return redirect("assessments:carry", pk)


@login_required
@require_safe
def carry_list(request: HttpRequest, pk: int) -> HttpResponse:
    """What was taken over and what was not, as a workbook."""
    a = _shown(request, pk)
    carries = list(a.carries.select_related("source__period").prefetch_related("items"))
    if not carries:
        raise Http404("nothing was taken over")
    content = carry_book(a.unit.instansi, a.period.year, [(a, carries, "")], actor=request.user)
    name = f"ambil-alih_{a.unit.code}_{a.period.year}.xlsx"
    return HttpResponse(
        content, content_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
