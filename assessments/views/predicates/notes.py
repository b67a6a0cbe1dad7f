"""Notes of complaints about units: confidential to the admin and the head of the instansi."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from assessments.forms.predicates import NoteForm
from assessments.models import Maladministration
from assessments.services.errors import NotAllowed, Refused
from assessments.services.maladministration import SETTLED, NoteChanged, add_note, change_note
from units.models import Role, UnitKerja
from units.queries import hats_of

from .reach import instansi_of, role_at

PAGE_SIZE = 50


@login_required
def notes(request: HttpRequest, instansi: str) -> HttpResponse:
    """The notes of an instansi, open ones or all; a new one by its admin."""
    place, editable = instansi_of(request, instansi)
    units = UnitKerja.objects.filter(instansi=place, is_active=True).order_by("code")
    form = NoteForm(request.POST or None, units=units)
    if request.method == "POST":
        if not editable:
            raise PermissionDenied
        if form.is_valid():
            unit = form.cleaned_data["unit"]
            unit.instansi = place
            if _tried(request, form, lambda: add_note(unit, note=form.note(), actor=request.user)):
                return redirect("assessments:maladministration", place.code)
    found = Maladministration.objects.filter(unit__instansi=place).select_related("unit")
    everything = request.GET.get("status") == "semua"
    shown = found if everything else found.exclude(status__in=SETTLED)
    context = {
        "instansi": place,
        "role": role_at(request, place),
        "editable": editable,
        "form": form,
        "page": Paginator(shown, PAGE_SIZE).get_page(request.GET.get("page")),
        "everything": everything,
    }
    return render(request, "assessments/predicates/notes.html", context, status=422 if form.errors else 200)


@login_required
def note(request: HttpRequest, pk: int) -> HttpResponse:
    """One note: read by the admin and the head of the instansi, written by the admin."""
    hats = hats_of(request.user)
    rows = Maladministration.objects.filter(
        unit__instansi__in=hats.instansi(Role.ADMIN, Role.PIMPINAN_INSTANSI)
    )
    stored = get_object_or_404(rows.select_related("unit__instansi", "recorded_by"), pk=pk)
    place = stored.unit.instansi
    editable = place.pk in hats.instansi(Role.ADMIN)
    form = NoteForm(request.POST or None, stored=stored)
    if request.method == "POST":
        if not editable:
            raise PermissionDenied
        if form.is_valid():
            seen = form.cleaned_data["seen"] or 0
            if _tried(
                request, form, lambda: change_note(pk, note=form.note(), seen=seen, actor=request.user)
            ):
                return redirect("assessments:maladministration", place.code)
    context = {
        "note": stored,
        "instansi": place,
        "role": role_at(request, place),
        "editable": editable,
        "form": form,
    }
    return render(request, "assessments/predicates/note.html", context, status=422 if form.errors else 200)


def _tried(request: HttpRequest, form: NoteForm, save) -> bool:
    try:
        save()
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    except NoteChanged as error:
        form.refuse(error)
        form.stands(error.stored.version)
    except Refused as error:
        form.refuse(error)
    else:
        messages.success(request, "Catatan disimpan.")
        return True
    return False
