"""POST: a remark of the team on one question."""

from dataclasses import replace

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST
from django_htmx.http import reswap

from assessments.engine.instrument import Question
from assessments.forms.tpi import read_remark
from assessments.models import Assessment
from assessments.services.discussion import discuss
from assessments.services.errors import NotAllowed, Refused
from assessments.views.answering.rows import slug_of
from assessments.views.answering.saving import question_or_404
from assessments.views.compare.page import COMPARE, row_of
from assessments.views.compare.pages import team_desk_or_403
from assessments.views.tpi.area import HTML, PAGE, address_of
from assessments.views.tpi.page import ONE, build, page_of
from assessments.views.tpi.saving import page_posted
from assessments.views.tpi.talk import Unsent


@login_required
@require_POST
def tpi_discuss(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Add a remark; 403 for anyone outside the discussion. A refused text stays in its form (422)."""
    remark = read_remark(request.POST)
    refused: tuple[str, ...] = ()
    try:
        discuss(pk, code=code, text=remark.text, token=remark.token, actor=request.user)
    except Assessment.DoesNotExist as error:
        raise Http404 from error
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    except Refused as error:
        refused = tuple(message for message, _ in error.reasons)
    desk = team_desk_or_403(request, pk)
    question = question_or_404(desk.assessment, code)
    if request.htmx:  # type: ignore[attr-defined]
        return _fragment(request, desk, question, refused)
    page = page_posted(request, question)
    if refused:
        page = page_of(question) if page == ONE else page
        context = build(request.user, desk, page, unsent={code: Unsent(remark.text, refused)})
        return render(request, PAGE, context, status=422)
    return redirect(address_of(desk.assessment, page, question))


def _fragment(request: HttpRequest, desk, question: Question, refused: tuple[str, ...]) -> HttpResponse:
    if refused:
        context = {"errors": refused, "slug": slug_of(question.code), "oob": True}
        return reswap(render(request, f"{HTML}_discussion_errors.html", context, status=422), "none")
    context = build(request.user, desk, page_of(question), only=question)
    item = context["groups"][0].rows[0]
    item = replace(item, talk=replace(item.talk, open=True))
    context |= {"item": item, "rows": (), "page": page_posted(request, question)}
    if request.POST.get("halaman") == COMPARE:
        moved = row_of(desk, question.code, len(item.talk.remarks))
        context |= {"page": COMPARE, "rows": (moved,)}
    return render(request, f"{HTML}discussed.html", context)
