"""When a deadline is to be remembered: 30, 7 and 1 days before, counted in the zone of the instansi."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from assessments.notices.reminding import days_before, step_of

WIB, WITA, WIT = ZoneInfo("Asia/Jakarta"), ZoneInfo("Asia/Makassar"), ZoneInfo("Asia/Jayapura")
DUE = datetime(2026, 5, 31, 23, 59, 59, tzinfo=WIB)
LONG_AGO = datetime(2026, 1, 1, tzinfo=WIB)


def at(days: int, hour: int = 8) -> datetime:
    return datetime(2026, 5, 31, hour, tzinfo=WIB) - timedelta(days=days)


@pytest.mark.parametrize(
    ("days", "step"),
    [(31, None), (30, 30), (29, 30), (8, 30), (7, 7), (2, 7), (1, 1), (0, 1)],
)
def test_each_day_has_the_nearest_step_that_has_come(days, step):
    assert step_of(DUE, at(days), WIB, since=LONG_AGO) == step


def test_at_the_last_second_there_is_still_a_reminder_and_then_none():
    assert step_of(DUE, DUE, WIB, since=LONG_AGO) == 1
    assert step_of(DUE, DUE + timedelta(seconds=1), WIB, since=LONG_AGO) is None


def test_the_day_is_that_of_the_instansi():
    # 23:59:59 in Jakarta is 1 June in Makassar and Jayapura, which are there already when Jakarta is not
    now = datetime(2026, 5, 23, 22, 30, tzinfo=WIB)
    assert [days_before(DUE, now, zone) for zone in (WIB, WITA, WIT)] == [8, 9, 8]
    assert [step_of(DUE, at(7), zone, since=LONG_AGO) for zone in (WIB, WITA, WIT)] == [7, 30, 30]


@pytest.mark.parametrize(("began", "step"), [(8, 7), (7, 7), (6, None), (1, None)])
def test_who_got_the_task_after_that_day_knew_the_deadline_then(began, step):
    assert step_of(DUE, at(1, 0) - timedelta(days=1), WIB, since=at(began)) == step
