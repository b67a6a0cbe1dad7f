"""A job's work in a process of its own: whatever happens to that, the worker lives and tells of it.

The worker says every two seconds that its child lives and how far it is, ends it when it takes too long or was
cancelled and does not notice, and is the one that survives where it is killed. Killing is safe at any point: what a job
writes it writes in one transaction. A child never outlives its worker, so that no job runs twice at once.
"""

import ctypes
import logging
import os
import resource
import select
import signal
import time
from collections.abc import Callable
from contextlib import suppress

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection, connections, transaction
from django.utils import timezone

from assessments.models import Job

logger = logging.getLogger(__name__)
BEAT_SECONDS = 2.0
GRACE_SECONDS = 6.0  # for a cancelled job to stop by itself, where it next tells its progress
_PR_SET_PDEATHSIG = 1

Tell = Callable[[int], None]


class TookTooLong(Exception):
    """The child was ended because its time was over."""


def is_supervised() -> bool:
    """True where jobs run in processes of their own; inside a transaction nothing can be handed to another."""
    return settings.TASKS_IN_CHILD and not connection.in_atomic_block


def supervise(job: Job, work: Callable[[Tell], int], *, seconds: float) -> int:
    """Do `work` in a child and give its exit code (negative: the signal that ended it).

    `work` is given a function that tells the progress without asking the database, and returns the exit code. Raises
    TookTooLong when the child had to be ended after `seconds`.
    """
    connections.close_all()  # neither process may use, or close, a connection of the other
    heard, said = os.pipe()
    parent = os.getpid()
    child = os.fork()
    if not child:
        os.close(heard)
        _be_child(parent, lambda percent: _say(said, percent), work)
    os.close(said)
    try:
        return _watch(job, child, heard, seconds)
    except BaseException:  # also when the worker is told to end at once
        with suppress(ProcessLookupError, ChildProcessError):
            _kill(child)
        raise
    finally:
        os.close(heard)


def _be_child(parent: int, tell: Tell, work: Callable[[Tell], int]) -> None:
    """Do the work and leave, past everything that the worker has registered for its own end."""
    code = 70
    try:
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() == parent:
            if settings.JOB_MEMORY_BYTES:
                resource.setrlimit(resource.RLIMIT_DATA, (settings.JOB_MEMORY_BYTES,) * 2)
            code = work(tell)
            connections.close_all()
    finally:
        os._exit(code)


def _say(said: int, percent: int) -> None:
    with suppress(OSError):
        os.write(said, bytes([percent]))


def _watch(job: Job, child: int, heard: int, seconds: float) -> int:
    """Wait for the child's end; a beat every two seconds."""
    ends = time.monotonic() + seconds
    patience, percent = None, 0
    while True:
        beat = time.monotonic() + BEAT_SECONDS
        while (left := min(beat, ends) - time.monotonic()) > 0:
            if select.select([heard], [], [], left)[0]:
                news = os.read(heard, 4096)
                if not news:
                    return _ended(child)
                percent = news[-1]
        if time.monotonic() >= ends:
            raise TookTooLong
        if not _beat(job, percent):
            patience = patience or time.monotonic() + GRACE_SECONDS
            if time.monotonic() >= patience:
                logger.warning("job %s (%s) was cancelled and did not notice: ended", job.pk, job.kind)
                return _kill(child)


def _beat(job: Job, percent: int) -> bool:
    """Say that the work goes on; False where nobody wants it any more. A database that is away changes nothing, nor
    does a row that the child itself has locked, in its last transaction: this process must never wait for that one.
    """
    try:
        with transaction.atomic():
            row = Job.objects.filter(pk=job.pk).select_for_update(skip_locked=True, no_key=True)
            stands = row.values_list("status", "attempts", "progress").first()
            if stands is None or stands[0] == Job.Status.DONE:
                return True
            if stands[:2] != (Job.Status.RUNNING, job.attempts):
                return False
            Job.objects.filter(pk=job.pk).update(beat_at=timezone.now(), progress=max(percent, stands[2]))
    except (DatabaseError, InterfaceError) as error:
        logger.info("heartbeat of job %s: %s", job.pk, error)
        connection.close()
    return True


def _ended(child: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _kill(child: int) -> int:
    os.kill(child, signal.SIGKILL)
    return _ended(child)
