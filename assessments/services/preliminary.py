"""Penilaian pendahuluan: conclusion and letter of the level above (PermenPANRB 90/2021 p. 39-41)."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from assessments.models import PreliminaryResult
from assessments.rules import acting_as
from assessments.services.errors import Conflict, Refused
from assessments.services.issuing import clean_number
from assessments.services.locking import lock_assessment
from audit.services import record
from units.texts import plain_text

MAX_TEXT = 5000
EMPTY = {"fit": None, "text": "", "letter_number": "", "letter_date": ""}


@dataclass(frozen=True)
class Conclusion:
    """What the level above concludes; `fit` None: not yet chosen. A letter of its head to TPI is for who is fit."""

    fit: bool | None
    text: str
    letter_number: str = ""
    letter_date: date | None = None


def save_preliminary(pk: int, *, conclusion: Conclusion, seen: int, actor) -> PreliminaryResult:
    """Write conclusion and letter while the unit is with the level above. Equal values write nothing.

    `seen` is the version that the writer saw, 0 for none yet. Raises NotAllowed, Refused (too long), Conflict.
    """
    text = plain_text(conclusion.text)
    number = clean_number(conclusion.letter_number)
    if len(text) > MAX_TEXT:
        raise Refused("Uraian kesimpulan paling panjang 5.000 huruf.")
    with transaction.atomic():
        assessment = lock_assessment(actor, pk, "assess_preliminary")
        stored = PreliminaryResult.objects.filter(assessment=assessment, decided_at=None).first()
        before = _plain(stored)
        after = {
            "fit": conclusion.fit,
            "text": text,
            "letter_number": number,
            "letter_date": conclusion.letter_date.isoformat() if conclusion.letter_date else "",
        }
        if after == (before or EMPTY):
            return stored or PreliminaryResult(assessment=assessment, version=0)
        if seen != (stored.version if stored else 0):
            raise Conflict("pendahuluan", seen, stored)
        row = stored or PreliminaryResult(assessment=assessment, version=0)
        row.fit, row.text = conclusion.fit, text
        row.letter_number, row.letter_date = number, conclusion.letter_date
        row.version += 1
        row.updated_by, row.updated_at = actor, timezone.now()
        row.save()
        record(
            assessment.audit_chain,
            actor=actor,
            role=acting_as(actor, assessment),
            action="preliminary.save",
            label="assessments.preliminaryresult",
            object_id=row.pk,
            before=before,
            after=after,
        )
    return row


def _plain(row: PreliminaryResult | None) -> dict | None:
    if row is None:
        return None
    return {
        "fit": row.fit,
        "text": row.text,
        "letter_number": row.letter_number,
        "letter_date": row.letter_date.isoformat() if row.letter_date else "",
    }
