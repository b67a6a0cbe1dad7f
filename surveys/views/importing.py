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
from surveys.models import Campaign, Import
from surveys.queries import imports_of
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
    context = {
        "one": found,
        "form": form,
        "done": [one for one in done if one.applied_at],
        "waiting": waiting,
        "services": _by_service(found, waiting),
    }
    return page(request, "imports", found.unit, context, status=422 if form.errors else 200)


@login_required
@require_POST
def import_act(request: HttpRequest, pk: int) -> HttpResponse:
    """Write what waits, or forget it."""
    allowed(request, pk)
    number = request.POST.get("number", "")
    try:
        if request.POST.get("act") == "batal":
            drop_import(pk, actor=request.user)
            messages.success(request, "Impor dibatalkan. Tidak ada jawaban yang dicatat.")
        elif apply_import(
            pk, number=int(number) if number.isdecimal() and len(number) < 10 else 0, actor=request.user
        ):
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


def _by_service(campaign: Campaign, waiting: Import | None) -> list[tuple[str, int]]:
    if waiting is None:
        return []
    counts = Counter(row[0] for row in waiting.waiting)
    return [(one.name, counts[one.pk]) for one in campaign.services.all()]
