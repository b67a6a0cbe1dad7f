"""A change of the deadline, a scan, the documents of a proposal, written past the services: where a test starts."""

from datetime import date, timedelta
from io import BytesIO

from django.utils import timezone

from assessments.loaded import policy_of
from assessments.models import DeadlineChange, Period, Proposal, ProposalDocument
from documents.models import Revision
from documents.services import upload
from units.models import User

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def scan_of(period: Period, by: User, title: str = "Pengumuman TPN") -> Revision:
    """A scan that belongs to the instansi."""
    return upload(
        file=BytesIO(PDF),
        filename="pindai.pdf",
        title=title,
        kind="surat",
        instansi=period.instansi,
        actor=by,
        role="Admin inspektorat",
    )


def announce(period: Period, by: User, day: date | None = None) -> DeadlineChange:
    """TPN moved the deadline, to ten days from today unless said otherwise."""
    return DeadlineChange.objects.create(
        period=period,
        day=day or timezone.localdate() + timedelta(days=10),
        number="PENG/12/PW.03/2026",
        date=date(2026, 5, 20),
        scan=scan_of(period, by),
        recorded_by=by,
        recorded_at=timezone.now(),
    )


def complete(proposal: Proposal, by: User) -> None:
    """The documents that the regulation asks for are there, and the deadline lies ahead."""
    if not proposal.period.deadline_changes.exists():
        announce(proposal.period, by)
    for document in policy_of(proposal.period).documents:
        if document.code != "sptjm":
            continue
        owners = [unit.assessment for unit in proposal.units.all()] if document.each else [None]
        for owner in owners:
            ProposalDocument.objects.get_or_create(
                proposal=proposal,
                assessment=owner,
                code=document.code,
                defaults={
                    "revision": scan_of(proposal.period, by, f"SPTJM {owner or ''}"),
                    "signer_name": "H. Ahmad",
                    "stamped": True,
                    "updated_by": by,
                },
            )
