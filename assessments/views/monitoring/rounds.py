"""Rounds of monitoring: the list, one of them, recording and changing it, its report."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.action_plan.conflicts import round_differences
from assessments.forms.monitoring import RoundForm
from assessments.models import Assessment, Monitoring
from assessments.monitoring import RoundLine, rounds_of
from assessments.reports.monitoring import MONITORING
from assessments.rules import acting_as, may, of_unit
from assessments.services import monitoring as services
from assessments.services.activity_progress import today_of
from assessments.services.errors import Conflict, NotAllowed, Refused
from assessments.services.jobs import start_job
from assessments.views.activities.page import gone_is_404, planned

HTML = "assessments/monitoring/"


def recorded(request: HttpRequest, pk: int) -> Assessment:
    """The assessment in which the person may record monitoring now; Http404 for a stranger, PermissionDenied."""
    assessment = planned(request, pk)
    if not may(request.user, "record_monitoring", assessment):
        raise PermissionDenied
    return assessment


def round_or_404(request: HttpRequest, assessment: Assessment, number: int) -> RoundLine:
    """The round of that number as this person sees it."""
    found = rounds_of(request.user, assessment, today_of(assessment), number=number)
    if not found:
        raise Http404(f"no round {number}")
    return found[0]


def written(request: HttpRequest, pk: int, number: int) -> Monitoring:
    """A round that the person may change: of their own side."""
    assessment = recorded(request, pk)
    line = round_or_404(request, assessment, number)
    if not line.writes:
        raise PermissionDenied(services.NOT_OURS)
    return line.round


def page(request: HttpRequest, a: Assessment, name: str, status: int = 200, **more: Any) -> HttpResponse:
    """One of the pages of monitoring."""
    return render(
        request, f"{HTML}{name}.html", {"a": a, "role": acting_as(request.user, a), **more}, status=status
    )


@login_required
@require_safe
def monitoring(request: HttpRequest, pk: int) -> HttpResponse:
    """All rounds of the year."""
    a = planned(request, pk)
    lines = rounds_of(request.user, a, today_of(a))
    return page(request, a, "list", lines=lines, records=may(request.user, "record_monitoring", a))


@login_required
@require_safe
def monitoring_round(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One round with its findings."""
    a = planned(request, pk)
    return page(request, a, "round", line=round_or_404(request, a, number))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def monitoring_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Record a round."""
    a = recorded(request, pk)
    sent = request.POST if request.method == "POST" else None
    coached = not of_unit.test(request.user, a)
    form = RoundForm(sent, assessment=a, coached=coached, initial={"date": today_of(a)})
    if sent is not None and form.is_valid():
        try:
            made = services.record_round(pk, data=form.data_of, actor=request.user)
        except NotAllowed as error:
            raise PermissionDenied(str(error)) from error
        except Refused as error:
            form.refuse(error)
        else:
            messages.success(request, "Monev tercatat. Tambahkan temuannya, bila ada.")
            return redirect("assessments:monitoring_round", pk, made.number)
    return page(request, a, "form", 422 if form.errors else 200, form=form, title="Catat monev")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@gone_is_404
def monitoring_edit(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Change what is said of a round."""
    found = written(request, pk, number)
    a, conflict = found.assessment, []
    sent = request.POST if request.method == "POST" else None
    form = RoundForm(sent, assessment=a, coached=found.coached, stored=found)
    if sent is not None and form.is_valid():
        try:
            services.change_round(pk, number, data=form.data_of, seen=form.seen(), actor=request.user)
        except NotAllowed as error:
            raise PermissionDenied(str(error)) from error
        except Refused as error:
            form.refuse(error)
        except Conflict as moved:
            conflict = round_differences(a, moved.stored, form.data_of)
            form.stands(moved.stored.version)
        else:
            messages.success(request, "Monev disimpan.")
            return redirect("assessments:monitoring_round", pk, number)
    status = 409 if conflict else 422 if form.errors else 200
    title = f"Ubah monev {number}"
    return page(request, a, "form", status, form=form, title=title, found=found, conflict=conflict)


@login_required
@require_POST
def monitoring_remove(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Remove a round with its findings; asked twice it happens once."""
    recorded(request, pk)
    if removed(request, lambda seen: services.remove_round(pk, number, seen=seen, actor=request.user)):
        messages.success(request, f"Monev {number} dihapus.")
        return redirect("assessments:monitoring", pk)
    return redirect("assessments:monitoring_round", pk, number)


def removed(request: HttpRequest, act: Callable[[int], None]) -> bool:
    """Whether `act` removed it, given the version that was seen; a refusal becomes a message, NotAllowed 403."""
    seen = request.POST.get("version", "")
    try:
        act(int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 10 else 0)
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    except Refused as error:
        messages.error(request, str(error))
    except Conflict:
        messages.error(
            request, "Isinya baru saja diubah orang lain. Periksa dahulu, lalu hapus bila memang perlu."
        )
    else:
        return True
    return False


@login_required
@require_POST
def monitoring_report(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Start making the report of a round as PDF."""
    a = planned(request, pk)
    round_or_404(request, a, number)
    job = start_job(MONITORING, actor=request.user, assessment=a, params={"number": number})
    return redirect("assessments:job", job.pk)
