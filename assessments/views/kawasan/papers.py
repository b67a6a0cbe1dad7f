"""Evidence at the aspects of a kawasan: brought, read, taken off; and the report as PDF."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.engine.kawasan import ASPECTS
from assessments.forms.kawasan_evidence import KawasanEvidenceForm
from assessments.kawasan import Place, integration
from assessments.kawasan_papers import is_readable, may_open, may_take_off
from assessments.models import KawasanEvidence
from assessments.reports.kawasan import KAWASAN
from assessments.services.jobs import start_job
from assessments.services.kawasan_evidence import Brought, bring_evidence, take_off
from assessments.services.kawasan_issuing import UNSIGNED, may_issue
from assessments.views.kawasan.scope import year_or_404
from assessments.views.pane.leaf import asked_page, leaf_of
from assessments.views.pane.sheet import framed_page
from documents.errors import UploadRefused
from documents.services.openings import Way, note_opening
from documents.serving import serve
from units.forms.base import attempt
from units.services.errors import NotAllowed, Refused


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def kawasan_bring(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    """Bring a file or link to an aspect, in the name of one's instansi; `?aspek=` chooses it."""
    found, place = year_or_404(request, pk, year)
    if place.seat is None:
        raise PermissionDenied
    chosen = {"aspect": request.GET.get("aspek", "")}
    form = KawasanEvidenceForm(request.POST or None, request.FILES or None, initial=chosen)
    if form.is_bound and attempt(form, partial(_bring, request, found.pk, form)):
        messages.success(request, "Bukti ditambahkan.")
        return redirect("assessments:kawasan_year", pk, year)
    context = {"form": form, "year": found, "kawasan": found.kawasan, "place": place, "role": place.acting}
    status = 422 if form.errors else 200
    return render(request, "assessments/kawasan/bring.html", context, status=status)


def _bring(request: HttpRequest, pk: int, form: KawasanEvidenceForm, data: dict) -> KawasanEvidence:
    told = {name: data[name] for name in ("aspect", "file", "url", "title", "confidentiality")}
    name = data["file"].name if data["file"] else ""
    try:
        return bring_evidence(pk, brought=Brought(filename=name, **told), actor=request.user)
    except UploadRefused as error:
        raise Refused((error.message, error.field if error.field in form.fields else "file")) from error
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error


def _opened(request: HttpRequest, pk: int, year: int, evidence: int) -> tuple[KawasanEvidence, Place]:
    """A piece of evidence that stands and that the person may open; 404 for what they may not know, 403 for what is
    closed to them: values not yet signed, a confidential document of another instansi.
    """
    found, place = year_or_404(request, pk, year)
    rows = KawasanEvidence.objects.select_related(
        "revision__blob", "revision__document__instansi", "added_by"
    )
    row = get_object_or_404(rows, pk=evidence, year=found, removed_at=None)
    row.year = found
    if not is_readable(place, integration(found)) or not may_open(place, row):
        raise PermissionDenied
    return row, place


@never_cache
@login_required
@require_safe
def kawasan_paper(request: HttpRequest, pk: int, year: int, evidence: int, what: str) -> HttpResponseBase:
    """A document at an aspect: to read page by page (`baca`, in its frame `lembar`), or as a file (`berkas`)."""
    acts = {"baca": _read, "lembar": _sheet, "berkas": _file}
    if what not in acts:
        raise Http404
    row, place = _opened(request, pk, year, evidence)
    if what != "berkas" and request.method != "HEAD":
        note_opening(row.revision, actor=request.user, role=place.acting, way=Way.PANE)
    return acts[what](request, row, place)


def _address(row: KawasanEvidence, what: str) -> str:
    return reverse("assessments:kawasan_paper", args=[row.year.kawasan_id, row.year.year, row.pk, what])


def _read(request: HttpRequest, row: KawasanEvidence, place: Place) -> HttpResponse:
    told = {"frame": _address(row, "lembar"), "download": _address(row, "berkas"), "role": place.acting}
    number = asked_page(request) or 1
    context = {
        "leaf": None if row.revision.is_link else leaf_of(request, row.revision, number=number, **told),
        "row": row,
        "year": row.year,
        "kawasan": row.year.kawasan,
        "document": row.revision.document,
        "aspect": next(one for one in ASPECTS if one.code == row.aspect),
        "role": place.acting,
        "may_take_off": may_take_off(place, row),
    }
    return render(request, "assessments/kawasan/paper.html", context)


def _sheet(request: HttpRequest, row: KawasanEvidence, place: Place) -> HttpResponse:
    if row.revision.is_link:
        raise Http404
    return framed_page(request, row.revision, number=asked_page(request) or 1, role=place.acting)


def _file(request: HttpRequest, row: KawasanEvidence, place: Place) -> HttpResponseBase:
    told = {"actor": request.user, "role": place.acting, "method": request.method or "GET"}
    return serve(row.revision, as_attachment=True, **told)


@login_required
@require_POST
def kawasan_take_off(request: HttpRequest, pk: int, year: int, evidence: int) -> HttpResponse:
    """Take evidence off its aspect."""
    found, _ = year_or_404(request, pk, year)
    row = get_object_or_404(KawasanEvidence, pk=evidence, year=found)
    try:
        take_off(row.pk, actor=request.user)
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    except Refused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Bukti dilepas dari aspek. Dokumennya tetap tersimpan.")
    return redirect("assessments:kawasan_year", pk, year)


@login_required
@require_POST
def kawasan_print(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    """Start issuing the report of the year."""
    found, place = year_or_404(request, pk, year)
    sheet = integration(found)
    if not is_readable(place, sheet):
        raise PermissionDenied
    if not may_issue(place, sheet):
        messages.error(request, UNSIGNED)
        return redirect("assessments:kawasan_year", pk, year)
    owner = place.seat or found.kawasan.coordinator
    params = {"kawasan_year": found.pk}
    return redirect(
        "assessments:job", start_job(KAWASAN, actor=request.user, instansi=owner, params=params).pk
    )
