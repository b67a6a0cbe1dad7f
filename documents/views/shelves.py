"""Where the pages of who keeps a shelf start: the shelf of the address, and the frame of the page."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from documents.library.forms import ShelfForm
from documents.library.rules import may_keep
from units.forms.base import attempt
from units.models import Instansi
from units.queries import hats_of
from units.rules import acting_as
from units.views.scope import instansi_or_404

SHARED = "_bersama"  # no code of an instansi begins with an underscore


def shelf_or_404(request: HttpRequest, code: str) -> Instansi | None:
    """The instansi with this code, or None for the shared shelf: 404 for a stranger, 403 for who does not keep it."""
    if code != SHARED:
        return instansi_or_404(request, code)
    if not may_keep(hats_of(request.user), None):
        raise PermissionDenied
    return None


def code_of(shelf: Instansi | None) -> str:
    """How the shelf is called in addresses."""
    return SHARED if shelf is None else shelf.code


def shelf_page(
    request: HttpRequest, template: str, shelf: Instansi | None, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page of a shelf, with what its frame needs."""
    hats = hats_of(request.user)
    frame = {
        "instansi": shelf,
        "shelf": code_of(shelf),
        "acting": acting_as(hats, shelf),
        "may_manage": True,
        "here": context["title"],
    }
    return render(request, f"documents/library/{template}.html", frame | context, status=status)


def shelf_form(
    request: HttpRequest,
    template: str,
    shelf: Instansi | None,
    form: ShelfForm,
    *,
    act: Callable[[], Any],
    done: Callable[[Any], str],
    back: str,
    context: dict[str, Any],
    stored: int | None = None,
) -> HttpResponse:
    """Do `act` when the form is valid, say what is `done` and go `back`; else the page of the form, with what the
    service refuses as its errors.

    `stored` is the version of what is changed: a form that saw another shows what is stored now, and can be sent again.
    """
    if made := attempt(form, lambda data: act()):
        messages.success(request, done(made))
        return redirect(f"documents:{back}", code_of(shelf))
    stale = stored is not None and form.is_bound and form.data.get("version") != str(stored)
    if stale:
        form.data = form.data.copy()
        form.data["version"] = str(stored)
    context = {"form": form, "stale": stale} | context
    return shelf_page(request, template, shelf, context, status=422 if form.is_bound else 200)
