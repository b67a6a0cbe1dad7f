"""The library as its keepers see it: list, add, change, remove."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from documents.library.forms import ItemForm
from documents.library.models import LibraryItem
from documents.library.queries import former_of, on_shelf
from documents.services.library import add_item, change_item, remove_item
from documents.views.filters import filtered
from documents.views.reading import file_of
from documents.views.shelves import code_of, shelf_form, shelf_or_404, shelf_page
from units.services.errors import Refused


@login_required
@require_safe
def shelf_list(request: HttpRequest, shelf: str) -> HttpResponse:
    """Everything on the shelf, public or not, with search and filters."""
    place = shelf_or_404(request, shelf)
    return shelf_page(request, "shelf", place, {"title": "Pustaka"} | filtered(request, on_shelf(place)))


@login_required
@require_http_methods(["GET", "POST"])
def shelf_add(request: HttpRequest, shelf: str) -> HttpResponse:
    """Put a file or a link on the shelf."""
    place = shelf_or_404(request, shelf)
    form = ItemForm(request.POST or None, request.FILES or None, shelf=place)
    return shelf_form(
        request,
        "item_form",
        place,
        form,
        act=lambda: add_item(place, data=form.said, actor=request.user, **form.content),
        done=lambda item: f"“{item.title}” ada di pustaka.",
        back="shelf",
        context={"title": "Tambah isi pustaka", "item": None},
    )


@login_required
@require_http_methods(["GET", "POST"])
def shelf_item(request: HttpRequest, shelf: str, pk: int) -> HttpResponse:
    """Change an item: what is said of it, its status, its file."""
    place = shelf_or_404(request, shelf)
    item = get_object_or_404(on_shelf(place), pk=pk)
    form = ItemForm(request.POST or None, request.FILES or None, shelf=place, item=item)
    return shelf_form(
        request,
        "item_form",
        place,
        form,
        act=lambda: change_item(item, data=form.said, seen=form.seen, actor=request.user, **form.content),
        done=lambda _: "Perubahan disimpan.",
        back="shelf",
        context={"title": "Ubah isi pustaka", "item": item, "former": former_of(item)},
        stored=item.version,
    )


@login_required
@require_safe
def shelf_former(request: HttpRequest, shelf: str, pk: int, former: int) -> HttpResponseBase:
    """A file that an item held before, for who keeps the shelf."""
    item = get_object_or_404(on_shelf(shelf_or_404(request, shelf)), pk=pk)
    return file_of(get_object_or_404(former_of(item), pk=former), request.user.pk)


@login_required
@require_POST
def shelf_remove(request: HttpRequest, shelf: str, pk: int) -> HttpResponse:
    """Take an item off the shelf."""
    place = shelf_or_404(request, shelf)
    item: LibraryItem = get_object_or_404(on_shelf(place), pk=pk)
    try:
        remove_item(item, actor=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"“{item.title}” dihapus dari pustaka.")
    return redirect("documents:shelf", code_of(place))
