"""Eight people at work for some seconds on a real server: nothing lost, nothing doubled, nobody refused.

The long one, with fifty people, and more than the portal can serve: tests/benchmarks/test_load.py.
"""

import random
import time

import pytest

from tests.load.running import Load, Portal, portal

PEOPLE, SECONDS = 8, 6
SAVES, AT_MOST = 5, 60  # more of the same until so many saves are acknowledged, for so many seconds

pytestmark = [pytest.mark.slow]


def test_eight_people_at_work_lose_nothing(tmp_path, transactional_db):
    with portal(tmp_path, PEOPLE, production=False) as made:
        until, samples = time.monotonic() + AT_MOST, []
        while not samples or (saves_of(made) < SAVES and time.monotonic() < until):
            samples += made.crowd(PEOPLE, SECONDS, think=lambda: random.uniform(0.1, 0.4)).samples
        left = made.check()
    load = Load(samples, SECONDS)
    assert (load.faults, load.refused, left["wrong"]) == ({}, 0, []), load.table()
    assert len(left["saves"]) >= SAVES, load.table()


def saves_of(made: Portal) -> int:
    """How many saves were acknowledged so far."""
    return sum(len(one.told.saves) for one in made.people)
