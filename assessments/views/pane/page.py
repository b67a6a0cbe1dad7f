"""GET: the reading pane, a document beside the question that it proves."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from assessments.openings import openings_of
from assessments.papers.changed import changed_since_submission
from assessments.rules import may
from assessments.tpi_sheets import desk_of
from assessments.views.opened import Opened, note_reading, opened_or_404
from assessments.views.pane.back import Back, back_of
from assessments.views.pane.beside import beside, switch
from assessments.views.pane.leaf import Leaf, leaf_of
from assessments.views.pane.marks import mark_beside, told_beside

PAGE = "assessments/pane/pane.html"


@never_cache
@login_required
@require_safe
def pane(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a piece of evidence at page `?hal=`, or where its locator points; `?besar=1` large; `?dari=` says from which
    page the reader came. 404 for a stranger, for drafts of others, before the answers may be read.
    """
    opened = opened_or_404(request, pk)
    note_reading(request, opened)
    assessment, use = opened.assessment, opened.use
    desk = desk_of(request.user, assessment, signed=False)
    back = back_of(request.user, assessment, opened.question, desk, request.GET.get("dari", ""))
    leaf = None if use.revision.is_link else _leaf(request, opened, back)
    place = (leaf.number, leaf.unit) if leaf and not leaf.message else (None, "")
    own = may(request.user, "keep_papers", assessment)
    context = {
        "own": own,
        "changed": None if own else changed_since_submission(assessment, use.revision.document),
        "use": use,
        "revision": use.revision,
        "document": use.revision.document,
        "assessment": assessment,
        "instansi": assessment.unit.instansi,
        "acting_as": opened.role,
        "back": back,
        "leaf": leaf,
        "beside": beside(request.user, opened, desk),
        "switch": switch(request.user, opened),
        "desk": desk,
        "openings": openings_of(use.revision.document)
        if may(request.user, "view_openings", assessment)
        else [],
        "mark": mark_beside(request.user, use, desk, place, way=back.key),
        "told": told_beside(request.user, opened, desk),
    }
    return render(request, PAGE, context)


def _leaf(request: HttpRequest, opened: Opened, back: Back) -> Leaf:
    pk = opened.use.pk
    return leaf_of(
        request,
        opened.use.revision,
        number=opened.page(request.GET.get("hal", "")),
        role=opened.role,
        frame=reverse("assessments:pane_sheet", args=[pk]),
        download=f"{reverse('assessments:evidence_file', args=[pk])}?unduh=1",
        named=opened.named or 0,
        back=back.key,
    )
