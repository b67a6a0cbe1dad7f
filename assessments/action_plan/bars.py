"""The bar of an activity in its year, in whole units of a drawing: no style, so that the strict CSP holds."""

from __future__ import annotations

from calendar import isleap
from dataclasses import dataclass
from datetime import date

from assessments.models import Activity

MONTHS = ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des")
LEAST = 4  # so that a single day can be seen


@dataclass(frozen=True)
class Bar:
    """`x` and `width` in days of the year, `done` of it in progress; `before` and `after`: it goes beyond the year."""

    whole: int
    x: int
    width: int
    done: int
    before: bool
    after: bool


def days_in(year: int) -> int:
    """The days of a year."""
    return 366 if isleap(year) else 365


def place_of(day: date, year: int) -> int:
    """Where a day stands in a year: 0 is its first; days outside stand at the ends."""
    return max(0, min((day - date(year, 1, 1)).days, days_in(year)))


def bar_of(activity: Activity, year: int) -> Bar | None:
    """The bar, None for an activity without dates or wholly in another year."""
    start, due = activity.start or activity.due, activity.due or activity.start
    if start is None or due is None or due.year < year or start.year > year:
        return None
    x = min(place_of(start, year), days_in(year) - LEAST)
    width = max(LEAST, place_of(due, year) + 1 - x)
    width = min(width, days_in(year) - x)
    done = width * activity.percent // 100
    return Bar(days_in(year), x, width, done, start.year < year, due.year > year)
