"""POST: answers taken over from an earlier year were looked at and still hold."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRefresh

from assessments.models import Assessment
from assessments.services.carry_checks import confirm_carried
from assessments.services.errors import NotAllowed, Refused
from assessments.views.answering.area import readable
from assessments.views.answering.page import build, page_of
from assessments.views.answering.saving import question_or_404
from assessments.where import address_of


@login_required
@require_POST
def carry_check(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm the answers `kode` (one, or several of a part): a redirect, to htmx the parts of the page that move."""
    codes = request.POST.getlist("kode")
    assessment = readable(request, pk)
    if not codes:
        raise Http404("no question is named")
    questions = [question_or_404(assessment, code) for code in codes]
    try:
        confirm_carried(pk, codes=codes, actor=request.user)
    except Assessment.DoesNotExist as error:
        raise Http404 from error
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    except Refused as error:
        messages.error(request, str(error))
        if request.htmx:  # type: ignore[attr-defined]
            return HttpResponseClientRefresh()
        return redirect(address_of(assessment, questions[0]))
    if not request.htmx:  # type: ignore[attr-defined]
        number = len(codes)
        messages.success(request, f"{number} jawaban ditandai sudah diperiksa ulang.")
        return redirect(address_of(assessment, questions[0]))
    context = build(request.user, assessment, page_of(questions[0]))
    row = next(row for group in context["groups"] for row in group.rows if row.code == codes[0])
    return render(request, "assessments/carry/confirmed.html", {**context, "row": row})
