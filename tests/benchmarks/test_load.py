"""A real server with two workers, as in production: fifty people at work for a minute, then far too many, then fifty.

Run by `./dev bench` (alone: `./dev bench -k load`), on SQLite and on PostgreSQL. People save, upload, read, score,
decide, search, have PDFs made and look at public pages, with pauses as people make them; the crowd of three hundred
makes none. The same cores serve, make PDFs and are the people.
"""

import random
import time

import pytest

from tests.load.running import Load, portal

PEOPLE, SECONDS, THIRDS = 50, 60, 3
CROWD, RUSH, REST = 300, 30, 10
MOST = 10  # medians
AGAIN = 3  # times the median of before, while PDFs that the crowd asked for are still being made

pytestmark = [pytest.mark.slow]


def pause() -> float:
    """Between two acts of a person in a hurry."""
    return random.uniform(1.5, 7)


def told(title: str, load: Load, left: dict) -> None:
    """Print what a crowd met and what became of it."""
    print(f"\n--- {title}\n{load.table()}")
    acknowledged = len(left["saves"]), len(left["files"]), sum(left["jobs"].values())
    print("acknowledged so far: {} saves, {} files, {} PDFs".format(*acknowledged))
    for wrong in left["wrong"]:
        print("WRONG", wrong)


def test_load(tmp_path, transactional_db, measured):
    with portal(tmp_path, CROWD, production=True) as made:
        made.crowd(PEOPLE, 10, pause)  # instruments and templates are read once a process
        work = made.crowd(PEOPLE, SECONDS, pause)
        left = made.check()
        told(f"{PEOPLE} people for {SECONDS} s", work, left)
        rush = made.crowd(CROWD, RUSH, think=lambda: 0, busy=lambda asked: 1)
        time.sleep(REST)
        after = made.crowd(PEOPLE, SECONDS // 2, pause)
        end = made.check()
        told(f"{CROWD} people without a pause for {RUSH} s", rush, end)
        told(f"{PEOPLE} people {REST} s later", after, end)
    many, lost = f"{PEOPLE} people for {SECONDS} s", "saves, files, PDFs lost or doubled"
    measured(f"{many}: requests gone wrong", work.faults.total(), most=0, unit="")
    measured(f"{many}: refused as busy", work.refused, most=0, unit="")
    measured(f"{many}: {lost}", len(left["wrong"]), most=0, unit="")
    measured(f"{many}: p99 in medians", work.at(99) / work.at(50), most=MOST)
    print("the same in each third of the minute:", ", ".join(f"{one:.1f}" for one in work.ratios(THIRDS)))
    measured(f"{CROWD} without a pause: neither served nor told", rush.faults.total(), most=0, unit="")
    measured(f"{CROWD} without a pause: {lost}", len(end["wrong"]), most=0, unit="")
    measured(f"{REST} s later: gone wrong or refused", after.faults.total() + after.refused, most=0, unit="")
    measured(f"{REST} s later: median in that of before", after.at(50) / work.at(50), most=AGAIN)
    assert rush.refused > 0, "the crowd was too small to tell anything"
