"""The end of TPI's work: what still stands in the way, the signatures in their order, and the release."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from assessments import queries
from assessments.closing import closing_of
from assessments.models import Assessment, State
from assessments.rules import RELEASED, is_ketua, may
from assessments.services.errors import NotAllowed, Refused
from assessments.services.signing import decline_result, sign_result
from assessments.services.workflow import move
from assessments.tpi_sheets import desk_of
from assessments.views.tpi.area import HTML, address_of
from assessments.views.tpi.checklist import context_of
from assessments.where import first_area, url_of


def _visible(request: HttpRequest, pk: int, action: str) -> Assessment:
    found = get_object_or_404(queries.visible_assessments(request.user), pk=pk)
    if not may(request.user, action, found):
        raise PermissionDenied
    return found


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def finalise(request: HttpRequest, pk: int) -> HttpResponse:
    """The lead's and the pengendali's page of the end; POST releases the final answers, by the lead alone."""
    if request.method == "POST":
        return _walk(request, _visible(request, pk, "finalise"))
    assessment = _visible(request, pk, "view_closing")
    if assessment.state in RELEASED:
        return redirect(address_of(assessment, first_area(assessment)))
    return _page(request, assessment)


def _page(
    request: HttpRequest,
    assessment: Assessment,
    status: int = 200,
    *,
    refused: Refused | None = None,
    typed: str = "",
) -> HttpResponse:
    desk = desk_of(request.user, assessment)
    if desk is None or desk.released:
        raise PermissionDenied
    context = context_of(request.user, desk) | {
        "refused": [message for message, _ in refused.reasons] if refused else [],
        "typed": typed,
    }
    return render(request, f"{HTML}finalise.html", context, status=status)


def _walk(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    try:
        move(assessment.pk, "finalkan", actor=request.user)
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    except Refused:
        if assessment.state != State.PENILAIAN_TPI:
            raise PermissionDenied from None
        return _page(request, assessment, status=422)
    messages.success(
        request, f"Penilaian TPI untuk {assessment.unit.name} sudah final dan kini terlihat oleh unit."
    )
    return redirect("assessments:assessment", assessment.pk)


@login_required
@require_POST
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """The lead signs the result, or the pengendali teknis countersigns it. 422 with the reasons when refused."""
    assessment = _visible(request, pk, "sign")
    try:
        sign_result(pk, actor=request.user, seen=request.POST.get("hasil", ""))
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    except Refused as error:
        return _page(request, assessment, status=422, refused=error)
    closing = closing_of(request.user, assessment)
    if closing.waits_for:
        text = f"Hasil ditandatangani. {closing.waiting}"
    elif is_ketua.test(request.user, assessment):
        text = "Hasil ditandatangani dan dapat difinalkan."
    else:
        text = "Hasil Anda setujui dan tandatangani. Ketua kini dapat memfinalkannya."
    messages.success(request, text)
    return redirect(url_of(assessment, "tanda_tangan"))


@login_required
@require_POST
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    """The pengendali teknis sends the result back to the lead with a reason. 422 keeps what was typed."""
    assessment = _visible(request, pk, "decline")
    reason = request.POST.get("alasan", "")
    try:
        decline_result(pk, reason=reason, actor=request.user)
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    except Refused as error:
        return _page(request, assessment, status=422, refused=error, typed=reason)
    messages.success(request, "Hasil dikembalikan ke ketua. Alasan Anda terlihat olehnya.")
    return redirect(url_of(assessment, "tanda_tangan"))
