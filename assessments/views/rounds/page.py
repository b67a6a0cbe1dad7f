"""The rounds of a unit. The unit sees what TPI asks of it; the team also what it prepares; others what is over."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from assessments import evidence_reads, queries, round_reads
from assessments.evidence_marks import told_in_rounds
from assessments.forms.rounds import ReturnForm
from assessments.models import Assessment
from assessments.rules import RELEASED, acting_as, may, of_team, of_unit
from assessments.services.errors import NotAllowed, Refused
from assessments.services.rounds import return_to_unit
from assessments.services.workflow import refusals
from assessments.templatetags.zi import moment
from assessments.views.rounds.rows import by_revision, evidence_moved, round_row
from assessments.views.rounds.running import next_of, running_of
from assessments.where import first_area, url_of

HTML = "assessments/rounds/"
Reasons = list[tuple[str, str]]


def readable(request: HttpRequest, pk: int) -> Assessment:
    """The assessment; Http404 for a stranger, PermissionDenied for people who may not read its rounds (yet)."""
    a = get_object_or_404(queries.visible_assessments(request.user), pk=pk)
    if not may(request.user, "view_rounds", a):
        raise PermissionDenied
    return a


@login_required
@require_safe
def rounds(request: HttpRequest, pk: int) -> HttpResponse:
    """What is asked now, what is prepared, and every round that is over."""
    return render(request, f"{HTML}rounds.html", _context(request, readable(request, pk)))


@login_required
@require_POST
def round_return(request: HttpRequest, pk: int) -> HttpResponse:
    """Return the unit with what is written, until the end of a day. 422 with every reason when it is refused."""
    a = get_object_or_404(queries.visible_assessments(request.user), pk=pk)
    if not may(request.user, "return_to_unit", a):
        raise PermissionDenied
    form = ReturnForm(request.POST, instansi=a.unit.instansi)
    if not form.is_valid():
        return _refused(request, a, form, [])
    try:
        made = return_to_unit(pk, due=form.instant(), actor=request.user)
    except Assessment.DoesNotExist as error:
        raise Http404 from error
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    except Refused as error:
        return _refused(request, a, form, error.reasons)
    until = moment(made.due, a.unit.instansi) if made.due else ""
    messages.success(request, f"{a.unit.name} dikembalikan untuk perbaikan sampai {until}.")
    return redirect("assessments:rounds", pk)


def _refused(request: HttpRequest, a: Assessment, form: ReturnForm, reasons: Reasons) -> HttpResponse:
    if not may(request.user, "view_rounds", a):  # before the unit submitted there is no page yet
        for message, _ in reasons:
            messages.error(request, message)
        return redirect("assessments:assessment", a.pk)
    told = [{"message": message, "url": url_of(a, where)} for message, where in reasons]
    context = _context(request, a) | {"form": form, "reasons": told}
    return render(request, f"{HTML}rounds.html", context, status=422)


def not_yet(a: Assessment) -> list[dict]:
    """Why the unit cannot submit the round now, each with the page where it is mended."""
    return [{"message": r.message, "url": url_of(a, r.where)} for r in refusals(a, "ajukan_perbaikan")]


def _context(request: HttpRequest, a: Assessment) -> dict:
    user, found = request.user, round_reads.rounds_of(a)
    team = of_team.test(user, a)
    closed = [one for one in reversed(found) if one.closed_at is not None]
    moved = {code for one in closed for code in evidence_moved(one)}
    uses = by_revision(evidence_reads.uses_ever(a, sorted(moved)))
    running = next((one for one in found if one.closed_at is None and not one.is_draft), None)
    told = told_in_rounds(a) if running or closed else {}
    submits = running is not None and may(user, "submit", a)
    return {
        "assessment": a,
        "instansi": a.unit.instansi,
        "acting_as": acting_as(user, a),
        "team": team,
        "of_unit": of_unit.test(user, a),
        "released": a.state in RELEASED,
        "running": running_of(user, a, running, told) if running else None,
        "next": next_of(user, a, found),
        "past": [round_row(a, one, uses, told, team=team) for one in closed],
        "first_area": first_area(a),
        "replies": may(user, "reply", a),
        "submits": submits,
        "asks": may(user, "write_requests", a),
        "closes": running is not None and may(user, "return_to_unit", a),
        "not_yet": not_yet(a) if submits else [],
        "form": ReturnForm(instansi=a.unit.instansi),
        "reasons": [],
    }
