"""The integration sheet of a kawasan in a year: values, signatures, determination."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from assessments.engine.kawasan import ASPECTS, has_integration
from assessments.forms.kawasan import AspectForm, KawasanDecisionForm, KawasanRevocationForm, aspect_forms
from assessments.issued import issued
from assessments.kawasan import Place, integration
from assessments.kawasan_papers import is_readable, papers_of
from assessments.loaded import policy_of
from assessments.models import KawasanYear
from assessments.services.errors import Conflict
from assessments.services.kawasan import (
    Scored,
    determine_kawasan,
    revoke_kawasan,
    save_scores,
    sign_integration,
    withdraw_signature,
)
from assessments.services.kawasan_issuing import may_issue
from assessments.views.kawasan.scope import year_or_404
from units.forms.base import attempt
from units.services.errors import NotAllowed, Refused


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def kawasan_year(request, pk: int, year: int):
    """The sheet: open to representatives; to admins and heads once every instansi has signed it."""
    found, place = year_or_404(request, pk, year)
    if request.method != "POST":
        return _page(request, found, place)
    if place.seat is None:
        raise PermissionDenied
    rule = policy_of(found).kawasan
    forms = aspect_forms(request.POST, scores=integration(found).scores, rule=rule)
    if sum(not form.is_valid() for form in forms) == 0 and _save(request, found, forms):
        messages.success(request, "Nilai integrasi disimpan.")
        return redirect("assessments:kawasan_year", pk, year)
    return _page(request, found, place, forms=forms, status=422)


def _save(request, year: KawasanYear, forms: list[AspectForm]) -> bool:
    typed = [form for form in forms if form.has_changed()]
    changes = [
        Scored(f.aspect.code, f.cleaned_data["value"], f.cleaned_data["note"], f.cleaned_data["seen"] or 0)
        for f in typed
    ]
    try:
        save_scores(year.pk, changes=changes, actor=request.user)
    except Conflict as error:
        next(f for f in forms if f.aspect.code == error.code).show_conflict(error.stored)
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    except Refused as error:
        forms[0].add_error(None, str(error))
    else:
        return True
    return False


def _page(
    request, year: KawasanYear, place: Place, *, forms=None, decision=None, revocation=None, status=200
):
    sheet = integration(year)
    rule = policy_of(year).kawasan
    readable = is_readable(place, sheet)
    mine = next((line for line in sheet.lines if place.seat and line.instansi.pk == place.seat.pk), None)
    open_verdict = readable and not year.verdict and has_integration(rule)
    open_now = place.seat is not None and not year.verdict
    shown = forms or aspect_forms(None, scores=sheet.scores, rule=rule)
    papers = papers_of(place, sheet) if readable else {}
    context = {
        "year": year,
        "kawasan": year.kawasan,
        "place": place,
        "role": place.acting,
        "sheet": sheet,
        "readable": readable,
        "forms": [(form, papers.get(form.aspect.code, [])) for form in shown] if open_now else None,
        "rows": [(a, sheet.scores.get(a.code), papers.get(a.code, [])) for a in ASPECTS] if readable else [],
        "rule": rule,
        "verdicts": sheet.verdicts(timezone.localdate()) if open_verdict else (),
        "mine": mine,
        "may_issue": may_issue(place, sheet),
        "issued": _issued(year) if readable else [],
        "may_sign": open_now and mine is not None and mine.units and not mine.signature and not sheet.missing,
        "decision": (decision or KawasanDecisionForm(year=year)) if place.coordinates else None,
        "revocation": (revocation or KawasanRevocationForm()) if place.coordinates and year.verdict else None,
    }
    return render(request, "assessments/kawasan/year.html", context, status=status)


def _issued(year: KawasanYear):
    """The reports of the year, newest first; one query, of a valid one those of its integration too."""
    rows = list(year.issued.exclude(blob=None).select_related("blob"))
    for row in rows:
        row.kawasan_year = year
    return issued(rows, [])


@login_required
@require_POST
def kawasan_sign(request, pk: int, year: int):
    """Sign what stands, in the name of one's instansi."""
    return _act(
        request,
        pk,
        year,
        lambda found: sign_integration(found.pk, seen=request.POST.get("seen", ""), actor=request.user),
        "Nilai integrasi ditandatangani.",
    )


@login_required
@require_POST
def kawasan_unsign(request, pk: int, year: int):
    """Take the signature of one's instansi back."""
    return _act(
        request,
        pk,
        year,
        lambda found: withdraw_signature(found.pk, reason=request.POST.get("reason", ""), actor=request.user),
        "Tanda tangan instansi Anda ditarik.",
    )


def _act(request, pk: int, year: int, act, done: str):
    found, _ = year_or_404(request, pk, year)
    try:
        act(found)
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    except Refused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect("assessments:kawasan_year", pk, year)


@login_required
@require_POST
def kawasan_determine(request, pk: int, year: int):
    """Record what the Minister determined."""
    found, place = year_or_404(request, pk, year)
    if not place.coordinates:
        raise PermissionDenied
    form = KawasanDecisionForm(request.POST, year=found)
    if attempt(form, lambda data: determine_kawasan(found.pk, actor=request.user, **data)) is None:
        return _page(request, found, place, decision=form, status=422)
    messages.success(request, "Penetapan kawasan dicatat.")
    return redirect("assessments:kawasan_year", pk, year)


@login_required
@require_POST
def kawasan_revoke(request, pk: int, year: int):
    """Record that the Minister revoked the predicate."""
    found, place = year_or_404(request, pk, year)
    if not place.coordinates:
        raise PermissionDenied
    form = KawasanRevocationForm(request.POST)
    if attempt(form, lambda data: revoke_kawasan(found.pk, actor=request.user, **data)) is None:
        return _page(request, found, place, revocation=form, status=422)
    messages.success(request, "Pencabutan predikat kawasan dicatat.")
    return redirect("assessments:kawasan_year", pk, year)
