"""POST: a member's sheet is done; the lead takes over what the members agree on."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from assessments import queries
from assessments.loaded import instrument_of
from assessments.models import Assessment
from assessments.panels import HASIL
from assessments.services.errors import NotAllowed, Refused
from assessments.services.sheets import mark_done
from assessments.services.tpi import take_over_agreement
from assessments.views.compare.page import address_of as compare_address
from assessments.views.tpi.area import address_of
from assessments.views.tpi.page import ALL
from assessments.where import first_area, url_of


@login_required
@require_POST
def tpi_done(request: HttpRequest, pk: int) -> HttpResponse:
    """Declare the own sheet done; what is missing comes back as a list, on the page that shows exactly that."""
    try:
        sheet = mark_done(pk, actor=request.user)
    except Assessment.DoesNotExist as error:
        raise Http404 from error
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    except Refused as error:
        assessment = queries.visible_assessments(request.user).get(pk=pk)
        messages.error(request, " ".join(["Belum dapat dinyatakan selesai.", *(m for m, _ in error.reasons)]))
        return redirect(url_of(assessment, error.reasons[0][1]))
    messages.success(request, "Lembar Anda sudah selesai. Terima kasih; ketua tim melanjutkan dari sini.")
    return redirect(address_of(sheet.assessment, first_area(sheet.assessment)))


@login_required
@require_POST
def tpi_agree(request: HttpRequest, pk: int) -> HttpResponse:
    """Take over, in one area or all, the answers on which the members agree."""
    page = request.POST.get("area", ALL)
    try:
        saved = take_over_agreement(pk, actor=request.user, area=None if page == ALL else page)
    except Assessment.DoesNotExist as error:
        raise Http404 from error
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    if page not in {ALL, HASIL, *instrument_of(saved.assessment.period).areas}:
        raise Http404(f"no area {page}")
    taken, left = len(saved.changed), saved.score.of - saved.score.answered
    rest = f"{left} pertanyaan masih perlu Anda putuskan." if left else "Semua jawaban akhir sudah ada."
    messages.success(request, f"{taken} jawaban akhir diambil alih dari yang sepakat. {rest}")
    if request.POST.get("kembali") == "banding":
        return redirect(compare_address(saved.assessment, request.POST.get("saringan", "")))
    return redirect(f"{address_of(saved.assessment, page)}{'?filter=belum' if left and page == ALL else ''}")
