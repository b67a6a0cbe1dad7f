"""Mending what a proposal says of its letter: number and date."""

from datetime import date

from django.db import transaction

from assessments.models import Proposal
from assessments.services.errors import Refused
from assessments.services.letters import checked_letter
from assessments.services.locking import lock_proposal
from assessments.services.periods import require_admin
from assessments.services.proposal_documents import checked_reason
from assessments.services.proposals import outdate
from audit.services import record


def correct_letter(
    proposal: Proposal, *, number: str, letter_date: date, seen: tuple[str, date], reason: str, actor
) -> Proposal:
    """Give the letter another number or date; once approved with a reason, which goes to the audit.

    `seen`: number and date that the actor saw. Before the approval a paper that was printed with the old ones must be
    printed again. Asked twice it happens once. Raises NotAllowed; Refused without a number or a needed reason, and
    when somebody else changed it meanwhile.
    """
    require_admin(actor, proposal.period.instansi_id)
    number = checked_letter(proposal.period, number, letter_date, fields=("letter_number", "letter_date"))
    with transaction.atomic():
        locked = lock_proposal(proposal)
        stands = (locked.letter_number, locked.letter_date)
        if stands == (number, letter_date):
            return locked
        if stands != seen:
            raise Refused("Surat ini baru saja diubah orang lain. Muat ulang halaman, lalu putuskan.")
        why = checked_reason(locked, reason)
        locked.letter_number, locked.letter_date = number, letter_date
        locked.save(update_fields=["letter_number", "letter_date"])
        if locked.approved_at is None:
            outdate(locked)
        record(
            f"instansi:{proposal.period.instansi_id}",
            actor=actor,
            role="Admin inspektorat",
            action="proposal.correct",
            label="assessments.proposal",
            object_id=locked.pk,
            before={"letter_number": stands[0], "letter_date": stands[1].isoformat()},
            after={"letter_number": number, "letter_date": letter_date.isoformat()},
            reason=why,
        )
    return locked
