"""The documents that the year's policy wants with a proposal, and what of them is there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from assessments.engine.policy_model import Document
from assessments.engine.wording import rupiah
from assessments.loaded import policy_of
from assessments.models import Assessment, IssuedDocument, Proposal, ProposalDocument
from documents.models import LinkCheck, Revision

LETTERS = (
    "surat_pengajuan",
    "surat_permohonan",
)  # the letter of the head of the instansi: its scan is the proposal's
SPTJM = "sptjm"
KINDS = {
    **dict.fromkeys(LETTERS, IssuedDocument.Kind.PROPOSAL_LETTER),
    SPTJM: IssuedDocument.Kind.SPTJM,
}  # what the portal itself can write, by the code of the policy
UNSCANNED = "Pindaian surat usulan yang bertanda tangan belum diunggah."
SHUT = (LinkCheck.Result.DEAD, LinkCheck.Result.LOGIN)


@dataclass(frozen=True)
class Paper:
    """An entry of the policy's `documents` in a proposal: of all of it, or (`assessment`) of one of its units."""

    document: Document
    assessment: Assessment | None
    row: ProposalDocument | None
    revision: Revision | None
    changed_at: datetime | None = None  # when what the proposal says last changed

    @property
    def required(self) -> bool:
        """Whether a proposal falls without it: the regulation asks for it, not practice alone."""
        return self.document.basis is None

    @property
    def is_letter(self) -> bool:
        """Whether it is the letter that proposes; its scan is a guard of its own."""
        return self.document.code in LETTERS

    @property
    def needs_signer(self) -> bool:
        """Whether it is said who signed it; of the letter its scan alone is asked."""
        return bool(self.document.signer) and not self.is_letter

    @property
    def duty(self) -> str:
        """The stamp duty that the policy asks for, "Rp10.000"; "" none."""
        return rupiah(self.document.stamp_duty) if self.document.stamp_duty else ""

    @property
    def takes_link(self) -> bool:
        """Whether a link may stand for it: not for what is handed in with a signature by regulation."""
        return not self.is_letter and self.document.code != SPTJM

    @property
    def printable(self) -> str:
        """The kind of paper that the portal writes for it; "" none."""
        return KINDS.get(self.document.code, "")

    @property
    def owner(self) -> int:
        """How addresses call whose it is: the id of the assessment, 0 for all of the proposal."""
        return self.assessment.pk if self.assessment else 0

    @property
    def stands(self) -> int:
        """What a person must have seen to replace it: the version, of the letter the id of its scan; 0 nothing."""
        if self.is_letter:
            return self.revision.pk if self.revision else 0
        return self.row.version if self.row else 0

    @property
    def name(self) -> str:
        """What it is called, with the unit that it speaks of."""
        return f"{self.document.name} {self.assessment.unit}" if self.assessment else self.document.name

    @property
    def lacks(self) -> str:
        """What it lacks, as a sentence; "" nothing."""
        printed = self.row.issued if self.row else None
        if self.revision is None:
            made = "sudah dicetak, tetapi yang bertanda tangan" if printed else ""
            return f"{self.name} {made} belum diunggah.".replace("  ", " ")
        if printed is not None and printed.superseded_at is not None:
            return f"{self.name} dicetak sebelum usulan ini diubah. Cetak dan tanda tangani lagi."
        if self.printable and self.changed_at is not None and self.revision.created_at < self.changed_at:
            return f"{self.name} diunggah sebelum usulan ini diubah. Unggah yang memuat isi usulan sekarang."
        if self.needs_signer and not (self.row and self.row.signer_name.strip()):
            return f"{self.name} belum menyebut penanda tangannya. Isi nama penanda tangan."
        if self.document.stamp_duty and not (self.row and self.row.stamped):
            return f"{self.name} belum dinyatakan bermeterai {self.duty}."
        return ""

    @property
    def doubt(self) -> str:
        """What speaks against a link that is there: it was found shut, or nobody has looked yet; "" nothing."""
        if self.revision is None or not self.revision.is_link:
            return ""
        seen = self.revision.seen
        if seen is None:
            return f"Tautan {self.name} belum diperiksa."
        return f"Tautan {self.name} bermasalah: {seen.detail}" if seen.result in SHUT else ""


def papers_of(proposal: Proposal, assessments: Sequence[Assessment]) -> list[Paper]:
    """What the policy wants of a proposal and of these of its units, in the policy's order; one query.

    Without what the portal itself adds to the package (`generated`). The proposal comes with period, policy and scan.
    """
    rows = proposal.documents.select_related("revision__link_check", "revision__document", "issued")
    return _papers(proposal, assessments, rows)


def papers_of_all(
    proposals: Iterable[Proposal], units: Iterable[tuple[int, Assessment]]
) -> dict[int, list[Paper]]:
    """Id of a proposal → its papers and those of its units, given as (id of the proposal, assessment); one query.

    Proposals come as in `papers_of`.
    """
    known = {proposal.pk: proposal for proposal in proposals}
    found = ProposalDocument.objects.filter(proposal__in=known)
    rows: dict[int, list[ProposalDocument]] = defaultdict(list)
    for row in found.select_related("revision__link_check", "revision__document", "issued"):
        rows[row.proposal_id].append(row)
    members: dict[int, list[Assessment]] = defaultdict(list)
    for pk, assessment in units:
        members[pk].append(assessment)
    return {pk: _papers(proposal, members[pk], rows[pk]) for pk, proposal in known.items()}


def _papers(
    proposal: Proposal, assessments: Sequence[Assessment], rows: Iterable[ProposalDocument]
) -> list[Paper]:
    stored = {(row.code, row.assessment_id): row for row in rows}
    found = []
    for document in policy_of(proposal.period).documents:
        if document.generated:
            continue
        for owner in assessments if document.each == "unit" else (None,):
            row = stored.get((document.code, owner.pk if owner else None))
            revision = row.revision if row else None
            if document.code in LETTERS:
                revision = proposal.scan
            found.append(Paper(document, owner, row, revision, proposal.changed_at))
    return found


def lacking(papers: Iterable[Paper]) -> tuple[str, ...]:
    """What the regulation asks for and is not there, each as a sentence; a missing scan of the letter apart."""
    wanted = [
        paper for paper in papers if paper.required and not (paper.is_letter and paper.revision is None)
    ]
    return tuple(paper.lacks for paper in wanted if paper.lacks)


def unready(proposal: Proposal, papers: Iterable[Paper]) -> tuple[str, ...]:
    """Everything that is lacking before the head of the instansi is asked: `lacking`, and the scan of the letter."""
    scan = () if proposal.scan_id is not None else (UNSCANNED,)
    return (*scan, *lacking(papers))
