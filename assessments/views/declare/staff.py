"""The staff list of a place: read, added to, signed in bulk, exported."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from assessments import pakta, queries
from assessments.forms.declare import EmployeeForm, SignForm
from assessments.issued import of_places
from assessments.kke.jobs import XLSX
from assessments.models import Employee, IssuedDocument
from assessments.rules import acting_in
from assessments.services.pakta import add_employee, lock_place
from assessments.services.signing_pakta import Moved, digest_of, left_out, sign_pakta
from assessments.staff_places import StaffPlace
from assessments.tables.staff import STAFF
from assessments.tables.staff_export import staff_workbook
from assessments.views.declare.acting import attempt
from assessments.views.declare.scope import list_url, page, place_or_404
from documents.services import upload
from units.models import Role
from units.queries import hats_of

PAGE_SIZE = 50
ALL_SIGNED = "Tidak ada yang perlu dicatat: yang dipilih sudah menandatangani."
NOBODY = "Belum ada pegawai yang dipilih. Centang dahulu namanya di daftar."


@login_required
@require_safe
def staff(request: HttpRequest, instansi: str, unit: int) -> HttpResponse:
    """The list with search, states and counts."""
    place = place_or_404(request, instansi, unit)
    search = request.GET.get("q", "").replace("\x00", "").strip()
    status = request.GET.get("status", "")
    status = status if status in pakta.FILTERS else ""
    rows = pakta.listed(place, status=status, search=search).select_related("scan")
    totals = pakta.totals(place)
    shown = {"": totals["here"]} | totals
    told = {key: value for key, value in {"status": status, "q": search}.items() if value}
    context = {
        "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "count": pakta.count_in(place, place.today),
        "totals": totals,
        "filters": [(key, label, shown[key]) for key, label in pakta.FILTERS.items()],
        "status": status,
        "q": search,
        "query": f"{urlencode(told)}&" if told else "",
        "issued": of_places(kind=IssuedDocument.Kind.PAKTA_ALL, **place.owner),
        "import_url": _import_url(request, place),
    }
    return page(request, "staff", place, context)


def _import_url(request: HttpRequest, place: StaffPlace) -> str:
    """Where the person takes this list in: the admin those of all units at once, its own people in its newest year."""
    if place.instansi.pk in hats_of(request.user).instansi(Role.ADMIN):
        return reverse("assessments:table", args=[place.instansi.code, STAFF.key])
    if place.unit_id not in hats_of(request.user).units(Role.PETUGAS, Role.PIMPINAN_UNIT):
        return ""
    years = queries.visible_assessments(request.user).filter(unit=place.unit_id)
    newest = years.order_by("-period__year").first()
    return reverse("assessments:staff_import", args=[newest.pk]) if newest else ""


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def staff_add(request: HttpRequest, instansi: str, unit: int) -> HttpResponse:
    """Add one pegawai."""
    place = place_or_404(request, instansi, unit, manage=True)
    form = EmployeeForm(request.POST or None)
    if row := attempt(form, lambda: add_employee(place, data=form.data_class(), actor=request.user)):
        messages.success(request, f"{row.name} ada di daftar pegawai.")
        form.warn(request)
        more = "lagi" in request.POST
        return redirect("assessments:staff_add", instansi, unit) if more else redirect(list_url(place))
    context = {"form": form, "title": "Tambah pegawai", "save": "Simpan", "again": True}
    return page(request, "form", place, context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def staff_sign(request: HttpRequest, instansi: str, unit: int) -> HttpResponse:
    """Confirm and write that many signed: those ticked (`pilih`), or all who have yet to (`semua`)."""
    place = place_or_404(request, instansi, unit, manage=True)
    sent = request.POST if request.method == "POST" else request.GET
    chosen = None if sent.get("semua") else _chosen(sent.getlist("pilih"))
    people = _people(place, chosen)
    if chosen is not None and len(people) != len(chosen):
        raise Http404("somebody is not of this list")
    waiting = [row for row in people if row.signed_on is None]
    form = SignForm(
        request.POST or None, request.FILES or None, initial={"seen": digest_of(waiting), "on": place.today}
    )
    if request.method == "POST":
        done = attempt(form, lambda: _sign(request, place, chosen, form))
        if done is not None:
            _tell(request, done)
            return redirect(list_url(place))
    elif not waiting:
        messages.info(request, ALL_SIGNED if people else NOBODY)
        return redirect(list_url(place))
    context = {
        "form": form,
        "waiting": waiting,
        "everybody": chosen is None,
        "signed": len(people) - len(waiting),
    }
    return page(request, "sign", place, context, status=form.status)


def _chosen(typed: list[str]) -> set[int]:
    return {int(text) for text in typed if text.isascii() and text.isdecimal() and len(text) < 19}


def _people(place: StaffPlace, chosen: set[int] | None) -> list[Employee]:
    if chosen is None:
        return list(pakta.listed(place, status="belum"))
    return list(place.employees.filter(pk__in=chosen))


def _sign(request: HttpRequest, place: StaffPlace, chosen: set[int] | None, form: SignForm) -> Any:
    lock_place(
        place, request.user
    )  # before the upload writes to the chain, as every other write to a list does
    file, scan = form.cleaned_data["scan"], None
    if file is not None:
        scan = upload(
            file=file,
            filename=file.name,
            title=f"Pakta integritas {place.short}",
            kind="dokumen",
            actor=request.user,
            role=acting_in(request.user, place),
            **place.owner,
        )
    try:
        done = sign_pakta(
            place,
            chosen=chosen,
            seen=form.cleaned_data["seen"],
            on=form.cleaned_data["on"],
            occasion=form.cleaned_data["occasion"],
            scan=scan,
            actor=request.user,
        )
    except Moved as moved:
        form.seen_is(moved.now)
        raise
    if scan is not None and not done.count:
        transaction.set_rollback(
            True
        )  # nobody was signed, as by a second press: the scan would belong to nobody
    return done


def _tell(request: HttpRequest, done) -> None:
    if done.count:
        messages.success(request, f"Pakta integritas {done.count} pegawai dicatat.")
    else:
        messages.info(request, "Tidak ada yang baru dicatat: semuanya sudah tercatat menandatangani.")
    if told := left_out(done.skipped):
        messages.warning(request, told)


@login_required
@require_safe
def staff_export(request: HttpRequest, instansi: str, unit: int) -> HttpResponse:
    """The whole list as a workbook, in the columns that the import takes; `?kosong=1` without rows."""
    place = place_or_404(request, instansi, unit)
    name = f"pegawai_{place.instansi.code}{f'_{place.unit.code}' if place.unit else ''}.xlsx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    book = staff_workbook(place, actor=request.user, filled=request.GET.get("kosong") != "1")
    return HttpResponse(book, content_type=XLSX, headers=headers)
