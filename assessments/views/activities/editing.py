"""Adding, changing and removing activities."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from assessments.action_plan.conflicts import Difference, differences
from assessments.forms.activities import ActivityForm
from assessments.models import Activity, Assessment
from assessments.panels import HASIL
from assessments.rules import acting_as, may_answer_area
from assessments.services import activities
from assessments.services.activity_progress import today_of
from assessments.services.errors import Conflict, NotAllowed, Refused
from assessments.views.activities.one import activity_or_404
from assessments.views.activities.page import HTML, gone_is_404, planned


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@gone_is_404
def activity_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Add an activity; `?area=` chooses its area."""
    a = planned(request, pk, writing=True)
    form = _form(request, a, initial={"area": request.GET.get("area", "")})
    if request.method == "POST" and form.is_valid():
        try:
            made = activities.add_activity(pk, data=form.data_of, actor=request.user)
        except NotAllowed as error:
            raise PermissionDenied(str(error)) from error
        except Refused as error:
            form.refuse(error)
        else:
            messages.success(request, f"Kegiatan {made.number} ditambahkan.")
            if "lagi" in request.POST:
                return redirect(f"{request.path}?area={made.area or HASIL}")
            return redirect("assessments:activity", pk, made.number)
    return _page(request, a, form, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@gone_is_404
def activity_edit(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Say something else of an activity; what somebody else saved meanwhile is shown beside what was typed."""
    a = planned(request, pk, writing=True)
    found = activity_or_404(a, number)
    if not may_answer_area(request.user, a, found.area or None):
        raise PermissionDenied
    form, conflict = _form(request, a, stored=found), []
    if request.method == "POST" and form.is_valid():
        try:
            activities.change_activity(pk, number, data=form.data_of, seen=form.seen(), actor=request.user)
        except NotAllowed as error:
            raise PermissionDenied(str(error)) from error
        except Refused as error:
            form.refuse(error)
        except Conflict as moved:
            conflict = differences(moved.stored, form.data_of)
            form.data = form.data.copy()
            form.data["version"] = str(moved.stored.version)
        else:
            messages.success(request, f"Kegiatan {number} disimpan.")
            return redirect("assessments:activity", pk, number)
    status = 409 if conflict else 422 if form.errors else 200
    return _page(request, a, form, stored=found, conflict=conflict, status=status)


@login_required
@require_POST
def activity_remove(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Take an activity out of the plan; asked twice it happens once."""
    a = planned(request, pk, writing=True)
    try:
        activities.remove_activity(a.pk, number, actor=request.user)
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    except Refused as error:
        messages.error(request, str(error))
        return redirect("assessments:activity", pk, number)
    messages.success(request, f"Kegiatan {number} dikeluarkan dari rencana aksi.")
    return redirect("assessments:activities", pk)


def _form(
    request: HttpRequest, a: Assessment, *, stored: Activity | None = None, initial: dict | None = None
) -> ActivityForm:
    said = {"assessment": a, "user": request.user, "today": today_of(a), "stored": stored}
    if initial is not None:
        said["initial"] = initial
    return ActivityForm(request.POST if request.method == "POST" else None, **said)


def _page(
    request: HttpRequest,
    a: Assessment,
    form: ActivityForm,
    *,
    stored: Activity | None = None,
    conflict: list[Difference] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "a": a,
        "role": acting_as(request.user, a),
        "form": form,
        "one": stored,
        "conflict": conflict,
        "title": f"Ubah kegiatan {stored.number}" if stored else "Tambah kegiatan",
    }
    return render(request, f"{HTML}form.html", context, status=status)
