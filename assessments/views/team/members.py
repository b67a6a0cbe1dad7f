"""The people of a team: its page, and who is added, corrected, replaced."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from assessments.forms.team import DecreeForm, MemberForm
from assessments.models import WorkMember, WorkTeam
from assessments.services import work_team as service
from assessments.staff_places import employees_of, working
from assessments.team_lists import team_list
from assessments.team_places import TeamPlace
from assessments.views.team.acting import attempt, scan_of
from assessments.views.team.scope import (
    member_place,
    role_of,
    team_page,
    unit_place,
    url_for,
    year_or_404,
)
from documents.serving import serve

FORM = ["GET", "HEAD", "POST"]


@login_required
@require_http_methods(FORM)
def work_team(request: HttpRequest, pk: int) -> HttpResponse:
    """The tim kerja of a unit; POST records its decree."""
    return _team(request, unit_place(request, pk, keep=request.method == "POST"))


@login_required
@require_http_methods(FORM)
def instansi_team(request: HttpRequest, instansi: str, year: int) -> HttpResponse:
    """The tim pembangunan of the instansi; POST records its decree."""
    return _team(request, TeamPlace(year_or_404(request, instansi, year, keep=request.method == "POST")))


def _team(request: HttpRequest, place: TeamPlace) -> HttpResponse:
    stored = place.team()
    form = DecreeForm(request.POST or None, request.FILES or None, stored=stored)
    if attempt(form, lambda: _save_decree(request, place, form)):
        messages.success(request, "SK tim disimpan.")
        return redirect(url_for(place))
    context = {"team": stored, "form": form, "list": team_list(place, stored)}
    return team_page(request, "team", place, context, status=form.status)


def _save_decree(request: HttpRequest, place: TeamPlace, form: DecreeForm) -> WorkTeam:
    told = {name: form.cleaned_data[name] for name in ("number", "day")} | {"actor": request.user}
    file = form.cleaned_data.get("scan")
    if not service.is_new_decree(place, seen=form.seen(), filename=file.name if file else "", **told):
        return place.team() or WorkTeam()
    # not in one transaction: an upload writes the instansi's chain, a unit's team that of its assessment
    title = f"SK {place.title.lower()} ZI {told['number']}"
    whose = {"actor": request.user, "role": role_of(request, place), "owner": place.staff.owner}
    scan = scan_of(form, title=title, kind="sk", **whose)
    return service.save_decree(place, scan=scan, seen=form.seen(), **told)


@login_required
@require_safe
def work_team_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The scan of the decree of a unit's tim kerja."""
    return _scan(request, unit_place(request, pk))


@login_required
@require_safe
def instansi_team_file(request: HttpRequest, instansi: str, year: int) -> HttpResponseBase:
    """The scan of the decree of the instansi's tim pembangunan."""
    return _scan(request, TeamPlace(year_or_404(request, instansi, year)))


def _scan(request: HttpRequest, place: TeamPlace) -> HttpResponseBase:
    team = place.team()
    if team is None or team.scan is None:
        raise Http404("no scan")
    of = {"assessment": place.assessment.pk} if place.assessment else {}
    role = role_of(request, place)
    return serve(team.scan, as_attachment=False, actor=request.user, role=role, method=request.method, **of)


@login_required
@require_http_methods(FORM)
def work_team_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add people to the tim kerja of a unit."""
    return _add(request, unit_place(request, pk, keep=True))


@login_required
@require_http_methods(FORM)
def instansi_team_add(request: HttpRequest, instansi: str, year: int) -> HttpResponse:
    """Add people to the tim pembangunan of the instansi."""
    return _add(request, TeamPlace(year_or_404(request, instansi, year, keep=True)))


def _add(request: HttpRequest, place: TeamPlace) -> HttpResponse:
    start = {"start": place.today}
    form = MemberForm(
        request.POST or None, areas=place.areas, offered=_offered(place), without=["end"], initial=start
    )
    done = attempt(form, lambda: service.add_members(place, people=form.members(), actor=request.user))
    if done is not None:
        told = done[0].name if len(done) == 1 else f"{len(done)} orang"
        messages.success(request, f"{told} masuk tim.")
        _warn(request, form, place)
        return redirect(url_for(place, "add") if "lagi" in request.POST else url_for(place))
    return _person_page(
        request, place, form, {"title": "Tambah anggota", "save": "Masukkan ke tim", "many": True}
    )


def _offered(place: TeamPlace):
    """Who works there today and is not in the team: of a unit its staff, of the instansi everybody's."""
    team = place.team()
    seated = team.members.filter(end=None) if team else WorkMember.objects.none()
    rows = place.staff.employees if place.assessment else employees_of(place.period.instansi)
    picked = seated.exclude(employee=None).values("employee")
    return (
        rows.filter(working(place.today))
        .exclude(pk__in=picked)
        .exclude(nip__in=seated.exclude(nip="").values("nip"))
        .order_by("name", "pk")
    )


def _person_page(request: HttpRequest, place: TeamPlace, form: MemberForm, context: dict) -> HttpResponse:
    search = request.GET.get("q", "").replace("\x00", "").strip()
    people, more = form.offered(search) if "people" in form.fields else ([], 0)
    context |= {"form": form, "people": people, "more": more, "q": search, "ticked": form.ticked()}
    return team_page(request, "person", place, context, status=form.status)


def _warn(request: HttpRequest, form: MemberForm, place: TeamPlace) -> None:
    if told := form.odd(place.today):
        messages.warning(request, told)


@login_required
@require_http_methods(FORM)
def work_member(request: HttpRequest, pk: int) -> HttpResponse:
    """What stands of a member, to correct; their last day."""
    row, place = member_place(request, pk)
    form = MemberForm(request.POST or None, areas=place.areas, stored=row)

    def act() -> WorkMember:
        return service.change_member(pk, data=form.members()[0], seen=form.seen(), actor=request.user)

    if changed := attempt(form, act):
        messages.success(request, f"Data {changed.name} disimpan.")
        _warn(request, form, place)
        return redirect(url_for(place))
    return _person_page(request, place, form, {"title": row.name, "save": "Simpan", "row": row})


@login_required
@require_http_methods(FORM)
def work_member_replace(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody else takes the seat and the pokja from a day on."""
    row, place = member_place(request, pk)
    form = MemberForm(
        request.POST or None,
        areas=place.areas,
        offered=_offered(place),
        without=["role", "areas", "end"],
        initial={"start": place.today, "version": row.version},
    )

    def act() -> WorkMember:
        people = form.members(role=row.role, areas=tuple(row.areas))
        if len(people) != 1:
            raise service.Refused(("Pilih satu orang sebagai pengganti.", "name"))
        return service.replace_member(pk, data=people[0], seen=form.seen(), actor=request.user)

    if new := attempt(form, act):
        messages.success(request, f"{new.name} menggantikan {row.name}.")
        _warn(request, form, place)
        return redirect(url_for(place))
    context = {"title": f"Ganti {row.name}", "save": "Catat pengganti", "row": row, "replacing": True}
    return _person_page(request, place, form, context)
