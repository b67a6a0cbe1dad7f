"""Where people land: home, the units of a year, the year of one unit, the periods."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from assessments import overview, queries
from assessments.engine import workflow
from assessments.forms.overview import PeriodForm, RegisterForm
from assessments.home import sections_of, years
from assessments.loaded import instrument_of, policy_of
from assessments.models import Period, Recommendation, Sheet
from assessments.next_steps import next_steps, reopening, waiting_for
from assessments.panels import HASIL
from assessments.pictures.of_unit import year_of
from assessments.plans import progress_for
from assessments.rules import RELEASED, SUBMITTED, acting_as, may, may_see_member_sheets
from assessments.services.errors import Refused
from assessments.services.periods import register_unit, save_period
from assessments.todo import Desk, todo_at
from assessments.units_of_year.choosing import LATE, TARGETS
from assessments.units_of_year.page import units_page
from assessments.where import first_area
from units.models import Role
from units.queries import hats_of, known_instansi, managed_instansi, managed_units

TODO_SHOWN = 5


@login_required
@require_safe
def home(request):
    """What waits for this person, and what each of their roles needs to see first."""
    desk = Desk(request.user, timezone.now())
    now, past = years(request.user)
    waiting = todo_at(desk)
    context = {
        "todo": waiting[:TODO_SHOWN],
        "todo_count": len(waiting),
        "sections": sections_of(desk, now, waiting),
        "past_years": past,
        "managed": list(managed_instansi(request.user)),
    }
    return render(request, "assessments/home/home.html", context)


@login_required
@require_safe
def period(request, instansi: str, year: int):
    """The units of a year: where each stands, what it lacks and who must act."""
    found = get_object_or_404(queries.visible_periods(request.user), instansi__code=instansi, year=year)
    context = {
        "period": found,
        "policy": policy_of(found),
        "units": units_page(found, request.GET, now=timezone.now()),
        "states": workflow.STATE_LABELS,
        "areas": instrument_of(found).areas,
        "late": LATE,
        "targets": TARGETS,
        "is_admin": found.instansi_id in hats_of(request.user).instansi(Role.ADMIN),
    }
    return render(request, "assessments/overview/period.html", context)


@login_required
@require_safe
def assessment(request, pk: int):
    """The year of one unit: where it stands, what it lacks, who must act."""
    found = get_object_or_404(queries.visible_assessments(request.user).prefetch_related("sheets"), pk=pk)
    unit = overview.sheet_of(found, Sheet.Kind.UNIT)
    tpi = overview.sheet_of(found, Sheet.Kind.TPI) if found.state in RELEASED else None
    tpn = overview.sheet_of(found, Sheet.Kind.TPN) if may(request.user, "view_final", found) else None
    own = overview.sheet_of(found, Sheet.Kind.MEMBER, request.user.pk)
    shown = unit if may(request.user, "view_answers", found) else None
    policy = policy_of(found.period)
    steps = next_steps(request.user, found, own_sheet=own)
    changes = list(found.changes.select_related("by"))
    context = {
        "a": found,
        "role": acting_as(request.user, found),
        "steps": overview.steps(found, changes),
        "year_line": year_of(found, changes, now=timezone.now()),
        "reopenings": [c for c in changes if c.name == "buka_kembali"],
        "explains": may(request.user, "view_reopening", found),
        "reopening": reopening(request.user, found),
        "advice": Recommendation.objects.filter(assessment=found).first() if tpi else None,
        "next_steps": steps,
        "unit_sheet": shown,
        "tpi_sheet": tpi,
        "tpn_sheet": tpn,
        "reached": overview.reached(found, shown, tpi, tpn) if shown else None,
        "policy": policy,
        "minimum": policy.predicates[found.target].total,
        "own_sheet": own,
        "can": _pages(request.user, found, own),
        "waiting": "" if steps else waiting_for(found),
        "first_area": first_area(found),
        "areas": overview.area_rows(found, unit, tpi, tpn),
        "hasil": HASIL,
        "progress": progress_for(request.user, found),
        **_predicates(found, may(request.user, "view_conditions", found)),
    }
    return render(request, "assessments/overview/assessment.html", context)


def _predicates(found, may_see: bool) -> dict[str, Any]:
    """The last predicate of the unit, and the day on which the one of this year was revoked; one query."""
    records = list(found.unit.predicates.all()) if may_see else []
    revoked = [one.revoked_on for one in records if one.year == found.period.year and one.revoked_on]
    return {"predicate": records[0] if records else None, "revoked_on": revoked[0] if revoked else None}


def _pages(user, found, own_sheet) -> dict[str, bool]:
    """Which pages of the unit the person may open."""
    allowed = {
        name: may(user, name, found)
        for name in (
            "view_answers",
            "keep_papers",
            "view_conditions",
            "view_differences",
            "view_plan",
            "view_activities",
            "export",
            "import_unit",
            "declare_conflict",
        )
    }
    return allowed | {
        "tpi": may(user, "assess", found)
        or (found.state in SUBMITTED and may(user, "view_final", found))
        or may_see_member_sheets(
            user, found, own_sheet_done=own_sheet is not None and own_sheet.done_at is not None
        ),
        "rounds": found.state in SUBMITTED and may(user, "view_rounds", found),
        "reports": may(user, "download_documents", found) or may(user, "view_answers", found),
        "import": any(may(user, name, found) for name in ("import_unit", "assess", "decide")),
        "tpi_members": found.state in SUBMITTED and may(user, "view_member_sheets", found),
        "first": may(user, "view_preliminary", found)
        and (
            may(user, "decide_preliminary", found)
            or overview.sheet_of(found, Sheet.Kind.PRELIMINARY) is not None
        ),
        "carry": may(user, "carry_over", found),
        "coaching": may(user, "view_coaching", found) and bool(queries.sent_back(found)),
        "assess_first": may(user, "decide_preliminary", found)
        and may(user, "view_preliminary", found)
        and not may(user, "view_final", found),
        "tpn": hasattr(found, "proposal_unit") and may(user, "view_final", found),
        "mandiri": hasattr(found, "self_determination") and may(user, "view_final", found),
    }


def _managed(request, code: str, *roles: str):
    """The instansi in which the person has one of the roles (admin): 404 for a stranger, 403 for who has others."""
    instansi = get_object_or_404(known_instansi(request.user), code=code)
    if instansi.pk not in hats_of(request.user).instansi(Role.ADMIN, *roles):
        raise PermissionDenied
    return instansi


@login_required
def periods(request, instansi: str):
    """The years of an instansi; opening a new one."""
    owner = _managed(request, instansi, Role.PIMPINAN_INSTANSI)
    editable = owner.pk in hats_of(request.user).instansi(Role.ADMIN)
    form = PeriodForm(request.POST or None, instansi=owner)
    if request.method == "POST" and not editable:
        raise PermissionDenied
    if request.method == "POST" and form.is_valid():
        try:
            made = save_period(owner, actor=request.user, **form.values())
        except Refused as error:
            form.refuse(error)
        else:
            messages.success(request, f"Periode {made.year} dibuat. Sekarang daftarkan unitnya.")
            return redirect("assessments:register", owner.code, made.year)
    context = {
        "instansi": owner,
        "periods": owner.periods.select_related("instrument", "policy"),
        "form": form,
        "editable": editable,
    }
    return render(request, "assessments/overview/periods.html", context, status=422 if form.errors else 200)


@login_required
def period_edit(request, instansi: str, year: int):
    """Changing the dates of a year."""
    owner = _managed(request, instansi)
    stored = get_object_or_404(Period, instansi=owner, year=year)
    form = PeriodForm(request.POST or None, instansi=owner, period=stored)
    if request.method == "POST" and form.is_valid():
        try:
            save_period(owner, actor=request.user, period=stored, **form.values())
        except Refused as error:
            form.refuse(error)
        else:
            messages.success(request, "Jadwal periode disimpan.")
            return redirect("assessments:period", owner.code, stored.year)
    context = {"instansi": owner, "period": stored, "form": form}
    return render(
        request, "assessments/overview/period_edit.html", context, status=422 if form.errors else 200
    )


@login_required
def register(request, instansi: str, year: int):
    """Registering units for a year, several at once."""
    owner = _managed(request, instansi)
    stored = get_object_or_404(
        Period.objects.select_related("instrument", "policy", "instansi"), instansi=owner, year=year
    )
    free = (
        managed_units(request.user).filter(instansi=owner, is_active=True).exclude(assessments__period=stored)
    )
    form = RegisterForm(request.POST or None, units=free)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["units"]
        for unit in chosen:
            register_unit(stored, unit=unit, target=form.cleaned_data["target"], actor=request.user)
        messages.success(request, f"{len(chosen)} unit terdaftar untuk {year}.")
        return redirect("assessments:period", owner.code, year)
    context = {"instansi": owner, "period": stored, "form": form, "has_free": free.exists()}
    return render(request, "assessments/overview/register.html", context, status=422 if form.errors else 200)
