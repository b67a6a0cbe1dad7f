"""The documents of a proposal: print them, upload or replace them, open them."""

import hashlib

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.forms.propose import PaperForm
from assessments.loaded import policy_of
from assessments.models import Assessment, IssuedDocument, Proposal
from assessments.proposal_changes import replaced_in
from assessments.proposal_papers import Paper, papers_of
from assessments.reports.proposal.jobs import PROPOSAL_PAPER
from assessments.reports.proposal.papers import NOT_PRINTED
from assessments.services.errors import Refused
from assessments.services.jobs import start_job
from assessments.services.proposal_documents import CHANGED, put_document
from assessments.services.proposal_issuing import SIGNED_ALREADY
from assessments.views.proposals.common import is_admin, visible_proposal
from assessments.views.propose.common import attempt, keep, require_admin
from documents.models import Revision
from documents.serving import serve


@login_required
@require_safe
def proposal_papers(request: HttpRequest, pk: int) -> HttpResponse:
    """Every document that the policy wants with this proposal, and what is there."""
    found = visible_proposal(request, pk)
    units = [
        u.assessment
        for u in found.units.select_related("assessment__unit").order_by("assessment__unit__code")
    ]
    papers = papers_of(found, units)
    printed = _printed(found, units)
    context = {
        "proposal": found,
        "papers": [(paper, printed.get((paper.printable, paper.owner))) for paper in papers],
        "done": sum(not paper.lacks for paper in papers),
        "generated": [d for d in policy_of(found.period).documents if d.generated],
        "recap": printed.get((IssuedDocument.Kind.PROPOSAL_RECAP, 0)),
        "is_admin": is_admin(request, found.period),
    }
    return render(request, "assessments/propose/papers.html", context)


def _printed(found: Proposal, units: list[Assessment]) -> dict[tuple[str, int], IssuedDocument]:
    """(kind, owner as in addresses) → the paper that was printed and holds; one query."""
    owned = Q(proposal=found) | Q(assessment__in=units, kind=IssuedDocument.Kind.SPTJM)
    rows = IssuedDocument.objects.filter(owned, superseded_at=None).exclude(blob=None)
    return {(row.kind, row.assessment_id or 0): row for row in rows}


def _paper(request: HttpRequest, pk: int, entry: str, owner: int) -> tuple[Proposal, Paper]:
    """A document of a proposal that the person may see; `owner`: the assessment it is of, 0 for all of them."""
    found = visible_proposal(request, pk)
    rows = found.units.select_related("assessment__unit__instansi", "assessment__period")
    owners = [row.assessment for row in rows if row.assessment_id == owner]
    for one in papers_of(found, owners):
        if one.document.code == entry and one.owner == owner:
            return found, one
    raise Http404("no such document")


@login_required
@require_http_methods(["GET", "POST"])
def paper(request: HttpRequest, pk: int, entry: str, owner: int) -> HttpResponse:
    """One document: what is there, and an upload or a link in its place."""
    found, one = _paper(request, pk, entry, owner)
    if request.method == "POST":
        require_admin(request, found.period)
    approved = found.approved_at is not None
    form = PaperForm(request.POST or None, request.FILES or None, paper=one, approved=approved)
    if attempt(form, lambda data: _put(request, found, one, data), field="file"):
        messages.success(request, f"{one.name}: tersimpan.")
        return redirect("assessments:proposal_papers", pk)
    context = {"proposal": found, "paper": one, "form": form, "is_admin": is_admin(request, found.period)}
    return render(request, "assessments/propose/paper.html", context, status=422 if form.is_bound else 200)


def _put(request: HttpRequest, found: Proposal, one: Paper, data: dict) -> None:
    if data["seen"] != one.stands:
        if _same(one, data):
            return  # asked twice it happens once
        raise Refused(CHANGED)  # before anything is stored
    title = f"{one.name} · usulan {found.letter_number}"
    sent = {"file": data["file"], "url": data.get("url", ""), "title": title}
    put_document(
        found,
        code=one.document.code,
        assessment=one.assessment,
        revision=keep(request, found.period, **sent),
        signer_name=data.get("signer_name", ""),
        stamped=data.get("stamped", False),
        seen=data["seen"],
        reason=data.get("reason", ""),
        actor=request.user,
    )


def _same(one: Paper, data: dict) -> bool:
    """Whether what is sent stands there already and nothing is lacking in it."""
    stands, file = one.revision, data["file"]
    if stands is None or one.lacks:
        return False
    if stands.blob is None:
        return stands.url == data.get("url", "")
    if file is None:
        return False
    sent = hashlib.file_digest(file.file, "sha256").hexdigest()
    file.seek(0)
    return sent == stands.blob.sha256


@login_required
@require_POST
def paper_print(request: HttpRequest, pk: int, entry: str, owner: int) -> HttpResponse:
    """Start issuing what the portal writes for a document; its file is then on the page."""
    found, one = _paper(request, pk, entry, owner)
    require_admin(request, found.period)
    refused = SIGNED_ALREADY if found.approved_at is not None else "" if one.printable else NOT_PRINTED
    if refused:
        messages.error(request, refused)
        return redirect("assessments:proposal_papers", found.pk)
    return _start(request, found, entry, owner)


@login_required
@require_POST
def proposal_recap(request: HttpRequest, pk: int) -> HttpResponse:
    """Start issuing the recap of what the proposal holds now."""
    found = visible_proposal(request, pk)
    require_admin(request, found.period)
    return _start(request, found, "", 0)


def _start(request: HttpRequest, found: Proposal, entry: str, owner: int) -> HttpResponse:
    params = {"proposal": found.pk, "entry": entry, "owner": owner, "year": found.period.year}
    job = start_job(PROPOSAL_PAPER, actor=request.user, instansi=found.period.instansi, params=params)
    return redirect("assessments:job", job.pk)


@login_required
@require_safe
def paper_file(request: HttpRequest, pk: int, entry: str, owner: int) -> HttpResponse:
    """The upload that stands for a document, or the address of its link; with `revisi` one that stood there before."""
    found, one = _paper(request, pk, entry, owner)
    revision = _former(request, found, one) if "revisi" in request.GET else one.revision
    if revision is None:
        raise Http404("nothing there yet")
    if revision.is_link:
        return redirect(revision.url)
    return serve(revision, as_attachment=False, actor=request.user, role="", method=request.method)


def _former(request: HttpRequest, found: Proposal, one: Paper) -> Revision | None:
    """What the history of the proposal names, and nothing else of the instansi."""
    asked = request.GET["revisi"]
    known = {str(pk): pk for pk in replaced_in(found, one.document.code, one.owner)}
    rows = Revision.objects.select_related("document", "blob")
    return rows.filter(pk=known[asked]).first() if asked in known else None
