"""The page of the action plan: activities by area, filtered, with how far each area has come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from assessments.action_plan.bars import Bar, bar_of, days_in
from assessments.action_plan.status import DONE, LATE, STATUSES, Status, status_of
from assessments.activity_reads import activities_of, is_measurable
from assessments.engine.instrument import Instrument
from assessments.loaded import instrument_of
from assessments.models import Activity, Assessment
from assessments.panels import HASIL
from assessments.rules import may, may_answer_area

INCOMPLETE = "lengkapi"


@dataclass(frozen=True)
class Filters:
    """What is asked for; "" for everything."""

    area: str = ""
    person: str = ""
    status: str = ""

    @property
    def any(self) -> bool:
        """Whether something is left out."""
        return bool(self.area or self.person or self.status)

    def query(self, **changed: str) -> str:
        """The query of the same page with something else chosen."""
        values = {"area": self.area, "orang": self.person, "status": self.status} | changed
        return urlencode({key: value for key, value in values.items() if value})


@dataclass(frozen=True)
class Line:
    """An activity as the page shows it. `lacks`: what makes it measurable is still missing."""

    activity: Activity
    status: Status
    bar: Bar | None
    lacks: bool
    allowed: bool


@dataclass(frozen=True)
class AreaPart:
    """An area, or Hasil (`code` "HASIL"): its lines as filtered, and its numbers as a whole."""

    code: str
    name: str
    lines: tuple[Line, ...]
    of: int
    done: int
    late: int
    percent: int
    allowed: bool


@dataclass(frozen=True)
class PlanPage:
    """The whole page. `today`: where today stands in the year's bars, None in another year."""

    parts: tuple[AreaPart, ...]
    filters: Filters
    people: tuple[str, ...]
    areas: tuple[tuple[str, str], ...]
    statuses: tuple[tuple[str, str, int, str], ...]
    all_query: str
    of: int
    done: int
    late: int
    lacking: int
    found: int
    writes: bool
    today: int | None
    days: int


def filters_of(query: Mapping[str, str], instrument: Instrument) -> Filters:
    """The filters of an address; what means nothing here is passed over."""
    area, status = query.get("area", ""), query.get("status", "")
    return Filters(
        area if area in instrument.areas or area == HASIL else "",
        query.get("orang", "")[:150].strip(),
        status if status in STATUSES or status == INCOMPLETE else "",
    )


def plan_page(user, assessment: Assessment, filters: Filters, today: date) -> PlanPage:
    """The page; one query, however many activities there are."""
    instrument, year = instrument_of(assessment.period), assessment.period.year
    writes = may(user, "plan_activities", assessment)
    lines = [_line(user, assessment, one, today, writes) for one in activities_of(assessment)]
    counts = [(key, one.label, sum(x.status is one for x in lines)) for key, one in STATUSES.items()]
    lacking = sum(line.lacks for line in lines)
    if lacking:
        counts.append((INCOMPLETE, "Perlu dilengkapi", lacking))
    areas = [*instrument.areas.items(), ("", "Hasil")]
    parts = []
    for code, name in areas:
        mine = [line for line in lines if line.activity.area == code]
        wanted = filters.area in ("", code or HASIL)
        shown = tuple(line for line in mine if wanted and _fits(line, filters))
        allowed = writes and may_answer_area(user, assessment, code or None)
        if shown or (not filters.any and (mine or code)):
            parts.append(_part(code or HASIL, name, shown, mine, allowed=allowed))
    day = (today - date(year, 1, 1)).days if today.year == year else None
    return PlanPage(
        parts=tuple(parts),
        filters=filters,
        people=tuple(sorted({line.activity.person for line in lines if line.activity.person})),
        areas=tuple((code or HASIL, name) for code, name in areas),
        statuses=tuple((key, label, n, filters.query(status=key)) for key, label, n in counts),
        all_query=filters.query(status=""),
        of=len(lines),
        done=sum(line.status is DONE for line in lines),
        late=sum(line.status is LATE for line in lines),
        lacking=lacking,
        found=sum(len(part.lines) for part in parts),
        writes=writes,
        today=day,
        days=days_in(year),
    )


def _line(user, assessment: Assessment, activity: Activity, today: date, writes: bool) -> Line:
    allowed = writes and may_answer_area(user, assessment, activity.area or None)
    bar = bar_of(activity, assessment.period.year)
    return Line(activity, status_of(activity, today), bar, not is_measurable(activity), allowed)


def _fits(line: Line, filters: Filters) -> bool:
    if filters.person and line.activity.person != filters.person:
        return False
    if filters.status == INCOMPLETE:
        return line.lacks
    return not filters.status or line.status.key == filters.status


def _part(code: str, name: str, shown: Sequence[Line], mine: Sequence[Line], *, allowed: bool) -> AreaPart:
    return AreaPart(
        code=code,
        name=name,
        lines=tuple(shown),
        of=len(mine),
        done=sum(line.status is DONE for line in mine),
        late=sum(line.status is LATE for line in mine),
        percent=sum(line.activity.percent for line in mine) // len(mine) if mine else 0,
        allowed=allowed,
    )
