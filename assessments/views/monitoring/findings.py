"""What a round found, and what the unit did about it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from assessments.action_plan.conflicts import finding_differences, follow_up_differences
from assessments.forms.monitoring import FindingForm, FollowUpForm
from assessments.models import Finding, Monitoring
from assessments.services import follow_ups, monitoring
from assessments.services.errors import Conflict, NotAllowed, Refused
from assessments.views.activities.page import gone_is_404, planned
from assessments.views.monitoring.rounds import page, recorded, removed, round_or_404, written


def _back(pk: int, number: int, which: int | None = None) -> HttpResponse:
    url = reverse("assessments:monitoring_round", args=[pk, number])
    return redirect(f"{url}#t-{which}" if which else url)


def _finding(found: Monitoring, which: int) -> Finding:
    finding = found.findings.select_related("activity", "evidence").filter(number=which).first()
    if finding is None:
        raise Http404(f"no finding {which}")
    return finding


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@gone_is_404
def finding_new(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Add a finding."""
    found = written(request, pk, number)
    a = found.assessment
    sent = request.POST if request.method == "POST" else None
    form = FindingForm(sent, assessment=a)
    if sent is not None and form.is_valid():
        try:
            made = monitoring.add_finding(pk, number, data=form.data_of, actor=request.user)
        except NotAllowed as error:
            raise PermissionDenied(str(error)) from error
        except Refused as error:
            form.refuse(error)
        else:
            messages.success(request, "Temuan dicatat.")
            return redirect(request.path) if "lagi" in sent else _back(pk, number, made.number)
    return page(
        request, a, "finding", 422 if form.errors else 200, form=form, found=found, title="Tambah temuan"
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@gone_is_404
def finding(request: HttpRequest, pk: int, number: int, which: int) -> HttpResponse:
    """Change what is said of a finding."""
    found = written(request, pk, number)
    a, conflict, stored = found.assessment, [], _finding(found, which)
    sent = request.POST if request.method == "POST" else None
    form = FindingForm(sent, assessment=a, stored=stored)
    if sent is not None and form.is_valid():
        try:
            monitoring.change_finding(
                pk, number, which, data=form.data_of, seen=form.seen(), actor=request.user
            )
        except NotAllowed as error:
            raise PermissionDenied(str(error)) from error
        except Refused as error:
            form.refuse(error)
        except Conflict as moved:
            conflict = finding_differences(moved.stored, form.data_of)
            form.stands(moved.stored.version)
        else:
            messages.success(request, "Temuan disimpan.")
            return _back(pk, number, which)
    status = 409 if conflict else 422 if form.errors else 200
    more = {"found": found, "stored": stored, "title": f"Ubah temuan {which}", "conflict": conflict}
    return page(request, a, "finding", status, form=form, **more)


@login_required
@require_POST
@gone_is_404
def finding_remove(request: HttpRequest, pk: int, number: int, which: int) -> HttpResponse:
    """Remove a finding; asked twice it happens once."""
    recorded(request, pk)

    def act(seen: int) -> None:
        monitoring.remove_finding(pk, number, which, seen=seen, actor=request.user)

    if removed(request, act):
        messages.success(request, "Temuan dihapus.")
    return _back(pk, number)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@gone_is_404
def finding_follow(request: HttpRequest, pk: int, number: int, which: int) -> HttpResponse:
    """Write what the unit did about a finding, whoever found it."""
    a = planned(request, pk, writing=True)
    line = round_or_404(request, a, number)
    told = next((one for one in line.findings if one.finding.number == which), None)
    if told is None:
        raise Http404(f"no finding {which}")
    if not told.follows:
        raise PermissionDenied
    conflict, sent = [], request.POST if request.method == "POST" else None
    form = FollowUpForm(sent, stored=told.finding, unit=a.unit)
    if sent is not None and form.is_valid():
        try:
            follow_ups.follow_up(pk, number, which, data=form.data_of, seen=form.seen(), actor=request.user)
        except NotAllowed as error:
            raise PermissionDenied(str(error)) from error
        except Refused as error:
            form.refuse(error)
        except Conflict as moved:
            conflict = follow_up_differences(moved.stored, form.data_of)
            form.stands(moved.stored.version)
        else:
            messages.success(request, "Tindak lanjut disimpan.")
            return _back(pk, number, which)
    status = 409 if conflict else 422 if form.errors else 200
    return page(request, a, "follow", status, form=form, line=line, told=told, conflict=conflict)
