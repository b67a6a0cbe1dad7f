"""After a pencanangan is recorded: its publications, the signed piagam; the papers of the instansi's own."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from assessments import queries
from assessments.forms.declaration import LaterForm
from assessments.models import Declaration
from assessments.rules import acting_as, may
from assessments.services.declared_later import record_instansi_later, record_unit_later
from assessments.services.declaring import DeclarationChanged
from assessments.services.errors import NotAllowed, Refused
from documents.errors import UploadRefused
from documents.models import Revision
from documents.services import upload
from documents.serving import serve
from units.models import Role
from units.queries import hats_of
from units.services.locking import lock_instansi

PAPERS = {"pencanangan": "scan", "piagam": "charter"}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def declaration_later(request: HttpRequest, pk: int) -> HttpResponse:
    """Links and the signed piagam of a unit's own pencanangan, in any stage."""
    a = get_object_or_404(queries.visible_assessments(request.user), pk=pk)
    if not may(request.user, "declare", a):
        raise PermissionDenied
    own = a.declaration if a.declaration_id and a.declaration.unit_id else None
    if own is None:
        raise Http404("no pencanangan of its own")
    form = LaterForm(request.POST or None, request.FILES or None, stored=own)

    def save() -> None:
        # not in one transaction: the upload writes the instansi's chain, the record the assessment's
        form.check_version(own)
        charter = _charter(request, form, acting_as(request.user, a), unit=a.unit)
        record_unit_later(pk, actor=request.user, charter=charter, **form.said())

    back = reverse("assessments:pencanangan", args=[pk])
    context = {"instansi": a.unit.instansi, "unit": a.unit, "year": a.period.year}
    return _page(request, form, save, back, context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def instansi_later(request: HttpRequest, instansi: str, year: int, declaration: int) -> HttpResponse:
    """The same of a pencanangan of the instansi, also one that units were recorded with."""
    period = get_object_or_404(queries.visible_periods(request.user), instansi__code=instansi, year=year)
    if period.instansi_id not in hats_of(request.user).instansi(Role.ADMIN):
        raise PermissionDenied
    stored = get_object_or_404(Declaration, pk=declaration, instansi=period.instansi, unit=None)
    form = LaterForm(request.POST or None, request.FILES or None, stored=stored)

    def save() -> None:
        with transaction.atomic():
            lock_instansi(period.instansi_id, actor=request.user)  # before the upload writes to its chain
            charter = _charter(request, form, "Admin inspektorat", instansi=period.instansi)
            record_instansi_later(stored, actor=request.user, charter=charter, **form.said())

    back = reverse("assessments:instansi_pencanangan", args=[instansi, year])
    return _page(request, form, save, back, {"instansi": period.instansi, "unit": None, "year": year})


@login_required
@require_safe
def declaration_file(
    request: HttpRequest, instansi: str, year: int, declaration: int, what: str
) -> HttpResponseBase:
    """The scan or the signed piagam of a pencanangan of the instansi, for its admin and head."""
    period = get_object_or_404(queries.visible_periods(request.user), instansi__code=instansi, year=year)
    stored = get_object_or_404(Declaration, pk=declaration, instansi=period.instansi, unit=None)
    revision = getattr(stored, PAPERS[what]) if what in PAPERS else None
    if revision is None:
        raise Http404("no such paper")
    return serve(revision, as_attachment=False, actor=request.user, role="", method=request.method)


def _charter(request: HttpRequest, form: LaterForm, role: str, **owner) -> Revision | None:
    file = form.cleaned_data.get("charter")
    if not file:
        return None
    told = {"title": "Piagam pencanangan", "kind": "dokumen", "actor": request.user, "role": role}
    try:
        return upload(file=file, filename=file.name, **told, **owner)
    except UploadRefused as error:
        form.refuse_file("charter", error)
        raise


def _page(
    request: HttpRequest, form: LaterForm, save: Callable[[], None], back: str, context: dict
) -> HttpResponse:
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                save()
            except UploadRefused:
                pass  # the form says it at the file
            except NotAllowed as error:
                raise PermissionDenied(str(error)) from error
            except DeclarationChanged as error:
                form.refuse(error)
                form.stands(error.stored)
                status = 409
            except Refused as error:
                form.refuse(error)
            else:
                messages.success(request, "Tautan publikasi dan piagam disimpan.")
                return redirect(back)
    return render(
        request, "assessments/declare/later.html", context | {"form": form, "back": back}, status=status
    )
