"""The last second for proposals: the policy's day in Jakarta, or that of the latest recorded change."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from assessments.deadlines import has_passed, last_change, proposal_deadline
from assessments.models import Period
from assessments.pull_days import window_of
from tests.propose.announcing import announce

pytestmark = pytest.mark.django_db

LAST = datetime(2026, 5, 31, 16, 59, 59, tzinfo=UTC)  # 23.59.59 in Jakarta


def test_without_a_change_it_is_the_policys_day_in_jakarta(world):
    assert proposal_deadline(world.period) == LAST
    assert last_change(world.period) is None


def test_the_latest_recorded_change_counts_whatever_its_day(world):
    announce(world.period, world.admin, date(2026, 7, 31))
    announce(world.period, world.admin, date(2026, 6, 30))
    assert proposal_deadline(world.period) == datetime(2026, 6, 30, 16, 59, 59, tzinfo=UTC)
    assert world.period.deadline_changes.count() == 2
    assert proposal_deadline(world.other_period) == LAST


@pytest.mark.parametrize(
    ("now", "over"),
    [
        (LAST, False),
        (LAST + timedelta(microseconds=999_999), False),
        (LAST + timedelta(seconds=1), True),
    ],
)
def test_the_last_second_counts_to_its_end(now, over):
    assert has_passed(LAST, now) is over


@pytest.mark.parametrize(
    ("zone", "shown"),
    [
        ("Asia/Jakarta", "2026-05-31 23:59:59"),
        ("Asia/Makassar", "2026-06-01 00:59:59"),
        ("Asia/Jayapura", "2026-06-01 01:59:59"),
    ],
)
def test_it_is_one_instant_in_every_zone(world, zone, shown):
    assert f"{proposal_deadline(world.period).astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M:%S}" == shown


def test_portalrb_may_pull_to_the_changed_day(world):
    announce(world.period, world.admin, date(2026, 7, 31))
    assert window_of(world.period).closes_on == date(2026, 7, 31)


def test_it_costs_one_query_and_none_prefetched(world, django_assert_num_queries):
    proposal_deadline(world.period)  # the policy is parsed once a process
    with django_assert_num_queries(1):
        proposal_deadline(world.period)
    period = Period.objects.prefetch_related("deadline_changes").get(pk=world.period.pk)
    with django_assert_num_queries(0):
        last_change(period)
