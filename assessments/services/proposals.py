"""The proposal to TPN: units with their predicate and the letter. Its sending: `services/sending.py`."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from assessments import facts
from assessments.engine import workflow
from assessments.models import (
    Assessment,
    IssuedDocument,
    Period,
    Proposal,
    ProposalUnit,
)
from assessments.services.errors import NotAllowed, Refused
from assessments.services.issuing import lhe_holds
from assessments.services.letters import checked_letter
from assessments.services.locking import lock_assessment
from assessments.services.periods import require_admin
from assessments.services.proposal_waiting import tell_when_complete
from assessments.stale_results import outdated
from audit.services import record
from documents.models import Revision


@dataclass(frozen=True)
class Wanted:
    """A unit to propose: its assessment, "WBK" or "WBBM", and the reason where the policy asks for one."""

    assessment_id: int
    predicate: str
    exception_reason: str = ""


class UnitsRefused(Refused):
    """A proposal that some of its units refuse; `units` has for each reason the assessment that it is about."""

    def __init__(self, *reasons: tuple[str, str, Assessment]) -> None:
        super().__init__(*((message, where) for message, where, _ in reasons))
        self.units = [unit for _, _, unit in reasons]


def create_proposal(
    period: Period,
    *,
    letter_number: str,
    letter_date: date,
    scan: Revision | None,
    wanted: list[Wanted],
    actor,
) -> Proposal:
    """Make a proposal of units. Every obstacle of every unit is named in one refusal; then nothing is stored.

    Raises NotAllowed, Refused (no unit), UnitsRefused (unmet conditions or minima, not recommended, no LHE, wrong
    state, already proposed).
    """
    require_admin(actor, period.instansi_id)
    if not wanted:
        raise Refused(("Pilih paling sedikit satu unit untuk diusulkan.", "usulan"))
    letter_number = checked_letter(
        period, letter_number, letter_date, fields=("letter_number", "letter_date")
    )
    if scan is not None and scan.document.instansi_id != period.instansi_id:
        raise Refused("Pindaian surat ini bukan milik instansi ini.")
    with transaction.atomic():
        proposal = Proposal.objects.create(
            period=period, letter_number=letter_number, letter_date=letter_date, scan=scan, created_by=actor
        )
        reasons: list[tuple[str, str, Assessment]] = []
        for item in sorted(wanted, key=lambda one: one.assessment_id):  # as everybody locks them
            reasons += add_unit(proposal, item, actor)
        if reasons:
            raise UnitsRefused(*reasons)
        record(
            f"instansi:{period.instansi_id}",
            actor=actor,
            role="Admin inspektorat",
            action="proposal.create",
            label="assessments.proposal",
            object_id=proposal.pk,
            after={
                "letter_number": letter_number,
                "letter_date": letter_date.isoformat(),
                "scan": scan.pk if scan else None,
                "units": [[w.assessment_id, w.predicate, w.exception_reason] for w in wanted],
            },
        )
        tell_when_complete(proposal, actor=actor)
    return proposal


def add_unit(proposal: Proposal, item: Wanted, actor) -> list[tuple[str, str, Assessment]]:
    """Put a unit into a locked proposal, in the caller's transaction; what refuses it, to be rolled back with it."""
    assessment = lock_assessment(actor, item.assessment_id, "propose")
    name = str(assessment.unit)
    if assessment.period_id != proposal.period_id:
        raise NotAllowed("Unit ini bukan dari periode usulan.")
    if item.predicate not in ("WBK", "WBBM"):
        return [(f"{name}: pilih predikat WBK atau WBBM.", "usulan", assessment)]
    if ProposalUnit.objects.filter(assessment=assessment).exists():
        return [(f"{name}: sudah ada dalam usulan lain.", "usulan", assessment)]
    ProposalUnit.objects.create(
        proposal=proposal,
        assessment=assessment,
        predicate=item.predicate,
        exception_reason=item.exception_reason.strip(),
    )
    return obstacles(assessment, draft=True)


def obstacles(
    assessment: Assessment, *, proposal: Proposal | None = None, draft: bool = False
) -> list[tuple[str, str, Assessment]]:
    """Why a unit may not be proposed now, the approval of the head of the instansi apart; nothing but whole LHE.

    `proposal`: the one that it is in already. `draft`: the deadline and what is made for the proposal (the signed
    letter, the documents) apart, too.
    """
    refusals = workflow.check("usulkan", assessment.state, facts.for_proposal(assessment, draft=draft))
    refusals += stale_lhe(assessment, proposal)
    return [(f"{assessment.unit}: {r.message}", r.where, assessment) for r in refusals]


def stale_lhe(assessment: Assessment, proposal: Proposal | None) -> list[workflow.Refusal]:
    """The LHE of a released result that says something else than the portal does now."""
    if assessment.state != workflow.SELESAI_TPI or lhe_holds(assessment):
        return []
    return [outdated(proposal, assessment.state)]


def remove_proposal(proposal: Proposal, *, actor) -> None:
    """Withdraw a proposal that was not yet approved; its units are free again. Asked twice it happens once.

    Raises NotAllowed, Refused.
    """
    require_admin(actor, proposal.period.instansi_id)
    with transaction.atomic():
        locked = Proposal.objects.select_for_update().filter(pk=proposal.pk).first()
        if locked is None:
            return
        if locked.approved_at is not None:
            raise Refused(
                "Usulan yang sudah disetujui tidak dapat dibatalkan. Tarik persetujuannya lebih dulu."
            )
        record(
            f"instansi:{proposal.period.instansi_id}",
            actor=actor,
            role="Admin inspektorat",
            action="proposal.remove",
            label="assessments.proposal",
            object_id=locked.pk,
            before={
                "letter_number": locked.letter_number,
                "units": [u.assessment_id for u in locked.units.all()],
            },
        )
        _forget(locked)


def _forget(proposal: Proposal) -> None:
    """Remove what was never sent: its rows; issued papers stay with the instansi, superseded and verifiable."""
    outdate(proposal)
    proposal.documents.all().delete()
    proposal.issued.update(proposal=None, instansi=proposal.period.instansi_id)
    proposal.units.all().delete()
    proposal.delete()


def outdate(proposal: Proposal) -> None:
    """What was printed of a proposal no longer says what it holds: papers to sign must be printed and signed again.

    Before a unit goes: what was printed for it is found by the units.
    """
    units = Q(kind=IssuedDocument.Kind.SPTJM, assessment__in=proposal.units.values("assessment"))
    papers = IssuedDocument.objects.filter(Q(proposal=proposal) | units, superseded_at=None)
    now = timezone.now()
    papers.update(superseded_at=now)
    proposal.changed_at = now
    proposal.save(update_fields=["changed_at"])
