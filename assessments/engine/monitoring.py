"""When the report on a holder of a predicate is due: at least every two years (PermenPANRB 90/2021 p. 61-62)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from .conditions.years_since_revocation import free_from

SOON = timedelta(days=90)


@dataclass(frozen=True)
class Due:
    """The last day for the next report, and how it stands on a day. The day itself is still in time."""

    on: date
    today: date

    @property
    def is_late(self) -> bool:
        """Whether the day has passed."""
        return self.today > self.on

    @property
    def is_soon(self) -> bool:
        """Whether it is due within 90 days."""
        return not self.is_late and self.on - self.today <= SOON


def due(since: list[date], years: int, today: date) -> Due:
    """Years after whatever came last: the determination, the last report, a proposal for WBBM."""
    return Due(free_from(max(since), years), today)
