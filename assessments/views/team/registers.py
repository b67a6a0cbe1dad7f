"""The registers of a unit: lists, and what is added, corrected, ended."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from assessments.forms.registers import AgentChangeForm, AgentForm, InnovationForm, ProvenForm
from assessments.loaded import instrument_of
from assessments.models import AgentChange, Assessment, ChangeAgent, Innovation
from assessments.registers import MEASURES, measures_of, register_map
from assessments.rules import acting_as, may
from assessments.services import registers as service
from assessments.staff_places import StaffPlace, working
from assessments.team_places import serves
from assessments.views.team.acting import attempt, scan_of
from assessments.views.team.members import FORM
from assessments.views.team.scope import register_place
from documents.models import Document

PEOPLE, IDEAS = "agents", "innovations"


def _page(request: HttpRequest, template: str, a: Assessment, context: dict[str, Any], status: int = 200):
    frame = {
        "a": a,
        "period": a.period,
        "role": acting_as(request.user, a),
        "place": StaffPlace(a.unit.instansi, a.unit),
        "pick_place": StaffPlace(a.unit.instansi, a.unit),
        "may_keep": may(request.user, "keep_registers", a),
        "own_papers": may(request.user, "keep_papers", a),
    }
    return render(request, f"assessments/team/{template}.html", frame | context, status=status)


@login_required
@require_safe
def agents(request: HttpRequest, pk: int) -> HttpResponse:
    """The agents with what they changed, who serves today first; what is counted of them. Constant queries."""
    a = register_place(request, pk)
    changes = Prefetch("changes", AgentChange.objects.select_related("document"))
    rows = list(ChangeAgent.objects.filter(assessment=a).prefetch_related(changes))
    today = StaffPlace(a.unit.instansi, a.unit).today
    measures = measures_of(a)
    context = {
        "here": [row for row in rows if serves(row, today) or row.start > today],
        "gone": [row for row in rows if row.end is not None and row.end < today],
        "figures": [(measures[key], words) for key, words in MEASURES.items()],
        "questions": [
            instrument_of(a.period).questions[code] for code in register_map(instrument_of(a.period))
        ],
    }
    return _page(request, "agents", a, context)


@login_required
@require_http_methods(FORM)
def agent_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add agents, picked from the staff list or typed."""
    a = register_place(request, pk, keep=True)
    place = StaffPlace(a.unit.instansi, a.unit)
    there = ChangeAgent.objects.filter(assessment=a, end=None)
    offered = place.employees.filter(working(place.today)).order_by("name", "pk")
    offered = offered.exclude(pk__in=there.exclude(employee=None).values("employee"))
    offered = offered.exclude(nip__in=there.exclude(nip="").values("nip"))
    form = AgentForm(request.POST or None, offered=offered, initial={"start": place.today})
    if done := attempt(form, lambda: service.add_agents(pk, people=form.agents(), actor=request.user)):
        told = done[0].name if len(done) == 1 else f"{len(done)} orang"
        messages.success(request, f"{told} masuk register agen perubahan.")
        _warn(request, form, place)
        return redirect("assessments:agents", pk)
    search = request.GET.get("q", "").replace("\x00", "").strip()
    people, more = form.offered(search)
    picked: dict[str, Any] = {"people": people, "more": more, "q": search, "ticked": form.ticked()}
    return _form(request, a, form, "Tambah agen perubahan", PEOPLE, **picked)


