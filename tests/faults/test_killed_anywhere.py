"""A worker killed with SIGKILL anywhere in a job that writes: nothing half-done, taken up again, done exactly once.

Before and after each commit and each file that is kept; with FAULTS=all (`./dev faults`) also at ten statements
between every two commits.
"""

import os
import signal
from collections.abc import Callable

import pytest

from assessments.models import Answer, Import, IssuedDocument, Job, ProposalPackage, Sheet, StateChange
from assessments.reports.jobs import LHE
from assessments.services.jobs import start_job
from assessments.services.packages import ask_package
from assessments.tpn_start_jobs import START_TPN
from audit.models import Entry
from tests.faults.killed import run_worker, take_up
from tests.faults.prepare_import import queue_import
from tests.faults.whole import faults
from tests.package.packing import packed
from tests.reports import year
from tests.tpn.test_start_all import sent

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
BETWEEN = 10 if os.environ.get("FAULTS") == "all" else 0


@pytest.fixture(autouse=True)
def in_the_worker(worker, settings):
    """Jobs run in the worker itself: the process that is killed."""
    settings.TASKS_IN_CHILD = False


def kill_everywhere(state: Callable[[], object], *, before: object, after: object) -> int:
    """Kill the worker at one point after the other until the job is done; returns how often it was killed.

    `state` says what of the job's work there is: it is always `before` or `after`, and in the end `after`.
    """
    kills = 0

    def kill(label: str, number: int) -> dict[str, int] | None:
        nonlocal kills
        ended = run_worker((label, number))
        assert ended.code in (0, -signal.SIGKILL), (label, number)
        kills += ended.was_killed
        assert state() in (before, after), (label, number)
        assert faults() == [], (label, number)
        take_up()
        return ended.seen if ended.was_killed and state() == before else None

    passed, number = 0, 1
    while (seen := kill("before commit", number)) is not None:
        step = max(1, (seen["statement"] - passed) // (BETWEEN + 1))
        for at in range(passed + step, seen["statement"], step) if BETWEEN else ():
            assert kill("statement", at) is not None, at
        for file in range(seen.get("after file", 0) + 1, seen.get("before file", 0) + 1):
            kill("before file", file)
        passed = seen["statement"]
        if kill("after commit", number) is None:
            break
        number += 1
    for _ in range(2):  # and once more: nothing is done twice
        assert run_worker().code == 0
        assert (state(), faults()) == (after, [])
    assert Job.objects.get().status == Job.Status.DONE
    return kills


def count(action: str) -> int:
    return Entry.objects.filter(action=action).count()


def test_an_import(world):
    queue_import(world)

    def state():
        answered = list(Sheet.objects.values_list("answered", flat=True))
        return Import.objects.get().status, Answer.objects.count(), answered, count("import.apply")

    assert kill_everywhere(state, before=("ready", 0, [], 0), after=("applied", 113, [113], 1)) >= 4


def test_a_package(world):
    year_of = packed(world)
    ask_package(year_of.proposal, confidential=True, actor=world.admin)

    def state():
        return ProposalPackage.objects.count(), count("package.make")

    assert kill_everywhere(state, before=(0, 0), after=(1, 1)) >= 4


def test_an_lhe(world):
    a = year.released(world)
    start_job(LHE, actor=world.ketua, assessment=a, params={"number": "700/1/2026"})

    def state():
        return IssuedDocument.objects.count(), count("document.issue")

    assert kill_everywhere(state, before=(0, 0), after=(1, 1)) >= 4


def test_beginning_tpns_assessment_unit_by_unit(world):
    units = sent(world, world.unit, world.unit2)
    params = {"year": 2026, "units": [a.pk for a in units]}
    start_job(START_TPN, actor=world.admin, instansi=world.instansi, params=params)

    def state():
        begun = StateChange.objects.filter(name="mulai_tpn").count()
        assert begun == Sheet.objects.filter(kind=Sheet.Kind.TPN).count()
        return begun // len(units)  # one of two is neither: each is whole by itself

    assert kill_everywhere(state, before=0, after=1) >= 4
