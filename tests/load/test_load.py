"""Eight people at work for some seconds on a real server: nothing lost, nothing doubled, nobody refused.

The long one, with fifty people, and more than the portal can serve: tests/benchmarks/test_load.py.
"""

import random

import pytest

from tests.load.running import met, portal

PEOPLE, SECONDS = 8, 6

pytestmark = [pytest.mark.slow]


def test_eight_people_at_work_lose_nothing(tmp_path, transactional_db):
    with portal(tmp_path, PEOPLE, production=False) as made:
        crowd = made.crowd(PEOPLE, SECONDS, think=lambda: random.uniform(0.1, 0.4), busy=lambda asked: 1)
        left = made.check(crowd)
    load = met(crowd, SECONDS, left)
    assert (load.faults, load.refused, left["wrong"]) == ({}, 0, []), load.table()
    assert len(left["saves"]) >= 5, load.table()
    assert {one.spec["role"] for one in crowd if one.samples} >= {"petugas", "anggota", "ketua", "job"}
