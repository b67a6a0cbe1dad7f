"""Issuing the papers of a proposal: letter, SPTJM, recap. As in `issuing`: facts, then the PDF outside, then the row.

Unlike an LHE they are bound to what they say alone, not to the head of a chain: the instansi's moves all the time.
"""

import uuid
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils import timezone

from assessments.models import Assessment, IssuedDocument, Proposal, ProposalDocument
from assessments.proposal_papers import LETTERS, SPTJM
from assessments.result_hash import digest
from assessments.services.errors import Refused
from assessments.services.issuing import ATTEMPTS, Issue, keep_issued, tell_issued
from assessments.services.locking import lock_proposal
from assessments.services.periods import require_admin
from audit.queries import head

Kind = IssuedDocument.Kind
Said = Callable[[], dict[str, Any]]  # what the paper says, read anew at each call: plain values
Render = Callable[[Issue], bytes]
SIGNED_ALREADY = (
    "Usulan ini sudah disetujui, jadi surat yang ditandatangani tidak dicetak ulang. Unduh yang sudah terbit, atau "
    "tarik persetujuannya lebih dulu."
)


def issue_paper(
    proposal: Proposal,
    *,
    kind: str,
    code: str = "",
    assessment: Assessment | None = None,
    said: Said,
    render: Render,
    actor,
) -> IssuedDocument:
    """Issue a paper of a proposal, or of one of its units; the valid one while it says the same.

    `code`: the entry of the policy's `documents` that it is printed for. Raises NotAllowed; Refused for a paper to sign
    once the proposal is approved, and when somebody changes the proposal again and again meanwhile.
    """
    require_admin(actor, proposal.period.instansi_id)
    for _ in range(ATTEMPTS):
        issue = _facts(proposal, assessment, kind, said())
        valid = _valid(proposal, assessment, kind)
        if valid is not None and valid.content_hash == issue.content_hash:
            return valid
        content = render(issue)
        with transaction.atomic():
            locked = lock_proposal(proposal)
            if code and locked.approved_at is not None:
                raise Refused((SIGNED_ALREADY, "usulan"))
            valid = _valid(locked, assessment, kind)
            if valid is not None and valid.content_hash == issue.content_hash:
                return valid  # somebody else was quicker
            if digest(said()) == issue.content_hash:
                return _store(locked, assessment, kind, code, issue, content, actor=actor)
    raise Refused("Usulan ini terus berubah ketika dokumen dibuat. Coba lagi sebentar lagi.")


def _owner(proposal: Proposal, assessment: Assessment | None) -> dict[str, Any]:
    return {"assessment": assessment} if assessment else {"proposal": proposal}


def _valid(proposal: Proposal, assessment: Assessment | None, kind: str) -> IssuedDocument | None:
    found = IssuedDocument.objects.filter(kind=kind, superseded_at=None, **_owner(proposal, assessment))
    return found.exclude(blob=None).select_related("blob").first()


def _facts(proposal: Proposal, assessment: Assessment | None, kind: str, said: dict[str, Any]) -> Issue:
    chain = assessment.audit_chain if assessment else f"instansi:{proposal.period.instansi_id}"
    audit_head, audit_length = head(chain)
    number = proposal.letter_number if kind == Kind.PROPOSAL_LETTER else ""
    return Issue(
        id=uuid.uuid4(),
        number=number,
        issued_at=timezone.now(),
        content_hash=digest(said),
        audit_head=audit_head,
        audit_length=audit_length,
    )


def _store(
    proposal: Proposal,
    assessment: Assessment | None,
    kind: str,
    code: str,
    issue: Issue,
    content: bytes,
    *,
    actor,
) -> IssuedDocument:
    owner = _owner(proposal, assessment)
    older = IssuedDocument.objects.filter(kind=kind, superseded_at=None, **owner)
    superseded = [str(pk) for pk in older.values_list("pk", flat=True)]
    older.update(superseded_at=issue.issued_at)
    document = keep_issued(issue, content, kind=kind, actor=actor, **owner)
    if code in (*LETTERS, SPTJM):
        _print_for(proposal, assessment, code, document, actor)
    tell_issued(
        document,
        superseded,
        chain=document.audit_chain,
        actor=actor,
        role="Admin inspektorat",
        proposal=proposal.pk,
    )
    return document


def _print_for(
    proposal: Proposal, assessment: Assessment | None, code: str, document: IssuedDocument, actor
) -> None:
    """Note that this is what is to be signed. Where a signed scan is there, it was made of an older paper: that one
    stays named, so that the scan is known to be outdated.
    """
    row = ProposalDocument.objects.filter(proposal=proposal, assessment=assessment, code=code).first()
    scanned = proposal.scan_id if code in LETTERS else (row.revision_id if row else None)
    if row is None and not scanned:
        ProposalDocument.objects.create(
            proposal=proposal, assessment=assessment, code=code, issued=document, updated_by=actor
        )
    elif row is not None and not scanned:
        row.issued, row.updated_by = document, actor
        row.version += 1
        row.save()
