"""The simulation: what the score would be, the cheapest way to a predicate, and its steps as activities."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from assessments.engine.cheapest import Way, cheapest
from assessments.loaded import instrument_of, policy_of
from assessments.models import Assessment
from assessments.rules import acting_as, is_of_whole_unit, may, may_answer_area
from assessments.services.activities_raised import Taken, take_raises
from assessments.services.efforts import HARDEST, efforts_of, set_efforts
from assessments.services.errors import NotAllowed, Refused
from assessments.views.answering.area import readable
from assessments.views.simulation.page import figures, may_start_from_tpi, parts, start_of
from assessments.views.simulation.typed import (
    TAKE,
    Simulated,
    read,
    seen_efforts,
    seen_text,
    unticked,
    waiting_way,
)
from assessments.views.simulation.way import least_indices, target_text, way_shown

PAGE = "assessments/simulation/simulation.html"
ERRORS_FIRST = "Perbaiki dulu isian yang salah, lalu ulangi. Belum ada yang disimpan."
COUNT, WEIGH, PLAN, SUPPOSE = "hitung", "bobot", "rencana", "andaikan"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def simulation(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the score that other answers would have; nothing is saved but efforts and activities.

    `dari` "tpi": from TPI's released sheet. `menuju`: the cheapest way to this predicate from the simulated sheet.
    `andaikan`: with the survey results that it needs.
    POST `langkah`: "hitung", "bobot" (keep the efforts), "rencana" (the chosen steps become activities).
    """
    a = readable(request, pk)
    data = request.POST if request.method == "POST" else request.GET
    sheet, start = start_of(request.user, a, wanted=data.get("dari", ""))
    kept = efforts_of(a)
    simulated = read(instrument_of(a.period), start, kept, data if request.method == "POST" else QueryDict())
    act = request.POST.get("langkah", COUNT)
    if act in {WEIGH, PLAN} and not may(request.user, "plan_activities", a):
        raise PermissionDenied
    seen = seen_efforts(data) if request.method == "POST" else kept
    if act == WEIGH and not simulated.errors and _keep(request, a, simulated):
        simulated.efforts = seen = efforts_of(a)
    way, predicate = _way(a, simulated, data.get("menuju", ""))
    if way and SUPPOSE in request.POST:
        for code, index in least_indices(way, instrument_of(a.period)).items():
            simulated.suppose(instrument_of(a.period).questions[code], index)
        way, predicate = _way(a, simulated, predicate)
    taken = None
    if act in {WEIGH, PLAN} and simulated.errors:
        messages.error(request, ERRORS_FIRST)
    elif act == PLAN:
        taken = _plan(request, a, way)
    context = {
        "a": a,
        "role": acting_as(request.user, a),
        "sheet": sheet,
        "tpi_too": may_start_from_tpi(request.user, a),
        "writes": may(request.user, "plan_activities", a),
        "reads_plan": may(request.user, "view_activities", a),
        "predicates": list(policy_of(a.period).predicates),
        "hardest": HARDEST,
        "seen": seen_text(seen),
        "way": way
        and way_shown(predicate, way, instrument_of(a.period), simulated.answers, _areas(request, a)),
        "unticked": unticked(request.POST, predicate),
        "waiting": waiting_way(request.POST) if simulated.errors else (),
        "taken": taken,
        **figures(a, start, simulated),
    }
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, f"{PAGE}#now", context)
    context["parts"] = parts(a, simulated)
    return render(request, PAGE, context, status=422 if simulated.errors else 200)


def _way(a: Assessment, simulated: Simulated, predicate: str) -> tuple[Way | None, str]:
    policy = policy_of(a.period)
    if predicate not in policy.predicates or simulated.errors:
        return None, ""
    return (
        cheapest(policy, predicate, instrument_of(a.period), simulated.answers, simulated.efforts),
        predicate,
    )


def _areas(request: HttpRequest, a: Assessment) -> set[str] | None:
    """The areas of the person's pokja; None: all."""
    if is_of_whole_unit(request.user, a.unit_id):
        return None
    return {area for area in instrument_of(a.period).areas if may_answer_area(request.user, a, area)}


def _keep(request: HttpRequest, a: Assessment, simulated: Simulated) -> bool:
    """Keep the efforts of the form; whether they are kept."""
    seen = seen_efforts(request.POST)
    try:
        changed = set_efforts(a.pk, efforts=simulated.efforts, seen=seen, actor=request.user)
    except Refused as error:
        messages.error(request, str(error))
        return False
    text = f"Bobot usaha {len(changed)} pertanyaan disimpan." if changed else "Bobot usaha tidak berubah."
    messages.success(request, text)
    return True


def _plan(request: HttpRequest, a: Assessment, way: Way | None) -> Taken | None:
    """Make the chosen steps of the way that is shown activities; those that are no longer in it are named."""
    raises = {one.question.code: target_text(one) for one in (way.raises if way else ())}
    chosen = [code for code in instrument_of(a.period).questions if code in request.POST.getlist(TAKE)]
    wanted = {code: raises[code] for code in chosen if code in raises}
    if gone := [code for code in chosen if code not in raises]:
        text = f"{len(gone)} langkah tidak lagi termasuk jalan ini dan tidak ditambahkan: {', '.join(gone)}."
        messages.warning(request, text)
        if not wanted:
            return None
    try:
        return take_raises(a.pk, raises=wanted, actor=request.user)
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    except Refused as error:
        messages.error(request, str(error))
    return None
