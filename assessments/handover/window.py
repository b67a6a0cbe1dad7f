"""When PortalRB may pull, and of which year."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from assessments.loaded import policy_of
from assessments.models import HandoverWindow, Period
from assessments.models.handover import JAKARTA
from units.models import Instansi


@dataclass(frozen=True)
class Window:
    """The days of a year on which PortalRB may pull, both included; `set`: the announcement that says so, or None."""

    opens_on: date
    closes_on: date
    set: HandoverWindow | None

    def is_open(self, now: datetime) -> bool:
        """Whether it is open at this instant: to 23:59:59 of the last day in Jakarta."""
        return _begin(self.opens_on) <= now < _begin(self.closes_on + timedelta(days=1))

    def is_over(self, now: datetime) -> bool:
        """Whether the last day has passed."""
        return now >= _begin(self.closes_on + timedelta(days=1))


def _begin(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=JAKARTA)


def periods_of(instansi: Instansi) -> list[Period]:
    """The years of an instansi, newest first, with versions and window; one query."""
    found = Period.objects.filter(instansi=instansi).select_related(
        "instansi", "instrument", "policy", "handover_window"
    )
    return list(found.defer("instrument__content", "policy__content").order_by("-year"))


def window_of(period: Period) -> Window:
    """The window of a year from `periods_of`: as recorded, else from 1 January to the policy's deadline."""
    recorded = getattr(period, "handover_window", None)
    if recorded is not None:
        return Window(recorded.opens_on, recorded.closes_on, recorded)
    deadline = policy_of(period).deadline
    return Window(date(period.year, 1, 1), date(period.year, deadline.month, deadline.day), None)


def open_period(instansi: Instansi, now: datetime) -> Period | None:
    """The year that PortalRB may pull now; of several the newest. One query once the policies are parsed."""
    return next((period for period in periods_of(instansi) if window_of(period).is_open(now)), None)
