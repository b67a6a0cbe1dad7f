"""The documents of a proposal: the signed scan, the upload or the link that stands for an entry of the policy."""

from django.db import transaction

from assessments.models import Assessment, IssuedDocument, Proposal, ProposalDocument
from assessments.proposal_papers import Paper, papers_of
from assessments.services.errors import Refused
from assessments.services.locking import lock_proposal
from assessments.services.periods import require_admin
from assessments.services.proposal_waiting import tell_when_complete
from audit.services import record
from documents.models import Revision

MAX_REASON = 1000
CHANGED = "Dokumen ini baru saja diganti orang lain. Muat ulang halaman, lalu putuskan."


def put_document(
    proposal: Proposal,
    *,
    code: str,
    assessment: Assessment | None,
    revision: Revision,
    signer_name: str,
    stamped: bool,
    seen: int,
    actor,
    reason: str = "",
) -> None:
    """Let a revision stand for an entry of the policy (of one unit where it is `each: unit`); the letter's becomes the
    proposal's scan. What stood there before stays in the store and in the audit.

    `seen` is the version that the actor saw, 0 where there was nothing. Once approved it takes a reason. Raises
    NotAllowed; Refused for an entry that the policy or the proposal does not know, a link as letter, a revision of
    another instansi, and when somebody else replaced it meanwhile.
    """
    require_admin(actor, proposal.period.instansi_id)
    if revision.document.instansi_id != proposal.period.instansi_id:
        raise Refused("Dokumen ini bukan milik instansi ini.")
    with transaction.atomic():
        locked = lock_proposal(proposal)
        paper = paper_of(locked, code, assessment)
        why = checked_reason(locked, reason)
        _check(paper, revision, seen)
        before = {"revision": paper.revision.pk if paper.revision else None}
        row = paper.row or ProposalDocument(proposal=locked, assessment=assessment, code=code, version=0)
        if paper.is_letter:
            locked.scan = revision
            locked.save(update_fields=["scan"])
        else:
            row.revision, row.signer_name, row.stamped = revision, " ".join(signer_name.split()), stamped
        if row.issued is not None and row.issued.superseded_at is not None:
            row.issued = _newest(locked, paper)
        if not paper.is_letter or row.pk:
            row.version += 1
            row.updated_by = actor
            _store(row)
        record(
            f"instansi:{proposal.period.instansi_id}",
            actor=actor,
            role="Admin inspektorat",
            action="proposal.document",
            label="assessments.proposal",
            object_id=locked.pk,
            before=before,
            after={
                "code": code,
                "assessment": assessment.pk if assessment else None,
                "revision": revision.pk,
                "signer": row.signer_name,
                "stamped": row.stamped,
            },
            reason=why,
        )
        tell_when_complete(locked, actor=actor)


def _store(row: ProposalDocument) -> None:
    """Save the row; one that holds nothing (its printed paper fell, no scan) goes."""
    if row.revision_id is None and row.issued_id is None:
        row.delete()
    else:
        row.save()


def _newest(proposal: Proposal, paper: Paper) -> IssuedDocument | None:
    """The paper that was printed in the place of an outdated one; None: none, the upload was not printed here."""
    owner = {"assessment": paper.assessment} if paper.assessment else {"proposal": proposal}
    return IssuedDocument.objects.filter(kind=paper.printable, superseded_at=None, **owner).first()


def paper_of(proposal: Proposal, code: str, assessment: Assessment | None) -> Paper:
    """The entry of the policy in this proposal. Refused where there is none, as for a unit that is not in it."""
    units = [assessment] if assessment else []
    if assessment and not proposal.units.filter(assessment=assessment).exists():
        raise Refused("Unit ini tidak ada dalam usulan ini.")
    for paper in papers_of(proposal, units):
        if paper.document.code == code and paper.assessment == assessment:
            return paper
    raise Refused("Ketentuan tahun ini tidak meminta dokumen itu.")


def checked_reason(proposal: Proposal, reason: str) -> str:
    """The reason of a change, which an approved proposal asks for. Refused without it, or when it is too long."""
    if len(reason) > MAX_REASON:
        raise Refused(("Alasan paling panjang 1.000 huruf.", "reason"))
    if proposal.approved_at is not None and not reason.strip():
        raise Refused(("Usulan ini sudah disetujui. Tulis alasan perubahannya.", "reason"))
    return reason.strip()


def _check(paper: Paper, revision: Revision, seen: int) -> None:
    if revision.is_link and not paper.takes_link:
        raise Refused(("Surat ini diunggah sebagai berkas, bukan tautan.", "file"))
    if seen != paper.stands:
        raise Refused(CHANGED)
