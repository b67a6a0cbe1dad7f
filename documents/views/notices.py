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
from documents.views.shelves import code_of, shelf_form, shelf_or_404, shelf_page


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
    return shelf_form(
        request,
        "notice_form",
        place,
        form,
        act=lambda: announce(place, data=form.said, actor=request.user),
        done=lambda _: "Pengumuman disimpan.",
        back="notices",
        context={"title": "Tulis pengumuman", "notice": None},
    )


@login_required
@require_http_methods(["GET", "POST"])
def notice(request: HttpRequest, shelf: str, pk: int) -> HttpResponse:
    """Change an announcement."""
    place = shelf_or_404(request, shelf)
    found = get_object_or_404(notices_on(place), pk=pk)
    form = NoticeForm(request.POST or None, notice=found)
    return shelf_form(
        request,
        "notice_form",
        place,
        form,
        act=lambda: change_notice(found, data=form.said, seen=form.seen, actor=request.user),
        done=lambda _: "Perubahan disimpan.",
        back="notices",
        context={"title": "Ubah pengumuman", "notice": found},
        stored=found.version,
    )


@login_required
@require_POST
def notice_remove(request: HttpRequest, shelf: str, pk: int) -> HttpResponse:
    """Take an announcement down."""
    place = shelf_or_404(request, shelf)
    found = get_object_or_404(notices_on(place), pk=pk)
    take_down(found, actor=request.user)
    messages.success(request, f"Pengumuman “{found.title}” dihapus.")
    return redirect("documents:notices", code_of(place))
