"""What the page of a document posts besides its facts: a new revision, archiving, the questions that it proves."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from assessments.forms.papers import ReplaceForm
from assessments.papers.reach import reach_of
from assessments.services import evidence
from assessments.services import papers as shelf
from assessments.services.errors import NotAllowed, Refused
from assessments.views.papers.document import page
from assessments.views.papers.listing import kept
from assessments.views.papers.outcomes import there
from documents.errors import AlreadyThere, UploadRefused

ACTS = {"arsipkan": True, "pulihkan": False}
TOLD = {
    True: "Dokumen diarsipkan. Yang sudah menjadi bukti tetap menjadi bukti.",
    False: "Dokumen dipulihkan dan dapat dipakai lagi.",
}


@login_required
@require_POST
def paper_replace(request: HttpRequest, pk: int, document: int) -> HttpResponse:
    """Put a file or a link in the place of what the document holds: a new revision."""
    assessment = kept(request, pk)
    reach = reach_of(request.user, assessment)
    found = get_object_or_404(reach.documents, pk=document)
    form = ReplaceForm(request.POST, request.FILES)
    if not form.is_valid():
        return page(request, reach, found, replacing=form, status=422)
    data = form.cleaned_data
    file = data["file"][0] if data["file"] else None
    sent = {"file": file, "filename": file.name if file else "", "url": data["url"], "note": data["note"]}
    sent["beside"] = data["beside"]
    try:
        revision = shelf.replace_paper(pk, document_id=document, actor=request.user, **sent)
    except AlreadyThere as twin:
        outcome = there(data["url"] or sent["filename"], twin)
        return page(request, reach, found, replacing=form, outcomes=[outcome], status=422)
    except UploadRefused as refused:
        form.refuse(refused)
        return page(request, reach, found, replacing=form, status=422)
    messages.success(
        request, f"Revisi {revision.number} tersimpan. Yang sudah diajukan tetap memakai revisi lama."
    )
    return redirect("assessments:paper", pk, document)


@login_required
@require_POST
def paper_archive(request: HttpRequest, pk: int, document: int) -> HttpResponse:
    """`aksi`: arsipkan or pulihkan."""
    assessment = kept(request, pk)
    get_object_or_404(reach_of(request.user, assessment).documents, pk=document)
    act = request.POST.get("aksi", "")
    if act not in ACTS:
        raise Http404(f"no act {act}")
    shelf.archive_paper(pk, document_id=document, archived=ACTS[act], actor=request.user)
    messages.success(request, TOLD[ACTS[act]])
    return redirect("assessments:paper", pk, document)


@login_required
@require_POST
def paper_prove(request: HttpRequest, pk: int, document: int) -> HttpResponse:
    """Make the document the evidence of the questions `kode`, all or none."""
    assessment = kept(request, pk)
    reach = reach_of(request.user, assessment)
    found = get_object_or_404(reach.documents, pk=document)
    codes = request.POST.getlist("kode")
    try:
        made = evidence.prove_with(pk, document_id=document, codes=codes, actor=request.user)
    except NotAllowed as refused:
        raise PermissionDenied(str(refused)) from refused
    except Refused as refused:
        return page(request, reach, found, problem=str(refused), chosen=codes, status=422)
    if made:
        messages.success(request, f"Dokumen ini menjadi bukti untuk {len(made)} pertanyaan.")
    else:
        messages.info(request, "Dokumen ini sudah menjadi bukti pertanyaan yang dipilih.")
    return redirect("assessments:paper", pk, document)
