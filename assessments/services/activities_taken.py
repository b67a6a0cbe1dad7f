"""Activities that come from elsewhere: out of TPI's notes of the year before, or left open by last year's plan."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db import transaction

from assessments.activity_reads import carried_already, items_to_take, next_number, open_activities
from assessments.loaded import instrument_of
from assessments.models import Activity, Assessment
from assessments.rules import may_answer_area
from assessments.services.activities import LIMITS, ActivityData, keep_new, said
from assessments.services.errors import NotAllowed, Refused
from assessments.services.locking import lock_assessment


def take_items(pk: int, *, items: Collection[int] | None = None, actor) -> list[Activity]:
    """Make the unit's plan of improvement for this year part of its action plan; None takes all in the person's areas.

    The link is kept: the item shows how far its activity is. One that was taken already is passed over, so asked twice
    it happens once. Raises Assessment.DoesNotExist, NotAllowed (role, outside the pokja), Refused (nothing chosen).
    """
    with transaction.atomic():
        assessment = lock_assessment(actor, pk, "plan_activities")
        if items is not None and not items:
            raise Refused("Pilih dahulu butir yang akan menjadi kegiatan.")
        instrument = instrument_of(assessment.period)
        made: list[Activity] = []
        number = next_number(assessment)
        for item in items_to_take(assessment):
            if items is not None and item.pk not in items:
                continue
            question = instrument_of(item.origin.period).questions.get(item.code)
            area = (question.area if question else None) or ""
            area = area if area in instrument.areas else ""
            if not may_answer_area(actor, assessment, area or None):
                if items is None:
                    continue
                raise NotAllowed("Ada butir di luar area pokja Anda.")
            codes = (item.code,) if item.code in instrument.questions else ()
            activity = Activity(assessment=assessment, number=number + len(made), added_by=actor, item=item)
            data = ActivityData(text=item.text[: LIMITS["text"]], area=area, codes=codes)
            made.append(keep_new(activity, data, actor, item=item.pk))
    return made


def carry_activities(
    source: Assessment, target: Assessment, *, codes_map: Mapping[str, str], actor
) -> list[Activity]:
    """Take what last year's plan left open into this year's, in the person's areas; asked twice it happens once.

    `codes_map`: question of the source's instrument → question of the target's; what it does not name is dropped.
    What a year in between has taken stays there. Text, target, person and progress go along; the days are to be set
    anew. An area that the target's instrument does not have becomes Hasil. Raises Assessment.DoesNotExist,
    NotAllowed, Refused (of another unit).
    """
    if source.unit_id != target.unit_id or source.pk == target.pk:
        raise Refused("Kegiatan hanya dibawa ke tahun lain unit yang sama.")
    with transaction.atomic():
        assessment = lock_assessment(actor, target.pk, "carry_activities")
        instrument = instrument_of(assessment.period)
        there = carried_already(source, assessment)
        made: list[Activity] = []
        number = next_number(assessment)
        for old in open_activities(source):
            area = old.area if old.area in instrument.areas else ""
            if old.pk in there or not may_answer_area(actor, assessment, area or None):
                continue
            mapped = (codes_map[code] for code in old.codes if code in codes_map)
            codes = tuple(dict.fromkeys(code for code in mapped if code in instrument.questions))
            values = vars(said(old)) | {"area": area, "codes": codes, "start": None, "due": None}
            activity = Activity(
                assessment=assessment,
                number=number + len(made),
                percent=old.percent,
                carried_from=old,
                added_by=actor,
            )
            made.append(keep_new(activity, ActivityData(**values), actor, carried_from=old.pk))
    return made
