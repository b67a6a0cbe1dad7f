"""Documents of an activity: uploaded there or taken from the shelf, and made evidence of answers in one step."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from assessments.action_plan.proving import candidates
from assessments.forms.papers import KeepForm
from assessments.models import Activity
from assessments.papers.reach import reach_of
from assessments.rules import acting_as, may, may_answer_area
from assessments.services import activity_progress as progress
from assessments.services import evidence
from assessments.services import papers as shelf
from assessments.services.errors import NotAllowed, Refused
from assessments.views.activities.one import activity_or_404, show
from assessments.views.activities.page import HTML, MAX_DIGITS, gone_is_404, planned
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
from documents.kinds import kind_for
from documents.models import Document, Revision


@login_required
@require_POST
@gone_is_404
def activity_papers(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Put documents to an activity: `document` of the shelf, or files or a link as new documents of the unit."""
    a = planned(request, pk, writing=True)
    found = activity_or_404(a, number)
    if not may_answer_area(request.user, a, found.area or None):
        raise PermissionDenied
    if wanted := request.POST.get("document", ""):
        return _take_from_shelf(request, found, wanted)
    form = KeepForm(request.POST, request.FILES)
    outcomes = _keep(request, found, form) if form.is_valid() else []
    errors = [message for messages_ in form.errors.values() for message in messages_]
    if wants_json(request):
        return refused_form(errors) if errors else told(outcomes)
    if errors or any(one.state != STORED for one in outcomes):
        return show(request, found, papers=form, outcomes=outcomes, status=422)
    messages.success(request, "Dokumen tersimpan pada kegiatan ini.")
    return redirect("assessments:activity", pk, number)


def _take_from_shelf(request: HttpRequest, found: Activity, wanted: str) -> HttpResponse:
    number = int(wanted) if wanted.isascii() and wanted.isdecimal() and len(wanted) <= MAX_DIGITS else 0
    pk = found.assessment_id
    try:
        progress.attach_document(pk, found.number, document_id=number, actor=request.user)
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    except Refused as error:
        if wants_json(request):
            return refused_form([str(error)])
        return show(request, found, problem=str(error), status=422)
    if wants_json(request):
        return told([])
    messages.success(request, "Dokumen ditambahkan pada kegiatan ini.")
    return redirect("assessments:activity", pk, found.number)


def _keep(request: HttpRequest, found: Activity, form: KeepForm) -> list[Outcome]:
    """Keep each file as a document of the unit, then put it to the activity: two transactions, an upload is none of
    the assessment's.
    """
    data, pk = form.cleaned_data, found.assessment_id
    said = {"title": data["title"], "beside": data["beside"], "about": form.about, "actor": request.user}

    def attached(revision: Revision) -> Revision:
        progress.attach_document(pk, found.number, document_id=revision.document_id, actor=request.user)
        return revision

    def keep(file, filename: str) -> Revision:
        kind = data["kind"] or kind_for(filename)
        return attached(shelf.keep_file(pk, file=file, filename=filename, kind=kind, **said))

    if not data["url"]:
        return take_each(data["file"], keep)
    try:
        attached(shelf.keep_link(pk, url=data["url"], kind=data["kind"] or Document.Kind.DOKUMEN, **said))
    except AlreadyThere as twin:
        return [there(data["url"], twin)]
    except UploadRefused as refused:
        form.refuse(refused)
    return []


@login_required
@require_POST
@gone_is_404
def activity_paper_off(request: HttpRequest, pk: int, number: int, document: int) -> HttpResponse:
    """Take a document off an activity; it stays with the unit. Asked twice it happens once."""
    a = planned(request, pk, writing=True)
    activity_or_404(a, number)
    try:
        progress.detach_document(pk, number, document_id=document, actor=request.user)
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    messages.success(request, "Dokumen dilepas dari kegiatan; tetap ada di dokumen unit.")
    return redirect("assessments:activity", pk, number)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@gone_is_404
def activity_prove(request: HttpRequest, pk: int, number: int, document: int) -> HttpResponse:
    """Choose for which questions of the activity its document is evidence; POST makes it so, all or none."""
    a = planned(request, pk)
    if not may(request.user, "keep_papers", a):
        raise PermissionDenied
    found = activity_or_404(a, number)
    reach = reach_of(request.user, a)
    papers = reach.documents.filter(pk__in=found.papers.values("document"))
    paper = get_object_or_404(papers, pk=document)
    codes, problem = request.POST.getlist("kode"), ""
    if request.method == "POST":
        try:
            made = evidence.prove_with(
                pk, document_id=document, codes=[c for c in codes if c in found.codes], actor=request.user
            )
        except NotAllowed as error:
            raise PermissionDenied(str(error)) from error
        except Refused as error:
            problem = str(error)
        else:
            if made:
                messages.success(request, f"“{paper.title}” menjadi bukti untuk {len(made)} pertanyaan.")
            else:
                messages.info(request, "Dokumen ini sudah menjadi bukti pertanyaan yang dipilih.")
            return redirect("assessments:activity", pk, number)
    offered = candidates(request.user, reach, found, paper)
    context = {
        "a": a,
        "role": acting_as(request.user, a),
        "one": found,
        "paper": paper,
        "candidates": offered,
        "can_choose": any(not one.why for one in offered),
        "chosen": codes,
        "problem": problem,
    }
    return render(request, f"{HTML}prove.html", context, status=422 if problem else 200)
