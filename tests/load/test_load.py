"""Eight people at work for some seconds on a real server: nothing lost, nothing doubled, nobody refused.

The long one, with fifty people, and more than the portal can serve: tests/benchmarks/test_load.py.
"""

import random

import pytest

from tests.load.running import portal

PEOPLE, SECONDS = 8, 6

pytestmark = [pytest.mark.slow]


def test_eight_people_at_work_lose_nothing(tmp_path, transactional_db):
    with portal(tmp_path, PEOPLE, production=False) as made:
        load = made.crowd(PEOPLE, SECONDS, think=lambda: random.uniform(0.1, 0.4))
        left = made.check()
    assert (load.faults, load.refused, left["wrong"]) == ({}, 0, []), load.table()
    assert len(left["saves"]) >= 5, load.table()
