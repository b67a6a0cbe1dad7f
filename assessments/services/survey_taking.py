"""Taking the index of the unit's own survey as its answer: on the person's click, saved like typing."""

from __future__ import annotations

from dataclasses import replace

from django.db import transaction

from assessments.loaded import instrument_of
from assessments.models import Sheet
from assessments.round_reads import stands_at
from assessments.services.answers import Change, Saved, save_answers
from assessments.services.errors import Refused
from assessments.services.locking import lock_to_save
from assessments.survey_offers import kinds_of, source_of, value_of
from surveys.queries import closed_campaigns


def take_index(pk: int, *, code: str, campaign: int, seen: int, actor) -> Saved:
    """Answer an index question with the index of a closed survey of the unit, and name the survey as its source.

    `seen`: the version of the answer that the person saw. Raises like `services.answers.save_answers`; Refused where
    the survey is not this unit's, not of this year or kind, or not closed.
    """
    with transaction.atomic():
        a = lock_to_save(actor, pk, "answer")
        question = instrument_of(a.period).questions[code]
        kind = kinds_of(a, [question]).get(code)
        found = closed_campaigns(a.unit_id, a.period.year).filter(pk=campaign, kind=kind).first()
        if found is None:
            raise Refused(
                "Survei ini tidak dapat dipakai di sini: belum ditutup, atau bukan survei unit tahun ini."
            )
        stands = stands_at(a, code)
        wanted = replace(stands, value=value_of(found), none_yet=False, source=source_of(found))
        if wanted == stands:
            return save_answers(pk, kind=Sheet.Kind.UNIT, changes=[], actor=actor)
        change = Change(code=code, given=wanted, seen=seen)
        return save_answers(pk, kind=Sheet.Kind.UNIT, changes=[change], actor=actor, via="answer.survey")
