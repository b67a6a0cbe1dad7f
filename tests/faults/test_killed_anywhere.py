"""A worker killed with SIGKILL anywhere in a job of any kind: nothing half-done, taken up again, done exactly once.

Before each commit and before each file that is kept: between two of them nothing lasts but single statements, so that
each of these points stands for all since the one before. With FAULTS=all (`./dev faults`) also after each commit and at
ten statements between every two.
"""

import os
import signal
from collections import Counter

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from assessments.models import Job
from assessments.services.job_work import kinds
from assessments.services.jobs import run_job
from assessments.services.postman import send_waiting
from assessments.services.reminders import remind
from tests.backup.archives import raw_rows
from tests.faults.killed import run_worker, take_up
from tests.faults.whole import faults
from tests.faults.work import CASES, Case

pytestmark = pytest.mark.slow
ALL = os.environ.get("FAULTS") == "all"
BETWEEN = 10
# what the queue itself writes, contents of which `faults` knows whether they belong to something, numbers given out
ASIDE = {
    "assessments_job",
    "django_tasks_database_dbtaskresult",
    "documents_blob",
    "sqlite_sequence",
    "cache",
}


def test_every_kind_of_work_is_tried():
    known = {kind for kind in kinds() if not kind.startswith("test.")}
    assert {case.kind for case in CASES.values()} == known


def rows() -> dict[str, list]:
    """What the work of a job may write."""
    return {name: found for name, found in raw_rows().items() if name not in ASIDE}


class Killing:
    """A job that is killed again and again, and what there must be of it each time."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.before = rows()
        self.kills = 0

    def done(self) -> int:
        """How many of its transactions are there: each whole, and nothing else changed."""
        now = rows()
        if now == self.before:
            return 0
        made = Counter({name: len(found) - len(self.before[name]) for name, found in now.items()})
        made = Counter({name: count for name, count in made.items() if count})
        steps = [sum(self.case.makes[:number], Counter()) for number in range(1, len(self.case.makes) + 1)]
        assert made in steps
        return 1 + steps.index(made)

    def kill(self, label: str, number: int) -> dict[str, int] | None:
        """Kill it there; how many events there were till then, or None where it did not come so far."""
        ended = run_worker((label, number))
        assert ended.code in (0, -signal.SIGKILL), (label, number)
        self.kills += ended.was_killed
        self.check()
        take_up()
        return ended.seen if ended.was_killed else None

    def check(self) -> None:
        """What holds after every kill."""
        assert faults() == []
        job, done = Job.objects.get(), self.done()
        if job.status == Job.Status.DONE:
            assert done == len(self.case.makes)
            assert (job.result is not None) == self.case.gives
            assert job.error.startswith(self.case.says)
        else:
            assert job.status in (Job.Status.QUEUED, Job.Status.RUNNING), job.error
            assert job.result is None

    def everywhere(self) -> None:
        """Kill it at one point after the other until nothing is left to be done."""
        number = statements = files = 0
        while (seen := self.kill("before commit", number := number + 1)) is not None:
            for file in range(files + 1, seen.get("before file", 0) + 1):
                self.kill("before file", file)
            if ALL:
                step = max(1, (seen["statement"] - statements) // (BETWEEN + 1))
                for at in range(statements + step, seen["statement"], step):
                    self.kill("statement", at)
                self.kill("after commit", number)
            statements, files = seen["statement"], seen.get("before file", 0)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", CASES)
def test_killed_anywhere(name, worker, settings):
    settings.TASKS_IN_CHILD = False  # jobs run in the worker itself: the process that is killed
    case = CASES[name]
    case.prepare()
    DBTaskResult.objects.exclude(task_path=run_job.module_path).delete()  # that read the texts of files
    remind(now=timezone.now())
    send_waiting(now=timezone.now())
    killing = Killing(case)
    killing.everywhere()
    assert killing.kills >= 2
    assert Job.objects.get().status == Job.Status.DONE
    left = rows()
    assert run_worker().code == 0  # nothing is done twice
    killing.check()
    assert rows() == left
