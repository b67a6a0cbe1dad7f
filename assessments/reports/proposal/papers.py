"""Making and issuing the papers of a proposal."""

from __future__ import annotations

from django.template.loader import render_to_string

from assessments.models import IssuedDocument, Proposal
from assessments.proposal_papers import Paper
from assessments.reports.proposal.context import Letter, Sealed, gather
from assessments.reports.seal import day_in, seal_of
from assessments.services.errors import Refused
from assessments.services.issuing import Issue
from assessments.services.proposal_issuing import issue_paper
from documents.pdf import pdf_of

Kind = IssuedDocument.Kind
NOT_PRINTED = "Dokumen ini tidak dibuat portal. Unggah dokumennya."
TEMPLATES = {
    Kind.PROPOSAL_LETTER: "reports/proposal/letter.html",
    Kind.SPTJM: "reports/proposal/sptjm.html",
    Kind.PROPOSAL_RECAP: "reports/proposal/recap.html",
}


def print_paper(proposal: Proposal, paper: Paper, *, actor) -> IssuedDocument:
    """Issue what the portal writes for an entry of the policy's documents. Refused where it writes nothing."""
    if not paper.printable:
        raise Refused(NOT_PRINTED)
    duty = paper.document.stamp_duty
    return issue_paper(
        proposal,
        kind=paper.printable,
        code=paper.document.code,
        assessment=paper.assessment,
        said=lambda: _letter(proposal, paper.printable, paper.assessment, duty).said,
        render=lambda issue: render(
            proposal, _letter(proposal, paper.printable, paper.assessment, duty), issue
        ),
        actor=actor,
    )


def print_recap(proposal: Proposal, *, actor) -> IssuedDocument:
    """Issue the recap of what the proposal holds now."""
    kind = Kind.PROPOSAL_RECAP
    return issue_paper(
        proposal,
        kind=kind,
        said=lambda: _letter(proposal, kind).said,
        render=lambda issue: render(proposal, _letter(proposal, kind), issue),
        actor=actor,
    )


def _letter(proposal: Proposal, kind: str, assessment=None, duty: int | None = None) -> Letter:
    fresh = Proposal.objects.select_related("period__instansi", "period__policy", "scan").get(pk=proposal.pk)
    return gather(fresh, kind, assessment=assessment, stamp_duty=duty)


def render(proposal: Proposal, letter: Letter, issue: Issue) -> bytes:
    """The PDF of a paper under its issue."""
    sealed = Sealed(letter, seal_of(issue), day_in(issue.issued_at, proposal.period.instansi.zone))
    return pdf_of(render_to_string(TEMPLATES[Kind(letter.kind)], {"paper": sealed, "letter": letter}))