@login_required
@require_http_methods(FORM)
def agent(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct an agent, or write their last day."""
    row = get_object_or_404(ChangeAgent, pk=pk)
    a = register_place(request, row.assessment_id, keep=True)
    form = AgentForm(request.POST or None, stored=row)

    def act() -> ChangeAgent:
        return service.change_agent(pk, data=form.agents()[0], seen=form.seen(), actor=request.user)

    if changed := attempt(form, act):
        messages.success(request, f"Data {changed.name} disimpan.")
        _warn(request, form, StaffPlace(a.unit.instansi, a.unit))
        return redirect("assessments:agents", a.pk)
    remove = reverse("assessments:agent_remove", args=[pk])
    return _form(request, a, form, row.name, PEOPLE, remove=remove, row=row, thing="agen")


@login_required
@require_http_methods(FORM)
def agent_change_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Write what an agent changed."""
    row = get_object_or_404(ChangeAgent, pk=pk)
    a = register_place(request, row.assessment_id, keep=True)
    form = AgentChangeForm(request.POST or None, request.FILES or None, documents=_documents(request, a))

    def act() -> AgentChange:
        asked = partial(service.find_added, AgentChange, pk, actor=request.user)
        if done := _sent_before(form, form.change, asked):
            return done
        return service.add_change(pk, data=form.change(_proof(request, a, form)), actor=request.user)

    if attempt(form, act):
        messages.success(request, f"Perubahan {row.name} dicatat.")
        return redirect("assessments:agents", a.pk)
    return _form(request, a, form, f"Perubahan {row.name}", PEOPLE)


@login_required
@require_http_methods(FORM)
def agent_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct what an agent changed."""
    row = get_object_or_404(AgentChange.objects.select_related("agent", "document"), pk=pk)
    a = register_place(request, row.agent.assessment_id, keep=True)
    form = AgentChangeForm(
        request.POST or None, request.FILES or None, stored=row, documents=_documents(request, a)
    )

    def act() -> AgentChange:
        asked = partial(service.find_changed, AgentChange, pk, seen=form.seen(), actor=request.user)
        if done := _sent_before(form, form.change, asked):
            return done
        data = form.change(_proof(request, a, form))
        return service.change_change(pk, data=data, seen=form.seen(), actor=request.user)

    if attempt(form, act):
        messages.success(request, "Perubahan disimpan.")
        return redirect("assessments:agents", a.pk)
    remove = reverse("assessments:agent_change_remove", args=[pk])
    return _form(
        request, a, form, f"Perubahan {row.agent.name}", PEOPLE, remove=remove, row=row, thing="perubahan"
    )


@login_required
@require_safe
def innovations(request: HttpRequest, pk: int) -> HttpResponse:
    """The innovations, those that stopped apart."""
    a = register_place(request, pk)
    rows = list(Innovation.objects.filter(assessment=a).select_related("document"))
    stopped = Innovation.Status.STOPPED
    context = {
        "here": [row for row in rows if row.status != stopped],
        "gone": [row for row in rows if row.status == stopped],
        "areas": instrument_of(a.period).areas,
    }
    return _page(request, "innovations", a, context)


@login_required
@require_http_methods(FORM)
def innovation_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Write an innovation."""
    a = register_place(request, pk, keep=True)
    form = _innovation_form(request, a, None)

    def act() -> Innovation:
        asked = partial(service.find_added, Innovation, pk, actor=request.user)
        if done := _sent_before(form, form.innovation, asked):
            return done
        return service.add_innovation(pk, data=form.innovation(_proof(request, a, form)), actor=request.user)

    if made := attempt(form, act):
        messages.success(request, f"Inovasi {made.name} dicatat.")
        return redirect("assessments:innovations", pk)
    return _form(request, a, form, "Tambah inovasi", IDEAS)


@login_required
@require_http_methods(FORM)
def innovation(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct an innovation, or end it."""
    row = get_object_or_404(Innovation.objects.select_related("document"), pk=pk)
    a = register_place(request, row.assessment_id, keep=True)
    form = _innovation_form(request, a, row)

    def act() -> Innovation:
        asked = partial(service.find_changed, Innovation, pk, seen=form.seen(), actor=request.user)
        if done := _sent_before(form, form.innovation, asked):
            return done
        data = form.innovation(_proof(request, a, form))
        return service.change_innovation(pk, data=data, seen=form.seen(), actor=request.user)

    if changed := attempt(form, act):
        messages.success(request, f"Inovasi {changed.name} disimpan.")
        return redirect("assessments:innovations", a.pk)
    remove = reverse("assessments:innovation_remove", args=[pk])
    return _form(request, a, form, row.name, IDEAS, remove=remove, row=row, thing="inovasi")


def _innovation_form(request: HttpRequest, a: Assessment, row: Innovation | None) -> InnovationForm:
    told = {"areas": instrument_of(a.period).areas, "documents": _documents(request, a), "stored": row}
    return InnovationForm(request.POST or None, request.FILES or None, **told)


def _documents(request: HttpRequest, a: Assessment):
    """The documents of the unit, for its own people; others never look into its shelf."""
    if not may(request.user, "keep_papers", a):
        return None
    return Document.objects.filter(unit=a.unit_id, archived_at=None).order_by("title", "pk")


def _sent_before(form: ProvenForm, said: Callable[[Document | None], Any], asked: Callable[..., Any]) -> Any:
    """What the service has already, asked before a new file becomes a document; what it refuses it refuses now."""
    return asked(data=said(None)) if form.cleaned_data.get("scan") else None


def _proof(request: HttpRequest, a: Assessment, form: ProvenForm) -> Document | None:
    """The new file as a document of the unit, else what was chosen. Never in one transaction with the register."""
    whose = {"actor": request.user, "role": acting_as(request.user, a), "owner": {"unit": a.unit}}
    made = scan_of(form, title="", kind="dokumen", **whose)
    return made.document if made else form.proof()


def _warn(request: HttpRequest, form: AgentForm, place: StaffPlace) -> None:
    if told := form.odd(place.today):
        messages.warning(request, told)


def _form(request: HttpRequest, a: Assessment, form, title: str, back: str, **more: Any) -> HttpResponse:
    context = {"form": form, "title": title, "back_url": reverse(f"assessments:{back}", args=[a.pk])}
    return _page(request, "register_form", a, context | more, form.status)
