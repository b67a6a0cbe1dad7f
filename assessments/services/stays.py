"""Times of service in staff lists: nobody works in two places, or twice in one, and a place has one head, at any day.

A stay reaches from `joined_on` to `left_on`, both included; also a last day that is still to come ends it only then.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import combinations

from assessments.models import Employee


def same_place(one: Employee, other: Employee) -> bool:
    """Whether two rows stand in one list."""
    return (one.unit_id, one.instansi_id) == (other.unit_id, other.instansi_id)


def overlap(one: Employee, other: Employee, today: date) -> bool:
    """Whether two stays of one person share a day.

    A first day that nobody wrote down is taken as long ago within one list; between two lists it says nothing about
    days that are over, so that who moved needs a last day alone.
    """
    earlier, later = sorted((one, other), key=_end)
    if _end(earlier) == date.max:
        return True
    if later.joined_on is not None:
        return later.joined_on <= _end(earlier)
    return same_place(one, other) or _end(earlier) >= today


def _end(row: Employee) -> date:
    return row.left_on or date.max


def heads_together(one: Employee, other: Employee, today: date) -> bool:
    """Whether both head their place on some day from today on: what is over stays as it was written."""
    return _end(one) >= today and _end(other) >= today and _share(one, other)


def _share(one: Employee, other: Employee) -> bool:
    begins = max(one.joined_on or date.min, other.joined_on or date.min)
    return begins <= min(_end(one), _end(other))


def clashes(rows: Iterable[Employee], today: date) -> list[tuple[Employee, Employee]]:
    """The pairs of stays of one person that share a day; rows of one NIP."""
    return [pair for pair in combinations(rows, 2) if overlap(*pair, today)]
