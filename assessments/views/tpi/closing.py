"""The end of TPI's work: what still stands in the way, and the button that releases the final answers."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from assessments import queries
from assessments.engine.scoring import two
from assessments.loaded import instrument_of, policy_of
from assessments.models import Assessment, State
from assessments.panels import panels
from assessments.rules import acting_as, may
from assessments.services.errors import NotAllowed, Refused
from assessments.services.scoring import score_answers
from assessments.services.workflow import move, refusals
from assessments.tpi_sheets import Desk, desk_of
from assessments.views.tpi.area import HTML, address_of
from assessments.views.tpi.rows import differs_from_unit
from assessments.where import first_area, url_of

LINKS = {
    "tpi": "Lihat anggota",
    "tpi?belum": "Tampilkan pertanyaannya",
    "tpi?tanpa_catatan": "Tampilkan pertanyaannya",
    "konsiderasi": "Tulis pertimbangan",
    "tim": "Lihat tim",
}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def finalise(request: HttpRequest, pk: int) -> HttpResponse:
    """What finalising still needs and what it will show to the unit; POST walks the move. For the lead."""
    assessment = get_object_or_404(queries.visible_assessments(request.user), pk=pk)
    if not may(request.user, "finalise", assessment):
        raise PermissionDenied
    if request.method == "POST":
        return _walk(request, assessment)
    desk = desk_of(request.user, assessment)
    if desk is None:
        raise PermissionDenied
    if desk.released:
        return redirect(address_of(assessment, first_area(assessment)))
    return render(request, f"{HTML}finalise.html", _context(request, desk))


def _walk(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    try:
        move(assessment.pk, "finalkan", actor=request.user)
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    except Refused:
        desk = desk_of(request.user, assessment)
        if desk is None or assessment.state != State.PENILAIAN_TPI:
            raise PermissionDenied from None
        return render(request, f"{HTML}finalise.html", _context(request, desk), status=422)
    messages.success(
        request, f"Penilaian TPI untuk {assessment.unit.name} sudah final dan kini terlihat oleh unit."
    )
    return redirect("assessments:assessment", assessment.pk)


def _context(request: HttpRequest, desk: Desk) -> dict:
    assessment = desk.assessment
    instrument = instrument_of(assessment.period)
    final = score_answers(assessment.period, desk.answers.values())
    unit = score_answers(assessment.period, desk.unit.values())
    reasons = [
        {"message": r.message, "url": url_of(assessment, r.where), "link": LINKS.get(r.where, "Buka")}
        for r in refusals(assessment, "finalkan")
    ]
    differing = sum(differs_from_unit(q, desk.answers, desk.unit) for q in instrument.questions.values())
    return {
        "assessment": assessment,
        "instansi": assessment.unit.instansi,
        "acting_as": acting_as(request.user, assessment),
        "reasons": reasons,
        "total": two(final.total),
        "unit_total": two(unit.total),
        "answered": final.answered,
        "of": final.of,
        "differing": differing,
        "members": len(desk.members),
        "panels": panels(policy_of(assessment.period), instrument, final),
        "first_area": first_area(assessment),
    }
