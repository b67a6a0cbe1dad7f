"""The pencanangan of a unit, and that of the instansi with the standing of all its units."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from assessments import pakta, queries
from assessments.declaring_steps import standing_of
from assessments.forms.declaration import DeclarationForm
from assessments.issued import of_places
from assessments.loaded import policy_of
from assessments.models import Assessment, Declaration, IssuedDocument, Period
from assessments.rules import acting_as, acting_in, may
from assessments.services import declaring
from assessments.services.errors import NotAllowed, Refused
from assessments.services.workflow import refusals
from assessments.staff_places import StaffPlace
from assessments.views.declare.scope import list_url
from assessments.views.declare.units import rows_of
from assessments.where import url_of
from documents.errors import UploadRefused
from documents.models import Revision
from documents.services import upload
from units.models import Role
from units.queries import hats_of
from units.services.locking import lock_instansi

TITLES = {"scan": "Dokumen pencanangan", "charter": "Piagam pencanangan"}


def _visible(request: HttpRequest, pk: int) -> Assessment:
    found = get_object_or_404(queries.visible_assessments(request.user), pk=pk)
    if not may(request.user, "view_conditions", found):
        raise PermissionDenied
    return found


@login_required
def pencanangan(request: HttpRequest, pk: int) -> HttpResponse:
    """The pencanangan of a unit: its own, or the instansi's that covers it; what is done, missing, and whose turn."""
    a = _visible(request, pk)
    editable = may(request.user, "edit_declaration", a)
    own = a.declaration if a.declaration_id and a.declaration.unit_id else None
    place = StaffPlace(a.unit.instansi, a.unit)
    listed = pakta.count_in(place, place.today)
    form = DeclarationForm(
        request.POST or None, request.FILES or None, stored=own, listed=listed.staff, head=place.head
    )
    if request.method == "POST":
        if not editable:
            raise PermissionDenied
        if form.is_valid() and _save(request, form, a):
            return redirect("assessments:pencanangan", pk)
    context = _standing(request, a, listed, editable) | {
        "a": a,
        "role": acting_as(request.user, a),
        "form": form,
        "editable": editable,
        "own": own,
        "listed": listed,
        "place": place,
        "reasons": _reasons(request, a) if editable else [],
        "may_add": own is not None and may(request.user, "declare", a),
        "shared": _shared(a) if editable and own else [],
    }
    return render(
        request, "assessments/declare/pencanangan.html", context, status=422 if form.errors else 200
    )


def _standing(
    request: HttpRequest, a: Assessment, listed: pakta.PaktaCount, editable: bool
) -> dict[str, Any]:
    declaration = pakta.declaration_of(a)
    covered = declaration is not None and declaration.unit_id is None
    instansi = a.unit.instansi
    count = pakta.count_declared(declaration) if declaration else listed
    links = may(request.user, "view_staff", StaffPlace(instansi, None if covered else a.unit))
    today = pakta.count_of_instansi(instansi, StaffPlace(instansi).today) if covered else listed
    shown = {"today": today, "links": links, "editable": editable}
    steps = standing_of(a, declaration, count, policy_of(a.period), **shown)
    issued = of_places(declaration=declaration) if declaration else []
    return {
        "declaration": declaration,
        "covered": covered,
        "count": count,
        "steps": steps,
        "issued": issued,
        "downloads": not covered or bool(acting_in(request.user, StaffPlace(instansi))),
    }


def _reasons(request: HttpRequest, a: Assessment) -> list[dict]:
    """Why it cannot be recorded yet. The list of the instansi is linked for those who may open it."""
    place = StaffPlace(a.unit.instansi)
    own_list = list_url(place) if may(request.user, "view_staff", place) else ""
    return [
        {"message": r.message, "url": own_list if r.where == "pegawai_instansi" else url_of(a, r.where)}
        for r in refusals(a, "catat_pencanangan")
    ]


def _shared(a: Assessment) -> list[Declaration]:
    """The pencanangan of the instansi, for a unit that recorded its own and would rather be covered."""
    return list(Declaration.objects.filter(instansi=a.unit.instansi, unit=None)[:5])


def _save(request: HttpRequest, form: DeclarationForm, a: Assessment) -> bool:
    def save() -> None:
        # Not in one transaction: the uploads write the instansi's chain, the record the assessment's. So that no file
        # is stored for nothing, all that can be refused is asked first.
        said, seen = form.data_class(), form.seen()
        declaring.check_unit_declaration(a.pk, data=said, actor=request.user, seen=seen)
        papers = _papers(request, form, acting_as(request.user, a), unit=a.unit)
        declaring.record_unit_declaration(a.pk, data=said, actor=request.user, seen=seen, **papers)

    return _tried(request, form, save, "Data pencanangan disimpan.")


