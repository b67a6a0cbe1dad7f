"""The list of the unit's documents, and taking new ones: many at once, each by itself."""

from collections.abc import Sequence

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from assessments.forms.papers import KeepForm
from assessments.loaded import instrument_of
from assessments.models import Assessment
from assessments.papers.asked import LIST, asked_of, found, standings_of, views_of
from assessments.papers.groups import MOST, groups
from assessments.papers.reach import reach_of
from assessments.papers.rows import rows
from assessments.rules import acting_as, may
from assessments.services import papers as shelf
from assessments.views.answering.area import readable
from assessments.views.papers.outcomes import (
    STORED,
    Outcome,
    refused_form,
    take_each,
    there,
    told,
    wants_json,
)
from documents.errors import AlreadyThere, UploadRefused
from documents.filetypes import ACCEPT
from documents.kinds import kind_for
from documents.models import Document, Revision
from documents.queries import room_of

HTML = "assessments/papers/"
PAGE_SIZE = 25


@never_cache
@login_required
@require_safe
def papers(request: HttpRequest, pk: int) -> HttpResponse:
    """The documents that the person may know of, with search, filters and views."""
    return listing(request, readable(request, pk), KeepForm())


@login_required
@require_POST
def papers_upload(request: HttpRequest, pk: int) -> HttpResponse:
    """Take files, or a link, as new documents of the unit; the page says of each what happened."""
    assessment = kept(request, pk)
    form = KeepForm(request.POST, request.FILES)
    outcomes: list[Outcome] = []
    if form.is_valid():
        outcomes = _take(request, assessment, form)
    errors = [message for messages_ in form.errors.values() for message in messages_]
    if wants_json(request):
        return refused_form(errors) if errors else told(outcomes)
    if errors or any(one.state != STORED for one in outcomes):
        return listing(request, assessment, form, outcomes, status=422)
    count = len(outcomes) or 1
    messages.success(request, f"{count} dokumen tersimpan." if count > 1 else "Dokumen tersimpan.")
    return redirect("assessments:papers", assessment.pk)


def kept(request: HttpRequest, pk: int) -> Assessment:
    """The assessment of a unit whose documents the person keeps; Http404 for a stranger, PermissionDenied else."""
    assessment = readable(request, pk)
    if not may(request.user, "keep_papers", assessment):
        raise PermissionDenied
    return assessment


def _take(request: HttpRequest, assessment: Assessment, form: KeepForm) -> list[Outcome]:
    data = form.cleaned_data
    if data["url"]:
        kind = data["kind"] or Document.Kind.DOKUMEN
        try:
            said = {name: data[name] for name in ("url", "title", "beside")}
            shelf.keep_link(assessment.pk, kind=kind, about=form.about, actor=request.user, **said)
        except AlreadyThere as twin:
            return [there(data["url"], twin)]
        except UploadRefused as refused:
            form.refuse(refused)
        return []

    def keep(file, filename: str) -> Revision:
        said = {"title": data["title"], "kind": data["kind"] or kind_for(filename), "beside": data["beside"]}
        said["about"] = form.about
        return shelf.keep_file(assessment.pk, file=file, filename=filename, actor=request.user, **said)

    return take_each(data["file"], keep)


def listing(
    request: HttpRequest,
    assessment: Assessment,
    form: KeepForm,
    outcomes: Sequence[Outcome] = (),
    *,
    status: int = 200,
) -> HttpResponse:
    """The page; with the form as it was sent and what came of each file."""
    reach = reach_of(request.user, assessment)
    asked = asked_of(request.GET, reach)
    documents = found(reach, asked)
    context = {
        "a": assessment,
        "reach": reach,
        "asked": asked,
        "views": [(view, label, asked.query(tampilan=view)) for view, label in views_of(reach).items()],
        "standings": standings_of(reach),
        "kinds": Document.Kind.choices,
        "levels": Document.Confidentiality.choices,
        "question": instrument_of(assessment.period).questions.get(asked.code),
        "form": form,
        "outcomes": outcomes,
        "role": acting_as(request.user, assessment),
        "room": room_of(assessment.unit) if reach.own else None,
        "accept": ACCEPT,
        "max_bytes": settings.EVIDENCE_MAX_BYTES,
        "page": None,
        "groups": [],
        "most": 0,
    }
    if asked.view == LIST:
        page = Paginator(documents, PAGE_SIZE).get_page(request.GET.get("page"))
        context |= {"page": page, "papers": rows(reach, page.object_list), "count": page.paginator.count}
    else:
        listed = rows(reach, documents[: MOST + 1])
        context |= {
            "groups": groups(
                asked.view, reach, listed[:MOST], whole=not asked.filters and len(listed) <= MOST
            ),
            "papers": listed[:MOST],
            "count": min(len(listed), MOST),
            "most": MOST if len(listed) > MOST else 0,
        }
    return render(request, f"{HTML}papers.html", context, status=status)
