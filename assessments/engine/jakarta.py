"""The zone of every deadline: 23:59:59 in Jakarta, whatever the zone of the instansi (shown in its own)."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

JAKARTA = ZoneInfo("Asia/Jakarta")
LAST_SECOND = time(23, 59, 59, tzinfo=JAKARTA)


def end_of_day(day: date) -> datetime:
    """The last second of a day in Jakarta, aware."""
    return datetime.combine(day, LAST_SECOND)
