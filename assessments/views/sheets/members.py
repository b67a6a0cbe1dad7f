"""Members' sheets for the lead: states, reasons, and the acts reopen, excuse and recall."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from assessments import queries
from assessments.forms.sheets import TypedAct, read_act
from assessments.models import Assessment, Sheet
from assessments.rules import SUBMITTED, acting_as, may
from assessments.services.errors import NotAllowed, Refused
from assessments.services.looking import note_look
from assessments.services.sheets import excuse_member, recall_member, reopen_sheet
from assessments.tpi_members import EXCUSE, RECALL, REOPEN, member_rows, withdrawn
from assessments.where import first_area

ACTS: dict[str, tuple[Callable[..., Sheet], str]] = {
    REOPEN: (reopen_sheet, "Lembar {} dibuka kembali."),
    EXCUSE: (excuse_member, "{} dibebaskan; lembarnya tidak lagi dihitung."),
    RECALL: (recall_member, "{} diminta menilai lagi."),
}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def tpi_members(request: HttpRequest, pk: int) -> HttpResponse:
    """Lead and pengendali read; the lead acts, with a reason. 422 with what was typed when an act is refused."""
    assessment = get_object_or_404(queries.visible_assessments(request.user), pk=pk)
    if assessment.state not in SUBMITTED or not may(request.user, "view_member_sheets", assessment):
        raise PermissionDenied
    if request.method == "POST":
        return _act(request, assessment, read_act(request.POST))
    note_look(assessment, actor=request.user)
    return render(request, "assessments/sheets/members.html", _context(request, assessment))


def _act(request: HttpRequest, assessment: Assessment, typed: TypedAct) -> HttpResponse:
    if typed.act not in ACTS:
        raise BadRequest("unknown act")
    service, done = ACTS[typed.act]
    try:
        sheet = service(assessment.pk, member_id=typed.member_id, reason=typed.reason, actor=request.user)
    except Assessment.DoesNotExist as error:
        raise Http404 from error
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    except Refused as error:
        context = _context(request, assessment) | {"typed": typed, "refusal": str(error)}
        return render(request, "assessments/sheets/members.html", context, status=422)
    messages.success(request, done.format(sheet.owner))
    return redirect("assessments:tpi_members", assessment.pk)


def _context(request: HttpRequest, assessment: Assessment) -> dict:
    return {
        "assessment": assessment,
        "instansi": assessment.unit.instansi,
        "acting_as": acting_as(request.user, assessment),
        "members": member_rows(assessment),
        "withdrawn": withdrawn(assessment),
        "editable": may(request.user, "manage_sheets", assessment),
        "first_area": first_area(assessment),
        "typed": None,
        "refusal": "",
    }
