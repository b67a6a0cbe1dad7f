"""The days on which PortalRB may pull a year: as announced, else to the last day for proposals."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from assessments.deadlines import first_instant, proposal_day
from assessments.models import HandoverWindow, Period


@dataclass(frozen=True)
class Window:
    """The days of a year on which PortalRB may pull, both included; `set`: the announcement that says so, or None."""

    opens_on: date
    closes_on: date
    set: HandoverWindow | None

    def is_open(self, now: datetime) -> bool:
        """Whether it is open at this instant: to 23:59:59 of the last day in Jakarta."""
        return first_instant(self.opens_on) <= now < self.ends_at

    def is_over(self, now: datetime) -> bool:
        """Whether the last day has passed."""
        return now >= self.ends_at

    @property
    def ends_at(self) -> datetime:
        """The first instant at which it is over."""
        return first_instant(self.closes_on + timedelta(days=1))


def window_of(period: Period) -> Window:
    """The window of a year: as recorded, else from 1 January to the last day for proposals."""
    recorded = getattr(period, "handover_window", None)
    if recorded is not None:
        return Window(recorded.opens_on, recorded.closes_on, recorded)
    return Window(date(period.year, 1, 1), proposal_day(period), None)
