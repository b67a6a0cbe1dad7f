"""One document: what is said of it, its revisions, the questions that it proves; and changing what is said."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from assessments.forms.papers import FactsForm, ReplaceForm
from assessments.models import Assessment
from assessments.openings import openings_of
from assessments.papers.changed import changed_since_submission
from assessments.papers.conflicts import differences
from assessments.papers.offers import offered
from assessments.papers.reach import Reach, reach_of
from assessments.papers.rows import proved, rows
from assessments.rules import acting_as, may
from assessments.services import papers as shelf
from assessments.views.answering.area import readable
from documents.errors import UploadRefused
from documents.filetypes import ACCEPT
from documents.models import Document
from documents.queries import room_of
from documents.services import FactsMoved

HTML = "assessments/papers/"


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: HttpRequest, pk: int, document: int) -> HttpResponse:
    """Show a document; POST changes what is said of it. 409 when somebody else did meanwhile: both are shown."""
    assessment = readable(request, pk)
    if request.method != "POST":
        reach = reach_of(request.user, assessment)
        return page(request, reach, get_object_or_404(reach.documents, pk=document))
    if not may(request.user, "keep_papers", assessment):
        raise PermissionDenied
    return _change(request, assessment, document)


def _change(request: HttpRequest, assessment: Assessment, pk: int) -> HttpResponse:
    reach = reach_of(request.user, assessment)
    found = get_object_or_404(reach.documents, pk=pk)
    form = FactsForm(request.POST, document=found)
    if form.is_valid():
        sent = {"document_id": pk, "facts": form.facts, "seen": form.seen, "actor": request.user}
        try:
            shelf.change_paper(assessment.pk, **sent)
        except Document.DoesNotExist as error:
            raise Http404 from error
        except UploadRefused as refused:
            form.add_error(refused.field, refused.message)
        except FactsMoved as moved:
            labels = {name: str(form[name].label) for name in form.fields if name != "version"}
            moved_to = differences(moved.stored, form.facts, labels)
            form.data = form.data.copy()
            form.data["version"] = str(moved.stored.version)
            return page(request, reach, found, facts=form, conflict=moved_to, status=409)
        else:
            messages.success(request, "Keterangan dokumen disimpan.")
            return redirect("assessments:paper", assessment.pk, pk)
    return page(request, reach, found, facts=form, status=422)


def page(
    request: HttpRequest,
    reach: Reach,
    document: Document,
    *,
    facts: FactsForm | None = None,
    replacing: ReplaceForm | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """The page, with the forms as they were sent."""
    a = reach.assessment
    (row,) = rows(reach, [document])
    revisions = reach.revisions.filter(document=document).order_by("-number")
    known = proved(reach, document, row.revision)
    context = {
        "a": a,
        "reach": reach,
        "paper": row,
        "revisions": revisions.select_related("blob", "created_by", "link_check"),
        "proved": known,
        "facts": facts or FactsForm(document=document),
        "replacing": replacing or ReplaceForm(),
        "offered": offered(request.user, reach, known) if reach.own else [],
        "openings": openings_of(document) if may(request.user, "view_openings", a) else [],
        "role": acting_as(request.user, a),
        "room": room_of(a.unit) if reach.own else None,
        "accept": ACCEPT,
        "max_bytes": settings.EVIDENCE_MAX_BYTES,
        "conflict": (),
        "chosen": (),
        "problem": "",
        "changed": None if reach.own else changed_since_submission(a, document),
        "outcomes": (),
        **more,
    }
    return render(request, f"{HTML}paper.html", context, status=status)
