"""Bringing in answers from elsewhere: the template, the file, what it would bring, the decision."""

from collections import Counter

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from surveys.answer_file import template_of
from surveys.forms.importing import AnswerFileForm
from surveys.models import Campaign
from surveys.queries import fresh_of, imports_of
from surveys.services.answering import NotRunning
from surveys.services.importing import apply_import, drop_import, read_file
from surveys.views.campaigns import page
from surveys.views.finding import allowed
from surveys.views.printing import as_file
from surveys.workbook import KIND
from units.services.errors import Refused

SHUT = "Jawaban dari berkas diimpor selama survei dibuka."


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: HttpRequest, pk: int) -> HttpResponse:
    """Upload a file; what waits is shown until somebody decides."""
    found = allowed(request, pk)
    if found.state != Campaign.State.OPEN:
        messages.error(request, SHUT)
        return redirect("surveys:campaign", pk)
    form = AnswerFileForm(*([request.POST, request.FILES] if request.method == "POST" else []))
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            read_file(pk, file=file, filename=file.name, actor=request.user)
        except Refused as refused:
            form.add_error("file", str(refused))
        else:
            return redirect("surveys:imports", pk)
    done = list(imports_of(found))
    waiting = next((one for one in done if one.applied_at is None), None)
    fresh = fresh_of(found, waiting.waiting) if waiting else []
    context = {
        "one": found,
        "form": form,
        "done": [one for one in done if one.applied_at],
        "waiting": waiting,
        "fresh": len(fresh),
        "again": waiting.count - len(fresh) if waiting else 0,
        "services": _by_service(found, fresh),
    }
    return page(request, "imports", found.unit, context, status=422 if form.errors else 200)


@login_required
@require_POST
def import_act(request: HttpRequest, pk: int) -> HttpResponse:
    """Write what waits, or forget it."""
    allowed(request, pk)
    number, act = request.POST.get("number", ""), request.POST.get("act")
    number = int(number) if number.isdecimal() and len(number) < 10 else 0
    try:
        if act == "batal":
            drop_import(pk, actor=request.user)
            messages.success(request, "Impor dibatalkan. Tidak ada jawaban yang dicatat.")
        elif apply_import(pk, number=number, whole=act == "semua", actor=request.user):
            messages.success(request, "Jawaban dari berkas sudah dicatat.")
        else:
            messages.warning(request, "Berkas ini sudah diimpor sebelumnya; tidak ada yang dicatat lagi.")
    except NotRunning as error:
        messages.error(request, str(error))
        return redirect("surveys:campaign", pk)
    except Refused as error:
        messages.error(request, str(error))
    return redirect("surveys:imports", pk)


@login_required
@require_safe
def import_template(request: HttpRequest, pk: int) -> HttpResponse:
    """The workbook to fill in."""
    found = allowed(request, pk)
    return as_file(template_of(found), KIND, f"jawaban-{found.kind}-{found.code}.xlsx")


def _by_service(campaign: Campaign, rows: list[list]) -> list[tuple[str, int]]:
    counts = Counter(row[0] for row in rows)
    return [(one.name, counts[one.pk]) for one in campaign.services.all()]
