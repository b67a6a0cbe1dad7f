"""The time that documents speak of, beside the year of an assessment: its calendar year (docs/decisions/0020)."""

from calendar import monthrange
from datetime import date
from typing import Protocol

from django.db.models import Q
from django.utils.formats import date_format

MOST_YEARS = 30
OPEN_FROM, OPEN_UNTIL = "sejak {}", "sampai {}"


class Speaks(Protocol):
    """A document, or a row of one: the time that its content speaks of, both days included."""

    @property
    def speaks_from(self) -> date | None: ...

    @property
    def speaks_until(self) -> date | None: ...


def is_outside(document: Speaks, year: int) -> bool:
    """True when the time that the document speaks of is known and does not touch the calendar year."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    ended = document.speaks_until is not None and document.speaks_until < first
    begins_later = document.speaks_from is not None and document.speaks_from > last
    return ended or begins_later


def outside(year: int) -> Q:
    """`is_outside` as a filter of documents."""
    return Q(speaks_until__lt=date(year, 1, 1)) | Q(speaks_from__gt=date(year, 12, 31))


def years_of(document: Speaks) -> tuple[int, ...]:
    """The years that the document speaks of, as far as it names them, the last MOST_YEARS; empty for none."""
    ends = [day.year for day in (document.speaks_from, document.speaks_until) if day is not None]
    return tuple(range(min(ends), max(ends) + 1))[-MOST_YEARS:] if ends else ()


def period_text(document: Speaks) -> str:
    """The time as people write it: "2026", "Januari–Juni 2026", "5 Januari 2026 – 3 Maret 2026"; "" for none."""
    start, end = document.speaks_from, document.speaks_until
    if start is None or end is None:
        if start is not None:
            return OPEN_FROM.format(_day(start))
        return OPEN_UNTIL.format(_day(end)) if end is not None else ""
    if start == end:
        return _day(start)
    if start.day == 1 and end.day == monthrange(end.year, end.month)[1]:
        return _months(start, end)
    return f"{_day(start)} – {_day(end)}"


def _months(start: date, end: date) -> str:
    if (start.month, end.month) == (1, 12):
        return str(start.year) if start.year == end.year else f"{start.year}–{end.year}"
    last = date_format(end, "F Y")
    if start.year != end.year:
        return f"{date_format(start, 'F Y')} – {last}"
    return last if start.month == end.month else f"{date_format(start, 'F')}–{last}"


def _day(day: date) -> str:
    return date_format(day, "j F Y")
