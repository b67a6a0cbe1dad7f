"""Taking units back from a proposal that was sent: with a letter and a reason, and what was proposed in history."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from assessments.engine import workflow
from assessments.models import Proposal, WithdrawnUnit
from assessments.services.errors import Refused
from assessments.services.issuing import clean_number
from assessments.services.locking import lock_proposal
from assessments.services.periods import require_admin
from assessments.services.proposals import UnitsRefused
from assessments.services.workflow import move
from audit.services import record
from documents.models import Revision


@dataclass(frozen=True)
class Letter:
    """The letter of the head of the instansi that withdraws."""

    number: str
    date: date
    scan: Revision


def withdraw_units(
    proposal: Proposal, *, assessments: Collection[int], letter: Letter, reason: str, actor
) -> list[WithdrawnUnit]:
    """Take units (ids of assessments) of a sent proposal back: each moves to `selesai_tpi` and is free again.

    All of them or none. A unit that was withdrawn already is passed over, so that asked twice it happens once. Raises
    NotAllowed; Refused when it was not sent, without units, number or reason, for a letter from the future or a scan
    of another instansi; UnitsRefused for units with which TPN has begun.
    """
    period = proposal.period
    require_admin(actor, period.instansi_id)
    number = clean_number(letter.number)
    today = timezone.localdate(timezone=period.instansi.zone)
    if not assessments:
        raise Refused(("Pilih paling sedikit satu unit yang ditarik.", "units"))
    if not number:
        raise Refused(("Isi nomor surat penarikannya.", "letter_number"))
    if letter.date > today:
        raise Refused(("Tanggal surat penarikan belum tiba. Periksa tanggalnya.", "letter_date"))
    if letter.scan.document.instansi_id != period.instansi_id:
        raise Refused("Pindaian ini bukan milik instansi ini.")
    with transaction.atomic():
        locked = lock_proposal(proposal)
        if locked.sent_at is None:
            raise Refused("Usulan ini belum dikirim. Keluarkan unitnya, atau batalkan usulannya.")
        _check_units(locked, assessments)
        units = locked.units.filter(assessment__in=assessments).select_related("assessment__unit__instansi")
        made, reasons = [], []
        for unit in units.order_by("assessment_id"):
            row = WithdrawnUnit.objects.create(
                proposal=locked,
                assessment=unit.assessment,
                predicate=unit.predicate,
                exception_reason=unit.exception_reason,
                reason=reason.strip(),
                letter_number=number,
                letter_date=letter.date,
                scan=letter.scan,
                withdrawn_by=actor,
                withdrawn_at=timezone.now(),
            )
            try:
                move(unit.assessment_id, "tarik_usulan", actor=actor, reason=reason.strip())
            except Refused as error:
                named = unit.assessment
                reasons += [(f"{named.unit}: {text}", where, named) for text, where in error.reasons]
            else:
                made.append(row)
                unit.delete()
        if reasons:
            raise UnitsRefused(*reasons)
        if made:
            record(
                f"instansi:{period.instansi_id}",
                actor=actor,
                role="Admin inspektorat",
                action="proposal.withdraw_units",
                label="assessments.proposal",
                object_id=locked.pk,
                after={
                    "units": [[row.assessment_id, row.predicate] for row in made],
                    "letter_number": number,
                    "letter_date": letter.date.isoformat(),
                    "scan": letter.scan.pk,
                },
                reason=reason.strip(),
            )
    return made


def are_withdrawn(proposal: Proposal, assessments: Collection[int]) -> bool:
    """Whether all of these were taken back already, so that nothing is left to do or to store."""
    known = set(proposal.withdrawn.values_list("assessment_id", flat=True))
    known -= set(proposal.units.values_list("assessment_id", flat=True))
    return set(assessments) <= known


def _check_units(proposal: Proposal, assessments: Collection[int]) -> None:
    known = set(proposal.units.values_list("assessment_id", flat=True))
    known |= set(proposal.withdrawn.values_list("assessment_id", flat=True))
    if not set(assessments) <= known:
        raise Refused("Pilih unit dari usulan ini.")


def withdrawable(state: str) -> bool:
    """Whether a proposed unit in this state can still be taken back: TPN has not begun with it."""
    return state in workflow.TRANSITIONS["tarik_usulan"].sources
