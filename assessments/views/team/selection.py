"""Penetapan: the units of a year with what was weighed of them, and the decrees that fix them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from assessments.forms.selection import CandidateForm, SelectionDecreeForm
from assessments.loaded import policy_of
from assessments.models import DecreeUnit, FormerDecreeUnit, Period, SelectionDecree
from assessments.selections import Kind, Standing, standings
from assessments.services import candidates
from assessments.services import selection as service
from assessments.views.team.acting import attempt, scan_of
from assessments.views.team.members import FORM
from assessments.views.team.scope import is_admin, year_or_404
from documents.serving import serve
from units.models import UnitKerja

PAGE_SIZE = 50
ROLE = "Admin inspektorat"


def _page(request: HttpRequest, template: str, period: Period, context: dict[str, Any], status: int = 200):
    frame = {
        "period": period,
        "policy": policy_of(period),
        "criteria": policy_of(period).selection.criteria,
        "may_keep": is_admin(request, period),
        "role": ROLE if is_admin(request, period) else "Pimpinan instansi",
        "here": "Penetapan",
    }
    return render(request, f"assessments/team/{template}.html", frame | context, status=status)


@login_required
@require_safe
def selection(request: HttpRequest, instansi: str, year: int) -> HttpResponse:
    """The decrees of a year, and its units with criteria, decision and decree."""
    period = year_or_404(request, instansi, year)
    search = request.GET.get("q", "").replace("\x00", "").strip()
    units = UnitKerja.objects.filter(
        Q(is_active=True) | Q(assessments__period=period), instansi=period.instansi
    )
    if search:
        units = units.filter(Q(code__icontains=search) | Q(name__icontains=search))
    page = Paginator(units.distinct().order_by("code"), PAGE_SIZE).get_page(request.GET.get("page"))
    page.object_list = standings(period, list(page.object_list))
    decrees = SelectionDecree.objects.filter(period=period).prefetch_related("units__unit")
    told = {"page": page, "q": search, "query": f"{urlencode({'q': search})}&" if search else ""}
    return _page(request, "selection", period, told | {"decrees": list(decrees)})


@login_required
@require_http_methods(FORM)
def selection_unit(request: HttpRequest, instansi: str, year: int, unit: int) -> HttpResponse:
    """Weigh one unit against the criteria."""
    period = year_or_404(request, instansi, year, keep=True)
    found = get_object_or_404(UnitKerja, pk=unit, instansi=period.instansi)
    [standing] = standings(period, [found])
    criteria = policy_of(period).selection.criteria
    form = CandidateForm(request.POST or None, criteria=criteria, stored=standing.candidate)
    if attempt(form, lambda: candidates.weigh(period, unit=found, actor=request.user, **form.weighed())):
        messages.success(request, f"Pertimbangan {found.code} disimpan.")
        return redirect("assessments:selection", instansi, year)
    said = DecreeUnit.objects.filter(decree__period=period, unit=found).select_related("decree")
    former = FormerDecreeUnit.objects.filter(decree__period=period, unit=found)
    context = {
        "form": form,
        "unit": found,
        "standing": standing,
        "said": said.order_by("decree__date", "pk"),
        "former": former.select_related("decree", "removed_by"),
    }
    return _page(request, "selection_unit", period, context, form.status)


@login_required
@require_http_methods(FORM)
def selection_decree_add(request: HttpRequest, instansi: str, year: int) -> HttpResponse:
    """Record a decree (`?isi=` its kind), which registers the units that it fixes."""
    period = year_or_404(request, instansi, year, keep=True)
    kind = _kind(request, period)
    form = SelectionDecreeForm(
        request.POST or None, request.FILES or None, offered=_offered(period, kind), initial={"kind": kind}
    )
    if made := attempt(form, lambda: _record(request, period, form)):
        registers = "" if made.kind == Kind.WITHDRAWAL else " Unitnya terdaftar untuk tahun ini."
        messages.success(request, f"SK {made.number} dicatat.{registers}")
        return redirect("assessments:selection", instansi, year)
    return _page(request, "decree", period, {"form": form, "kind": kind, "kinds": Kind.choices}, form.status)


def _kind(request: HttpRequest, period: Period) -> str:
    asked = request.POST.get("kind") or request.GET.get("isi", "")
    if asked in Kind.values:
        return asked
    return Kind.ADDITION if SelectionDecree.objects.filter(period=period).exists() else Kind.FIRST


def _offered(period: Period, kind: str) -> list[Standing]:
    units = list(UnitKerja.objects.filter(instansi=period.instansi).order_by("code"))
    found = standings(period, units)
    if kind == Kind.WITHDRAWAL:
        return [one for one in found if one.selected]
    return [one for one in found if not one.selected and one.unit.is_active]


def _record(request: HttpRequest, period: Period, form: SelectionDecreeForm) -> SelectionDecree:
    told = {"data": form.decree(), "units": form.units(), "actor": request.user}
    scan = None
    file = form.cleaned_data.get("scan")
    if service.is_new(period, filename=file.name if file else "", **told):
        # not in one transaction: the registration writes chains of assessments, an upload that of the instansi
        title = f"SK {form.decree().kind} unit ZI {form.decree().number}"
        whose = {"actor": request.user, "role": ROLE, "owner": {"instansi": period.instansi}}
        scan = scan_of(form, title=title, kind="sk", **whose)
    return service.record_decree(period, scan=scan, **told)


@login_required
@require_http_methods(FORM)
def selection_decree(request: HttpRequest, instansi: str, year: int, decree: int) -> HttpResponse:
    """Correct number, day, note or scan of a decree."""
    period = year_or_404(request, instansi, year, keep=True)
    row = get_object_or_404(SelectionDecree, pk=decree, period=period)
    form = SelectionDecreeForm(request.POST or None, request.FILES or None, stored=row)
    if attempt(form, lambda: _correct(request, period, row, form)):
        messages.success(request, "SK disimpan.")
        return redirect("assessments:selection", instansi, year)
    units = list(row.units.select_related("unit"))
    context = {
        "form": form,
        "decree": row,
        "units": units,
        "named": {one.unit_id for one in units},
        "former": list(row.former_units.select_related("unit", "removed_by")),
    }
    return _page(request, "decree", period, context, form.status)


def _correct(
    request: HttpRequest, period: Period, row: SelectionDecree, form: SelectionDecreeForm
) -> SelectionDecree:
    lines = form.lines_of("number", "note")
    told = lines | {"day": form.cleaned_data["date"], "seen": form.seen(), "actor": request.user}
    service.correct_decree(row.pk, scan=None, **told)  # refused before a file is taken in
    whose = {"actor": request.user, "role": ROLE, "owner": {"instansi": period.instansi}}
    scan = scan_of(form, title=f"SK unit ZI {lines['number']}", kind="sk", **whose)
    if scan is None:
        return row
    row.refresh_from_db(fields=["version"])
    return service.correct_decree(row.pk, scan=scan, **told | {"seen": row.version})


@login_required
@require_safe
def selection_decree_file(request: HttpRequest, instansi: str, year: int, decree: int) -> HttpResponseBase:
    """The scan of a decree."""
    period = year_or_404(request, instansi, year)
    row = get_object_or_404(SelectionDecree.objects.select_related("scan"), pk=decree, period=period)
    if row.scan is None:
        raise Http404("no scan")
    role = ROLE if is_admin(request, period) else "Pimpinan instansi"
    return serve(row.scan, as_attachment=False, actor=request.user, role=role, method=request.method)
