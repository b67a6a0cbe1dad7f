"""A real worker (`run_due_tasks`, which runs db_worker) in a process of its own that kills itself at a planted point.

Points are statements, the moments before and after each commit, and the moments before and after a file is put into
the store. Nothing in the portal knows of them.
"""

import json
import os
import signal
import traceback
from dataclasses import dataclass
from datetime import timedelta

from django.core.management import call_command
from django.db import connection, connections
from django.utils import timezone

from assessments.models import Job
from assessments.services.jobs import LOST_AFTER, take_up_lost

KILLED = -signal.SIGKILL


@dataclass(frozen=True)
class Ended:
    """How a worker ended, and how many events of each kind it had seen."""

    code: int
    seen: dict[str, int]

    @property
    def was_killed(self) -> bool:
        """It came as far as the planted point."""
        return self.code == KILLED


class Plant:
    """Counts events in this process and kills it at the one that is planted."""

    def __init__(self, point: tuple[str, int] | None, told: int) -> None:
        self.point, self.told = point, told
        self.seen: dict[str, int] = {}

    def event(self, label: str) -> None:
        """One more of this kind."""
        self.seen[label] = self.seen.get(label, 0) + 1
        if (label, self.seen[label]) == self.point:
            self.tell()
            os.kill(os.getpid(), signal.SIGKILL)

    def tell(self) -> None:
        """Say what was seen."""
        os.write(self.told, json.dumps(self.seen).encode())

    def around(self, label: str, act):
        """`act` with an event before and one after it."""

        def planted(*args, **kwargs):
            self.event(f"before {label}")
            result = act(*args, **kwargs)
            self.event(f"after {label}")
            return result

        return planted

    def statement(self, execute, sql, params, many, context):
        """An event before each statement."""
        self.event("statement")
        return execute(sql, params, many, context)


def run_worker(point: tuple[str, int] | None = None) -> Ended:
    """Let a worker do all that waits, killed at this point if it gets so far."""
    connections.close_all()
    heard, told = os.pipe()
    child = os.fork()
    if not child:
        code = 1
        try:
            plant = Plant(point, told)
            connection.execute_wrappers.append(plant.statement)
            connection._commit = plant.around("commit", connection._commit)
            os.replace = plant.around("file", os.replace)
            call_command("run_due_tasks", verbosity=0, stdout=open(os.devnull, "w"))  # noqa: SIM115 it dies with us
            plant.tell()
            code = 0
        except BaseException:  # noqa: BLE001 the code tells the test
            traceback.print_exc()
        finally:
            os._exit(code)
    os.close(told)
    with os.fdopen(heard, "rb") as pipe:
        seen = json.loads(pipe.read() or b"{}")
    return Ended(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), seen)


def take_up() -> None:
    """As if 90 seconds had passed; tries don't count, or a job that is killed so often would be given up."""
    long_ago = timezone.now() - LOST_AFTER - timedelta(seconds=1)
    Job.objects.filter(status=Job.Status.RUNNING).update(beat_at=long_ago, attempts=1)
    take_up_lost()
    Job.objects.filter(status=Job.Status.QUEUED).update(attempts=0, losses=0)
