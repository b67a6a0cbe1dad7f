"""The section of a person of TPI teams: the work queue in short, and where the members' sheets disagree."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse

from assessments.engine.answers import Given
from assessments.engine.comparison import compare
from assessments.home.lists import Own
from assessments.loaded import instrument_of
from assessments.models import Answer, Assessment, Sheet
from assessments.rules import AT_TPI, may_see_member_sheets
from assessments.team_seats import members_by_unit
from assessments.tpi_queue import Queue, Row

SHOWN = 6


@dataclass(frozen=True)
class Line:
    """A unit of the queue. `divided`: about how many questions the members who count disagree; None: the person may
    not know, or there is nothing to compare yet. `compare_url` shows these.
    """

    row: Row
    divided: int | None
    compare_url: str


@dataclass(frozen=True)
class TeamWork:
    """The first units of the queue, of `count` at TPI, those that need the person first."""

    own: Own
    lines: tuple[Line, ...]
    count: int


def team_work(user, own: Own, queue: Queue) -> TeamWork:
    """What the queue holds in short; six queries more than the queue itself, whatever the number of units."""
    rows = [row for group in queue.groups if group.is_work for row in group.rows]
    shown = rows[:SHOWN]
    divided = divided_in(user, [row.assessment for row in shown])
    return TeamWork(
        own=own,
        lines=tuple(
            Line(
                row,
                divided.get(row.assessment.pk),
                f"{reverse('assessments:tpi_compare', args=[row.assessment.pk])}?tanda=terbelah",
            )
            for row in shown
        ),
        count=len(rows),
    )


def divided_in(user, assessments: Sequence[Assessment]) -> dict[int, int]:
    """Assessment id → about how many questions the members who count today don't all say the same, of those units
    alone whose members' sheets the person may see now; units where fewer than two have answered are left out.

    A sheet that is not theirs to see is never read. Own sheets, three for the seats, answers: five queries.
    """
    own = Sheet.objects.filter(assessment__in=assessments, kind=Sheet.Kind.MEMBER, owner=user)
    done = set(own.exclude(done_at=None).values_list("assessment_id", flat=True))
    seen = [
        a
        for a in assessments
        if a.state in AT_TPI and may_see_member_sheets(user, a, own_sheet_done=a.pk in done)
    ]
    if not seen:
        return {}
    members = members_by_unit(seen, {a.unit_id: a.team_id for a in seen})
    found = _answers(seen, members)
    return {a.pk: _divided(a, found[a.pk].values()) for a in seen if len(found[a.pk]) > 1}


def _answers(
    assessments: Iterable[Assessment], members: Mapping[int, set[int]]
) -> dict[int, dict[int, dict[str, Given]]]:
    """Assessment id → member → code → answer, of the sheets that count."""
    rows = Answer.objects.filter(
        sheet__assessment__in=assessments, sheet__kind=Sheet.Kind.MEMBER, sheet__excused_at=None
    ).values_list("sheet__assessment_id", "sheet__owner_id", "code", "value", "none_yet", "note")
    found: dict[int, dict[int, dict[str, Given]]] = defaultdict(lambda: defaultdict(dict))
    for pk, owner, code, value, none_yet, note in rows:
        if owner in members[pk]:
            found[pk][owner][code] = Given(value, none_yet, note)
    return found


def _divided(a: Assessment, sheets: Iterable[Mapping[str, Given]]) -> int:
    instrument, sheets = instrument_of(a.period), list(sheets)
    return sum(
        compare(question, instrument.worths[code], None, [sheet.get(code) for sheet in sheets]).divided
        for code, question in instrument.questions.items()
    )
