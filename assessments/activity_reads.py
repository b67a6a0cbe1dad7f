"""Reads of the action plan that services need too."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Max, QuerySet

from assessments.loaded import instrument_of
from assessments.models import Activity, Assessment, Employee, PlanItem
from assessments.rules import RELEASED
from assessments.staff_places import working

WHOLE = 100


def activities_of(assessment: Assessment) -> QuerySet[Activity]:
    """The action plan, in the order in which it was written."""
    return Activity.objects.filter(assessment=assessment).select_related(
        "item", "carried_from__assessment__period"
    )


def open_activities(assessment: Assessment) -> QuerySet[Activity]:
    """What of the action plan is not done: what the next year may take over."""
    return activities_of(assessment).filter(percent__lt=WHOLE)


def carried_already(source: Assessment, target: Assessment) -> dict[int, int]:
    """Open activity of `source` → the year it was carried into already: the target's, or one in between, from which
    the target takes it; one query."""
    gone = Activity.objects.filter(carried_from__assessment=source)
    until = gone.filter(assessment__period__year__lte=target.period.year)
    return dict(
        until.values_list("carried_from", "assessment__period__year").order_by("assessment__period__year")
    )


def next_number(assessment: Assessment) -> int:
    """The number of the next activity; ask under the lock of the assessment."""
    return (Activity.objects.filter(assessment=assessment).aggregate(Max("number"))["number__max"] or 0) + 1


def items_to_take(assessment: Assessment) -> QuerySet[PlanItem]:
    """The unit's plan of improvement for this year (out of TPI's released notes) that no activity has taken up yet."""
    found = PlanItem.objects.filter(unit=assessment.unit_id, year=assessment.period.year, activity=None)
    open_ones = found.filter(done_at=None, origin__state__in=RELEASED)
    return open_ones.select_related("origin__period__instrument").defer("origin__period__instrument__content")


def is_measurable(activity: Activity) -> bool:
    """Whether it says what is aimed at, who answers for it and until when (PermenPANRB 90/2021 p. 13)."""
    return bool(activity.target and activity.person and activity.due)


def areas_without_plan(assessment: Assessment) -> tuple[str, ...]:
    """The names of the areas of change without a measurable activity, in the order of the instrument; one query."""
    planned = {one.area for one in Activity.objects.filter(assessment=assessment) if is_measurable(one)}
    return tuple(name for code, name in instrument_of(assessment.period).areas.items() if code not in planned)


def staff_to_pick(assessment: Assessment, on: date, also: Collection[int] = ()) -> QuerySet[Employee]:
    """Who can be picked as person in charge: who works in the unit on that day, and who was picked before."""
    here = Employee.objects.filter(unit=assessment.unit_id)
    return (here.filter(working(on)) | here.filter(pk__in=also)).order_by("name", "pk")
