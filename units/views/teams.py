"""TPI teams: list, decree, members, units."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from units.forms.base import attempt
from units.forms.teams import SeatFormSet, TeamForm, TeamUnitsForm
from units.models import TpiTeam
from units.proven import proven
from units.queries import conflicts_of_team, teams_of
from units.services.errors import NotAllowed, Refused
from units.services.teams import Wanted, assign_units, change_team, create_team, set_members
from units.views.scope import instansi_or_404, page, paged


@login_required
@require_safe
def team_list(request: HttpRequest, instansi: str) -> HttpResponse:
    """All teams, the latest year first."""
    place = instansi_or_404(request, instansi, "view")
    return page(request, "teams", place, {"title": "Tim TPI"} | paged(request, teams_of(place)))


@login_required
@require_http_methods(["GET", "POST"])
@proven
def team_add(request: HttpRequest, instansi: str) -> HttpResponse:
    """Form a team; its members come next."""
    place = instansi_or_404(request, instansi)
    instance = TpiTeam(instansi=place, year=timezone.localdate().year)
    form = TeamForm(request.POST or None, instance=instance)
    if team := attempt(form, lambda data: create_team(place, actor=request.user, **data)):
        messages.success(request, f"{team} dibentuk. Isi susunan timnya.")
        return redirect("units:team_members", instansi, team.pk)
    context = {"form": form, "title": "Bentuk tim TPI", "back": "units:teams", "save": "Bentuk tim"}
    return page(request, "form", place, context, status=422 if form.is_bound else 200)


@login_required
@require_safe
def team(request: HttpRequest, instansi: str, pk: int) -> HttpResponse:
    """One team: decree, seats with past ones, units."""
    place = instansi_or_404(request, instansi, "view")
    found = get_object_or_404(place.teams, pk=pk)
    context = {
        "title": str(found),
        "team": found,
        "members": found.members.select_related("user").order_by("end", "pk"),
        "units": found.team_units.select_related("unit"),
        "conflicts": conflicts_of_team(found),
        "today": timezone.localdate(),
    }
    return page(request, "team", place, context)


@login_required
@require_http_methods(["GET", "POST"])
def team_edit(request: HttpRequest, instansi: str, pk: int) -> HttpResponse:
    """Change name and decree."""
    place = instansi_or_404(request, instansi)
    stored = get_object_or_404(place.teams.select_related("instansi"), pk=pk)
    form = TeamForm(request.POST or None, instance=stored)

    def act(data: dict) -> TpiTeam:
        fields = {name: data[name] for name in ("name", "decree_number", "decree_date")}
        return change_team(stored, actor=request.user, **fields)

    if attempt(form, act):
        messages.success(request, "Data tim disimpan.")
        return redirect("units:team", instansi, pk)
    context = {"form": form, "title": "Ubah data tim", "back": "units:teams"}
    return page(request, "form", place, context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "POST"])
@proven
def team_members(request: HttpRequest, instansi: str, pk: int) -> HttpResponse:
    """All seats of a team on one page, saved together."""
    place = instansi_or_404(request, instansi)
    stored = get_object_or_404(place.teams, pk=pk)
    now = stored.members.filter(end=None).values("user", "seat", "origin", "origin_unit")
    formset = SeatFormSet(request.POST or None, instansi=place, initial=None if request.POST else list(now))
    refusals = _set_members(formset, stored, request) if formset.is_bound else []
    if refusals is None:
        messages.success(request, f"Susunan {stored} disimpan.")
        return redirect("units:team", instansi, pk)
    context = {"title": "Susunan tim", "formset": formset, "team": stored, "refusals": refusals}
    return page(request, "team_members", place, context, status=422 if formset.is_bound else 200)


def _set_members(formset, team: TpiTeam, request: HttpRequest) -> list[dict] | None:
    """None when the seats are saved, otherwise the reasons beside those at the fields."""
    if not formset.is_valid():
        return []
    rows = [form.cleaned_data for form in formset if form.cleaned_data.get("user")]
    fields = ("user", "seat", "origin", "origin_unit")
    wanted = [Wanted(**{name: row[name] for name in fields}) for row in rows if not row["DELETE"]]
    try:
        set_members(team, seats=wanted, actor=request.user)
    except NotAllowed:
        raise
    except Refused as refused:
        return [{"message": message} for message, _ in refused.reasons]
    return None


@login_required
@require_http_methods(["GET", "POST"])
def team_units(request: HttpRequest, instansi: str, pk: int) -> HttpResponse:
    """Choose the units that the team assesses."""
    place = instansi_or_404(request, instansi)
    stored = get_object_or_404(place.teams, pk=pk)
    form = TeamUnitsForm(request.POST if request.method == "POST" else None, team=stored)
    if attempt(form, lambda data: assign_units(stored, actor=request.user, **data)):
        messages.success(request, f"Unit yang dinilai {stored} disimpan.")
        return redirect("units:team", instansi, pk)
    context = {"form": form, "title": "Unit yang dinilai", "lead": str(stored), "back": "units:teams"}
    return page(request, "form", place, context, status=422 if form.is_bound else 200)
