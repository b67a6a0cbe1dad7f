"""The draft of a sanggah: what its letter will say, so that it can be printed and signed before it goes out."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from assessments.engine.objection import WINDOW_PAGE
from assessments.models import ObjectionDraft, ProposalUnit
from assessments.services.errors import Refused
from assessments.services.locking import lock_assessment
from assessments.services.objections import filing_refusals
from assessments.services.tpn_shared import CHANGED, tell
from units.texts import plain_text


def save_draft(
    pk: int, *, letter_number: str, letter_date: date | None, reason: str, seen: int, actor
) -> ObjectionDraft:
    """Keep what the letter of a sanggah shall say; `seen`: the version that was seen, 0 for none. The window need not
    be open yet. Equal values write nothing.

    Raises NotAllowed, Refused (nothing to contest, used already, no reason, changed meanwhile, too long).
    """
    with transaction.atomic():
        assessment = lock_assessment(actor, pk, "edit_tpn")
        unit = ProposalUnit.objects.get(assessment=assessment)
        found = filing_refusals(assessment, unit, timezone.now())
        reasons = [(r.message, r.where) for r in found if r.where != WINDOW_PAGE]
        wanted = (letter_number.strip(), letter_date, plain_text(reason))
        if not wanted[2] or len(wanted[2]) > 5000:
            reasons.append(("Tulis alasan sanggahnya, paling panjang 5.000 huruf.", "reason"))
        if len(wanted[0]) > 100:
            reasons.append(("Nomor surat paling panjang 100 huruf.", "letter_number"))
        if reasons:
            raise Refused(*reasons)
        stored = ObjectionDraft.objects.filter(proposal_unit=unit).first()
        if stored is not None and (stored.letter_number, stored.letter_date, stored.reason) == wanted:
            return stored
        if seen != (stored.version if stored else 0):
            raise Refused(CHANGED)
        draft = stored or ObjectionDraft(proposal_unit=unit, version=0)
        draft.letter_number, draft.letter_date, draft.reason = wanted
        draft.version += 1
        draft.saved_by = actor
        draft.save()
        day = letter_date.isoformat() if letter_date else None
        told = {"letter_number": draft.letter_number, "letter_date": day, "reason": draft.reason}
        tell(assessment, actor, "tpn.objection_draft", str(draft.pk), after=told)
    return draft
