"""The last instant at which a year's proposals may be sent: as the policy says, or as it was changed since."""

from datetime import date, datetime, time

from assessments.engine.jakarta import JAKARTA, end_of_day
from assessments.loaded import policy_of
from assessments.models import DeadlineChange, Period


def last_change(period: Period) -> DeadlineChange | None:
    """The change that counts, the latest recorded; one query, none where `deadline_changes` is prefetched."""
    return next(iter(period.deadline_changes.all()), None)


def proposal_day(period: Period) -> date:
    """The last day for proposals of the year: of the latest recorded change, else the policy's; queries as
    `last_change`.
    """
    change = last_change(period)
    if change is not None:
        return change.day
    deadline = policy_of(period).deadline
    return date(period.year, deadline.month, deadline.day)


def proposal_deadline(period: Period) -> datetime:
    """The last second of `proposal_day` in Jakarta, aware; queries as `last_change`. Show it in the zone of the
    instansi (`.astimezone(instansi.zone)`): 01.59 of the next day in WIT.
    """
    return end_of_day(proposal_day(period))


def has_passed(deadline: datetime, now: datetime) -> bool:
    """Whether the deadline is over at this instant: its last second still counts, to the end."""
    return now.replace(microsecond=0) > deadline


def first_instant(day: date) -> datetime:
    """The first instant of a day in Jakarta, aware."""
    return datetime.combine(day, time(), tzinfo=JAKARTA)
