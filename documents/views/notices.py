"""Announcements as their keepers see them: list, write, change, take down."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from documents.library.forms import NoticeForm
from documents.library.queries import notices_on
from documents.services.announcements import announce, change_notice, take_down
from documents.views.filters import PAGE_SIZE
from documents.views.shelves import again, attempt_to_say, code_of, shelf_or_404, shelf_page


@login_required
@require_safe
def notice_list(request: HttpRequest, shelf: str) -> HttpResponse:
    """Everything announced here, past and to come included."""
    place = shelf_or_404(request, shelf)
    page = Paginator(notices_on(place), PAGE_SIZE).get_page(request.GET.get("page"))
    return shelf_page(request, "notices", place, {"title": "Pengumuman", "page": page})


@login_required
@require_http_methods(["GET", "POST"])
def notice_add(request: HttpRequest, shelf: str) -> HttpResponse:
    """Write an announcement."""
    place = shelf_or_404(request, shelf)
    form = NoticeForm(request.POST or None)
    if attempt_to_say(form, lambda: announce(place, data=form.said, actor=request.user)):
        messages.success(request, "Pengumuman disimpan.")
        return redirect("documents:notices", code_of(place))
    context = {"form": form, "title": "Tulis pengumuman", "notice": None, "stale": False}
    return shelf_page(request, "notice_form", place, context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "POST"])
def notice(request: HttpRequest, shelf: str, pk: int) -> HttpResponse:
    """Change an announcement."""
    place = shelf_or_404(request, shelf)
    found = get_object_or_404(notices_on(place), pk=pk)
    form = NoticeForm(request.POST or None, notice=found)
    if attempt_to_say(form, lambda: change_notice(found, data=form.said, seen=form.seen, actor=request.user)):
        messages.success(request, "Perubahan disimpan.")
        return redirect("documents:notices", code_of(place))
    stale = form.is_bound and form.data.get("version") != str(found.version)
    if stale:
        again(form, found.version)
    context = {"form": form, "title": "Ubah pengumuman", "notice": found, "stale": stale}
    return shelf_page(request, "notice_form", place, context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def notice_remove(request: HttpRequest, shelf: str, pk: int) -> HttpResponse:
    """Take an announcement down."""
    place = shelf_or_404(request, shelf)
    found = get_object_or_404(notices_on(place), pk=pk)
    take_down(found, actor=request.user)
    messages.success(request, f"Pengumuman “{found.title}” dihapus.")
    return redirect("documents:notices", code_of(place))
