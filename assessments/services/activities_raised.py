"""Activities that come from the cheapest way: each raised question one activity of the action plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from assessments.activity_reads import next_number
from assessments.loaded import instrument_of
from assessments.models import Activity
from assessments.rules import may_answer_area
from assessments.services.activities import LIMITS, ActivityData, checked, keep_new
from assessments.services.errors import Refused
from assessments.services.locking import lock_assessment


@dataclass(frozen=True)
class Taken:
    """What became of the steps: activities made, those that stood there already, codes outside the person's pokja."""

    made: tuple[Activity, ...]
    there: tuple[Activity, ...]
    outside: tuple[str, ...]


def take_raises(pk: int, *, raises: Mapping[str, str], actor) -> Taken:
    """Make activities of raised questions: code → where the answer goes, in words, which is the activity's target.

    An activity of the same question alone with the same target stands for it, whatever became of its other fields; so
    asked twice it happens once. Raises Assessment.DoesNotExist, NotAllowed (role, before pencanangan), Refused (nothing
    chosen, unknown question).
    """
    with transaction.atomic():
        assessment = lock_assessment(actor, pk, "plan_activities")
        if not raises:
            raise Refused("Pilih dahulu langkah yang akan menjadi kegiatan.")
        questions = instrument_of(assessment.period).questions
        if unknown := sorted(code[:40] for code in raises if code not in questions):
            raise Refused(f"Pertanyaan {', '.join(unknown[:3])} tidak ada dalam instrumen tahun ini.")
        standing = {(tuple(one.codes), one.target): one for one in assessment.activities.all()}
        number = next_number(assessment)
        made: list[Activity] = []
        there: list[Activity] = []
        outside: list[str] = []
        for code in (code for code in questions if code in raises):
            area = questions[code].area
            if not may_answer_area(actor, assessment, area):
                outside.append(code)
                continue
            data = checked(assessment, _said(code, area, raises[code]), actor)
            if twin := standing.get((data.codes, data.target)):
                there.append(twin)
                continue
            activity = Activity(assessment=assessment, number=number + len(made), added_by=actor)
            made.append(keep_new(activity, data, actor, raised=code))
    return Taken(tuple(made), tuple(there), tuple(outside))


def _said(code: str, area: str | None, to: str) -> ActivityData:
    text = f"Menaikkan jawaban {code} menjadi {to}"
    return ActivityData(
        text=text[: LIMITS["text"]], area=area or "", codes=(code,), target=to[: LIMITS["target"]]
    )
