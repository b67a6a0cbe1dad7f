"""GET: "Bandingkan", one page with a view for parties, years and units of one kind."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from assessments.comparison.peers import NO_KIND, peers_of
from assessments.comparison.readable import sides_for
from assessments.comparison.sides import side_by_side
from assessments.comparison.years import Years, years_beside
from assessments.history.lens import Lens
from assessments.loaded import policy_of
from assessments.models import Assessment
from assessments.rules import RELEASED, acting_as, may
from assessments.views.history.common import opened
from units.models import Role
from units.queries import hats_of

SIDES, YEARS, PEERS = "sisi", "tahun", "sejenis"
TABS = {SIDES: "Unit, TPI, TPN", YEARS: "Antartahun", PEERS: "Unit sejenis"}


@login_required
@require_safe
def comparison(request: HttpRequest, pk: int) -> HttpResponse:
    """`?lihat=` chooses the view, `?tampil=semua` shows every question; 404 for a stranger, 403 for who may not read
    the unit's answers now. What a view does not know is left aside.
    """
    a, lens = opened(request, pk)
    view = request.GET.get("lihat", SIDES)
    view = view if view in VIEWS else SIDES
    context = {
        "a": a,
        "role": acting_as(request.user, a),
        "tabs": TABS.items(),
        "view": view,
        "every": request.GET.get("tampil") == "semua",
        "released": a.state in RELEASED,
    }
    context |= VIEWS[view](request, a, lens, every=context["every"])
    return render(request, f"assessments/comparison/{view}.html", context)


def _sides(request: HttpRequest, a: Assessment, lens: Lens, *, every: bool) -> dict[str, Any]:
    return {
        "d": side_by_side(a, sides_for(request.user, lens, a), every=every),
        "sees_plan": may(request.user, "view_plan", a),
        "sees_team": lens.team,
        "judges": lens.own is not None,
    }


def _years(request: HttpRequest, a: Assessment, lens: Lens, *, every: bool) -> dict[str, Any]:
    other, side = request.GET.get("dengan", ""), request.GET.get("menurut", "")
    years = years_beside(request.user, a, other=other, side=side, every=every)
    return {"y": years, **(_choices(years, a.period.year, every=every) if years.pair else {})}


def _choices(years: Years, this: int, *, every: bool) -> dict[str, Any]:
    """The other years, the parties and both filters as links that keep what else is chosen."""
    pair = years.pair
    assert pair is not None  # only asked where there is one
    other = pair.old if pair.new == this else pair.new
    chosen = {
        "lihat": YEARS,
        "dengan": str(other),
        "menurut": pair.side,
        "tampil": "semua" if every else "",
    }

    def link(**changes: str) -> str:
        return "?" + urlencode({key: value for key, value in (chosen | changes).items() if value})

    return {
        "other_years": [(year, link(dengan=str(year)), year == other) for year in years.others],
        "other_sides": [(side, link(menurut=side), side == pair.side) for side in years.sides],
        "only_changed": link(tampil=""),
        "all_pairs": link(tampil="semua"),
    }


def _peers(request: HttpRequest, a: Assessment, lens: Lens, *, every: bool) -> dict[str, Any]:
    found = peers_of(request.user, a, may_see=lens.final)
    place = [a.unit.instansi.code, a.unit_id]
    admin = found.why == NO_KIND and a.unit.instansi_id in hats_of(request.user).instansi(Role.ADMIN)
    verified = policy_of(a.period).verified
    return {
        "p": found,
        "verified": verified,
        "edit_url": reverse("units:unit_edit", args=place) if admin else "",
    }


VIEWS: dict[str, Callable[..., dict[str, Any]]] = {SIDES: _sides, YEARS: _years, PEERS: _peers}
