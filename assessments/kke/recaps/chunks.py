"""Reads the units of a year in small lots: memory stays flat, and no cursor is open while progress is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.db.models import Q, QuerySet

from assessments.models import Assessment, Sheet
from assessments.rules import RELEASED

Tell = Callable[[int], None]  # hears how many units are done
UNITS = 250  # units a lot where a row is small
SHEETS = 40  # units a lot where every answer is read


def lots(found: QuerySet[Assessment], size: int) -> Iterator[list[Assessment]]:
    """The assessments of one year in the order of unit codes, `size` at a time, one query each."""
    ordered, last = found.order_by("unit__code"), None
    while lot := list((ordered if last is None else ordered.filter(unit__code__gt=last))[:size]):
        yield lot
        if len(lot) < size:
            return
        last = lot[-1].unit.code


def open_sheets() -> QuerySet[Sheet]:
    """The unit's sheets, and of TPI and TPN those that are released: what may not be told is never read."""
    final = Q(kind__in=[Sheet.Kind.TPI, Sheet.Kind.TPN], assessment__state__in=RELEASED)
    return Sheet.objects.filter(Q(kind=Sheet.Kind.UNIT) | final)
