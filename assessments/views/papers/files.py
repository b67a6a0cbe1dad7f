"""The content of a revision, for those who may see it."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from assessments.papers.reach import reach_of
from assessments.rules import acting_as
from assessments.views.answering.area import readable
from documents.serving import serve


@login_required
@require_safe
def paper_file(request: HttpRequest, pk: int, document: int, number: int) -> HttpResponseBase:
    """A revision: any for the people of the unit, what is evidence for who reads the answers; else 404."""
    assessment = readable(request, pk)
    revisions = reach_of(request.user, assessment).revisions.select_related("document", "blob")
    revision = get_object_or_404(revisions, document=document, number=number)
    role = acting_as(request.user, assessment)
    return serve(
        revision,
        as_attachment="unduh" in request.GET,
        actor=request.user,
        role=role,
        assessment=assessment.pk,
        method=request.method or "",
    )
