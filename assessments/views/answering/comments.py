"""POST: a comment of the unit on one question."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST
from django_htmx.http import reswap

from assessments.models import Assessment
from assessments.services.comments import add_comment
from assessments.services.errors import NotAllowed, Refused
from assessments.views.answering.area import readable
from assessments.views.answering.page import build, page_of
from assessments.views.answering.rows import slug_of
from assessments.views.answering.saving import HTML, question_or_404
from assessments.where import address_of


@login_required
@require_POST
def comment(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Add a comment; 403 for anyone outside the unit."""
    refused: list[str] = []
    try:
        add_comment(pk, code=code, text=request.POST.get("komentar", ""), actor=request.user)
    except Assessment.DoesNotExist as error:
        raise Http404 from error
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    except Refused as error:
        refused = [message for message, _ in error.reasons]
    assessment = readable(request, pk)
    question = question_or_404(assessment, code)
    if request.htmx and refused:  # type: ignore[attr-defined]
        context = {"comment_errors": refused, "row": {"slug": slug_of(code)}}
        return reswap(render(request, f"{HTML}comment_refused.html", context, status=422), "none")
    if request.htmx:  # type: ignore[attr-defined]
        context = build(request.user, assessment, page_of(question))
        row = next(r for g in context["groups"] for r in g.rows if r.code == code)
        return render(request, f"{HTML}comment_changed.html", {**context, "row": row})
    for message in refused:
        messages.error(request, message)
    return redirect(address_of(assessment, question))
