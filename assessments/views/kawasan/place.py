"""A kawasan: who takes part, its units and representatives, its years."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from assessments.forms.kawasan import OpenYearForm
from assessments.kawasan import place_of, visible_kawasan, with_people
from assessments.services.kawasan import open_kawasan_year
from units.forms.base import attempt


@login_required
@require_safe
def kawasan_mine(request):
    """The kawasan that the person may know."""
    return render(
        request, "assessments/kawasan/mine.html", {"rows": with_people(visible_kawasan(request.user))}
    )


@login_required
@require_safe
def kawasan(request, pk: int):
    """One kawasan."""
    return _page(request, pk)


@login_required
@require_POST
def kawasan_open(request, pk: int):
    """Open a year of a kawasan for scoring."""
    found = get_object_or_404(visible_kawasan(request.user), pk=pk)
    if not place_of(request.user, found).coordinates:
        raise PermissionDenied
    form = OpenYearForm(request.POST)
    made = attempt(form, lambda data: open_kawasan_year(found, actor=request.user, **data))
    if made is None:
        return _page(request, pk, form)
    messages.success(request, f"Tahun {made.year} dibuka. Wakil instansi kini dapat menilai integrasinya.")
    return redirect("assessments:kawasan_year", pk, made.year)


def _page(request, pk: int, form: OpenYearForm | None = None):
    found = get_object_or_404(with_people(visible_kawasan(request.user)), pk=pk)
    place = place_of(request.user, found)
    context = {
        "kawasan": found,
        "role": place.acting,
        "place": place,
        "form": (form or OpenYearForm()) if place.coordinates else None,
    }
    return render(request, "assessments/kawasan/place.html", context, status=422 if form else 200)
