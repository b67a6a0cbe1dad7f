"""One pegawai: corrected, gone, back, moved; a wrong signature taken back; the scan."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.engine.wording import long_date
from assessments.forms.declare import ActForm, EmployeeForm, LeftForm, MoveForm, SignedForm, UnsignForm
from assessments.issued import of_places
from assessments.models import Employee, IssuedDocument
from assessments.rules import acting_in, may
from assessments.services import pakta
from assessments.services.signing_pakta import correct_signature, undo_signature
from assessments.staff_places import StaffPlace
from assessments.views.declare.acting import attempt
from assessments.views.declare.scope import employee_or_404, list_url, page
from documents.services import upload
from documents.serving import serve
from units.models import UnitKerja


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def employee_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """What stands of a pegawai, to correct; what else can be done with them."""
    row, place = employee_or_404(request, pk)
    form = EmployeeForm(request.POST or None, stored=row)
    seen = form.seen
    act = lambda: pakta.change_employee(pk, data=form.data_class(), seen=seen(), actor=request.user)  # noqa: E731
    if changed := attempt(form, act):
        messages.success(request, f"Data {changed.name} disimpan.")
        form.warn(request)
        return redirect(list_url(place))
    context = {"form": form, "row": row, "moves": bool(_targets(request, place))}
    context |= {"issued": of_places(kind=IssuedDocument.Kind.PAKTA, employees=row)}
    return page(request, "employee", place, context, status=form.status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def employee_left(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the last day of a pegawai."""
    row, place = employee_or_404(request, pk)
    form = LeftForm(request.POST or None, stored=row)

    def act() -> Employee:
        return pakta.mark_left(pk, left_on=form.cleaned_data["left_on"], seen=form.seen(), actor=request.user)

    if gone := attempt(form, act):
        day = long_date(form.cleaned_data["left_on"])
        messages.success(request, f"{gone.name} tercatat keluar; hari terakhirnya {day}.")
        return redirect(list_url(place))
    lead = "Ia tetap ada dalam riwayat daftar ini, bersama pakta integritasnya."
    return _form(request, place, form, row, "Catat keluar", lead)


@login_required
@require_POST
def employee_stay(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a last day back."""
    row, place = employee_or_404(request, pk)
    form = ActForm(request.POST, stored=row)
    if attempt(form, lambda: pakta.undo_left(pk, seen=form.seen(), actor=request.user)):
        messages.success(request, f"{row.name} kembali tercatat bekerja di sini.")
    for message in form.non_field_errors():
        messages.error(request, message)
    return redirect(list_url(place))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def employee_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Mutasi inside the instansi: they leave here and begin there."""
    row, place = employee_or_404(request, pk)
    targets = _targets(request, place)
    if not targets:
        raise Http404("no other list that this person keeps")
    form = MoveForm(request.POST or None, stored=row, targets=targets)

    def act() -> Employee:
        return pakta.move_employee(
            pk, to=form.target(), on=form.cleaned_data["on"], seen=form.seen(), actor=request.user
        )

    if attempt(form, act):
        messages.success(request, f"{row.name} pindah ke {form.target().name}. Riwayatnya tetap ada di sini.")
        return redirect(list_url(place))
    lead = (
        "Di sini hari terakhirnya sehari sebelum itu. Di tempat baru ia menandatangani pakta integritas lagi."
    )
    return _form(request, place, form, row, "Pindahkan", lead)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def employee_unsign(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask why a signature is taken back, and take it back."""
    row, place = employee_or_404(request, pk)
    form = UnsignForm(request.POST or None, stored=row)

    def act() -> Employee:
        reason = form.cleaned_data["reason"]
        return undo_signature(pk, reason=reason, seen=form.seen(), actor=request.user)

    if attempt(form, act):
        messages.success(request, f"Pakta integritas {row.name} dibatalkan.")
        return redirect(list_url(place))
    signed = f"Tercatat ditandatangani {long_date(row.signed_on)}. " if row.signed_on else ""
    lead = f"{signed}Pembatalan dan alasannya tersimpan dalam jejak audit."
    return _form(request, place, form, row, "Batalkan pakta integritas", lead)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def employee_signed(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct the day or occasion of a signature, or bring its scan later."""
    row, place = employee_or_404(request, pk)
    if row.signed_on is None:
        raise Http404("nothing is signed")
    form = SignedForm(request.POST or None, request.FILES or None, stored=row)

    def act() -> Employee:
        pakta.lock_employee(pk, request.user, form.seen())  # before the upload writes to the chain
        data, file = form.cleaned_data, form.cleaned_data["scan"]
        about = {"title": f"Pakta integritas {row.name}", "kind": "dokumen", "actor": request.user}
        about |= {"role": acting_in(request.user, place), **place.owner}
        scan = upload(file=file, filename=file.name, **about) if file else None
        said = {"on": data["on"], "occasion": data["occasion"], "scan": scan, "seen": form.seen()}
        return correct_signature(pk, actor=request.user, **said)

    if attempt(form, act):
        messages.success(request, f"Pakta integritas {row.name} disimpan.")
        return redirect(list_url(place))
    lead = "Perbaiki tanggal atau kesempatannya, atau unggah pindaian yang menyusul."
    return _form(request, place, form, row, "Perbaiki pakta integritas", lead)


@login_required
@require_safe
def employee_scan(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The scan of a signed pakta."""
    row, place = employee_or_404(request, pk, manage=False)
    if row.scan is None:
        raise Http404("no scan")
    return serve(row.scan, as_attachment=False, actor=request.user, role=acting_in(request.user, place))


def _form(
    request: HttpRequest, place: StaffPlace, form: ActForm, row: Employee, title: str, lead: str
) -> HttpResponse:
    context = {"form": form, "row": row, "title": title, "lead": lead, "save": title}
    return page(request, "form", place, context, status=form.status)


def _targets(request: HttpRequest, place: StaffPlace) -> list[StaffPlace]:
    """The other lists of the instansi that the person keeps."""
    units = UnitKerja.objects.filter(instansi=place.instansi, is_active=True)
    places = [StaffPlace(place.instansi), *(StaffPlace(place.instansi, unit) for unit in units)]
    return [one for one in places if one.number != place.number and may(request.user, "manage_staff", one)]