def _papers(request: HttpRequest, form: DeclarationForm, role: str, **owner) -> dict[str, Revision | None]:
    found: dict[str, Revision | None] = dict.fromkeys(TITLES)
    for name, title in TITLES.items():
        if file := form.cleaned_data.get(name):
            told = {"title": title, "kind": "dokumen", "actor": request.user, "role": role}
            try:
                found[name] = upload(file=file, filename=file.name, **told, **owner)
            except UploadRefused as error:
                form.refuse_file(name, error)
                raise
    return found


def _tried(request: HttpRequest, form: DeclarationForm, save, told: str) -> bool:
    try:
        save()
    except UploadRefused:
        return False  # the form says it at the file
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    except declaring.DeclarationChanged as error:
        form.refuse(error)
        form.stands(error.stored)
    except Refused as error:
        form.refuse(error)
    else:
        messages.success(request, told)
        return True
    return False


@login_required
@require_POST
def use_declaration(request: HttpRequest, pk: int, declaration: int) -> HttpResponse:
    """Let the instansi's pencanangan cover a unit that recorded its own."""
    a = _visible(request, pk)
    chosen = get_object_or_404(Declaration, pk=declaration, instansi=a.unit.instansi_id, unit=None)
    try:
        declaring.use_instansi_declaration(pk, declaration=chosen, actor=request.user)
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    messages.success(request, "Unit ini tercakup oleh pencanangan instansi.")
    return redirect("assessments:pencanangan", pk)


def _period(request: HttpRequest, instansi: str, year: int) -> tuple[Period, bool]:
    period = get_object_or_404(queries.visible_periods(request.user), instansi__code=instansi, year=year)
    return period, period.instansi_id in hats_of(request.user).instansi(Role.ADMIN)


@login_required
def instansi_pencanangan(request: HttpRequest, instansi: str, year: int) -> HttpResponse:
    """The pencanangan of the whole instansi, which covers its units; how far each unit's signatures are."""
    period, editable = _period(request, instansi, year)
    return _instansi_page(request, period, editable, None)


@login_required
def instansi_declaration(request: HttpRequest, instansi: str, year: int, declaration: int) -> HttpResponse:
    """Correct a pencanangan of the instansi that no unit has been recorded with yet."""
    period, editable = _period(request, instansi, year)
    stored = get_object_or_404(Declaration, pk=declaration, instansi=period.instansi, unit=None)
    if not editable:
        raise PermissionDenied
    return _instansi_page(request, period, editable, stored)


def _instansi_page(
    request: HttpRequest, period: Period, editable: bool, stored: Declaration | None
) -> HttpResponse:
    place = StaffPlace(period.instansi)
    count = pakta.count_of_instansi(period.instansi, place.today)
    form = DeclarationForm(
        request.POST or None, request.FILES or None, stored=stored, listed=count.staff, head=place.head
    )
    if request.method == "POST":
        if not editable:
            raise PermissionDenied
        if form.is_valid() and _save_instansi(request, form, period, stored):
            return redirect("assessments:instansi_pencanangan", period.instansi.code, period.year)
    context = {
        "period": period,
        "form": form,
        "editable": editable,
        "stored": stored,
        "count": count,
        "declarations": queries.instansi_declarations(period.instansi),
        "policy": policy_of(period),
        "issued": of_places(kind=IssuedDocument.Kind.CHARTER, instansi=period.instansi),
        **rows_of(request, period, place.today),
    }
    return render(request, "assessments/declare/instansi.html", context, status=422 if form.errors else 200)


def _save_instansi(
    request: HttpRequest, form: DeclarationForm, period: Period, stored: Declaration | None
) -> bool:
    def save() -> None:
        with transaction.atomic():
            lock_instansi(period.instansi_id, actor=request.user)  # before the uploads write to its chain
            papers = _papers(request, form, "Admin inspektorat", instansi=period.instansi)
            made = declaring.record_instansi_declaration(
                period.instansi,
                data=form.data_class(),
                actor=request.user,
                declaration=stored,
                seen=form.seen(),
                **papers,
            )
            kept = {made.scan_id, made.charter_id}
            if any(paper is not None and paper.pk not in kept for paper in papers.values()):
                transaction.set_rollback(True)  # pressed twice: the papers are there already

    return _tried(request, form, save, "Pencanangan instansi dicatat.")
