"""Reads the units of a year in small lots: memory stays flat, and no cursor is open while progress is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from operator import attrgetter
from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from assessments.models import Sheet
from assessments.rules import RELEASED

Tell = Callable[[int], None]  # hears how many units are done
Row = TypeVar("Row", bound=Model)
UNITS = 250  # units a lot where a row is small
SHEETS = 40  # units a lot where every answer is read


def lots(found: QuerySet[Row], size: int, *, by: str = "unit__code") -> Iterator[list[Row]]:
    """The rows in the order of `by`, which no two share, `size` at a time, one query each."""
    ordered, read, last = found.order_by(by), attrgetter(by.replace("__", ".")), None
    while lot := list((ordered if last is None else ordered.filter(**{f"{by}__gt": last}))[:size]):
        yield lot
        if len(lot) < size:
            return
        last = read(lot[-1])


def open_sheets() -> QuerySet[Sheet]:
    """The unit's sheets, and of TPI and TPN those that are released: what may not be told is never read."""
    final = Q(kind__in=[Sheet.Kind.TPI, Sheet.Kind.TPN], assessment__state__in=RELEASED)
    return Sheet.objects.filter(Q(kind=Sheet.Kind.UNIT) | final)
