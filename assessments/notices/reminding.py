"""Whether a deadline is to be remembered now. Pure: instants come in, a number of days goes out."""

from datetime import datetime, timedelta, tzinfo

DAYS = (30, 7, 1)  # before a deadline


def days_before(due: datetime, now: datetime, zone: tzinfo) -> int:
    """Days from now to a deadline as a calendar in `zone` counts them."""
    return (due.astimezone(zone).date() - now.astimezone(zone).date()).days


def step_of(due: datetime, now: datetime, zone: tzinfo, *, since: datetime) -> int | None:
    """Which of DAYS is due: the nearest that has come. None: none has, the deadline is over, or what is to be done
    began (`since`) only after that day, so that whoever got it learned the deadline then.

    A day that nobody ran the reminders on is made up for: from 7 days on to 2 it is the step 7.
    """
    if due < now:
        return None
    left = days_before(due, now, zone)
    step = min((days for days in DAYS if left <= days), default=None)
    if step is None:
        return None
    began_with = (due.astimezone(zone).date() - since.astimezone(zone).date()) / timedelta(days=1)
    return step if began_with >= step else None
