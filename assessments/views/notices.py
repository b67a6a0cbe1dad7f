"""What the portal told a person, and how they want to be told."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.forms.notices import ChoicesForm
from assessments.models import Notice
from assessments.notices.reach import notices_of
from assessments.notices.reading import told
from assessments.services.notices import choices_of, choose, mark_all_read, mark_read

PAGE_SIZE = 50


@login_required
@require_safe
def notices(request):
    """The person's notices, newest first."""
    page = Paginator(notices_of(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    rows = list(page.object_list)
    context = {
        "page": page,
        "rows": told(request.user, rows),
        "newest": max((row.pk for row in rows), default=0),
    }
    return render(request, "assessments/notices/notices.html", context)


@login_required
@require_POST
def opened(request, pk: int):
    """One was read: on to what it is about."""
    try:
        found = mark_read(pk, actor=request.user)
    except Notice.DoesNotExist as error:
        raise Http404 from error
    (line,) = told(request.user, [found])
    return redirect(line.url or "assessments:notices")


@login_required
@require_POST
def read_all(request):
    """All that were there when the page was made are read."""
    up_to = request.POST.get("up_to", "")
    mark_all_read(up_to=int(up_to) if up_to.isdecimal() and len(up_to) < 19 else 0, actor=request.user)
    return redirect("assessments:notices")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def choices(request):
    """How the person wants to be told of what."""
    form = ChoicesForm(request.POST or None, initial=choices_of(request.user))
    if request.method == "POST" and form.is_valid():
        choose(form.cleaned_data, actor=request.user)
        messages.success(request, "Pilihan pemberitahuan disimpan.")
        return redirect("assessments:notice_choices")
    return render(
        request, "assessments/notices/choices.html", {"form": form}, status=422 if form.errors else 200
    )
