"""POST: an answer stands although the unit changed what it rests on."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from assessments.forms.tpi import read_kind
from assessments.models import Assessment
from assessments.services.errors import NotAllowed, Refused
from assessments.services.sheets import confirm_answer
from assessments.views.answering.saving import question_or_404
from assessments.views.compare.page import COMPARE
from assessments.views.tpi.area import HTML, address_of, desk_or_403
from assessments.views.tpi.saving import context_of, page_posted


@login_required
@require_POST
def tpi_confirm(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Let an answer stand: 200 with the parts that move, or a redirect back; 403 once the sheet is shut."""
    try:
        sheet = confirm_answer(pk, kind=read_kind(request.POST), code=code, actor=request.user)
    except Assessment.DoesNotExist as error:
        raise Http404 from error
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    except Refused as error:
        desk = desk_or_403(request, pk)
        question = question_or_404(desk.assessment, code)
        messages.error(request, str(error))
        return redirect(address_of(desk.assessment, page_posted(request, question), question))
    question = question_or_404(sheet.assessment, code)
    page = page_posted(request, question)
    if not request.htmx:  # type: ignore[attr-defined]
        messages.success(request, "Jawaban ditegaskan: tetap seperti semula.")
        return redirect(address_of(sheet.assessment, page, question))
    context = context_of(request.user, desk_or_403(request, pk), question, page)
    item = next(i for g in context["groups"] for i in g.rows if i.code == code)
    context = {**context, "item": item, "row": item.row, "tasks": context["side"]["tasks"]}
    if request.POST.get("halaman") == COMPARE:
        return render(request, f"{HTML}_recheck.html", {**context, "oob": True})
    return render(request, f"{HTML}confirmed.html", context)
