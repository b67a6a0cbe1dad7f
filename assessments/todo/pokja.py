"""What of a unit's questions is a person's who works in some of its pokja."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from assessments.engine.answers import is_answered
from assessments.loaded import instrument_of
from assessments.models import Answer, Assessment, Sheet, State
from assessments.stored import given
from units.hats import Hats
from units.models import Role


@dataclass(frozen=True)
class Share:
    """Codes of the questions in the areas of the person's pokja, and of those that have no answer yet."""

    codes: tuple[str, ...]
    left: tuple[str, ...]


def shares(hats: Hats, assessments: Iterable[Assessment]) -> dict[int, Share]:
    """Assessment id → the person's share, of those in penilaian mandiri where it is not the whole unit. One query,
    none for who has no such share.
    """
    areas = {}
    for a in assessments:
        own = hats.areas_in(a.unit_id, unlimited_roles=[Role.PIMPINAN_UNIT])
        if a.state == State.PENILAIAN_MANDIRI and own:
            areas[a] = own
    if not areas:
        return {}
    answers: dict[int, dict[str, Answer]] = defaultdict(dict)
    rows = Answer.objects.filter(sheet__assessment__in=areas, sheet__kind=Sheet.Kind.UNIT)
    for answer in rows.select_related("sheet"):
        answers[answer.sheet.assessment_id][answer.code] = answer
    return {a.pk: _share(a, own, answers[a.pk]) for a, own in areas.items()}


def _share(a: Assessment, areas: frozenset[str], answers: dict[str, Answer]) -> Share:
    mine = [q for q in instrument_of(a.period).questions.values() if q.area in areas]
    return Share(
        tuple(q.code for q in mine),
        tuple(q.code for q in mine if q.code not in answers or not is_answered(q, given(answers[q.code]))),
    )
