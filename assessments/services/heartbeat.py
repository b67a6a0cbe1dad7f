"""The sign of life of a running job, so that one whose worker was killed is told from one that takes long."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import DatabaseError, connection
from django.db.models import Value
from django.db.models.functions import Greatest
from django.utils import timezone

from assessments.models import Job

logger = logging.getLogger(__name__)
BEAT_SECONDS = 2


@dataclass
class Beat:
    """What a job tells of itself while a transaction of its own is open: others learn of it by the next beat."""

    percent: int = 0


@contextmanager
def heartbeat(job_id: int) -> Iterator[Beat]:
    """Say every two seconds, from a thread with a connection of its own, that the work goes on and how far it is."""
    told = Beat()
    stop = threading.Event()

    def beat() -> None:
        try:
            while not stop.wait(BEAT_SECONDS):
                try:
                    Job.objects.filter(pk=job_id, status=Job.Status.RUNNING).update(
                        beat_at=timezone.now(), progress=Greatest("progress", Value(told.percent))
                    )
                except DatabaseError as error:  # SQLite is busy with the job's own transaction: next time
                    logger.info("heartbeat of job %s: %s", job_id, error)
        finally:
            connection.close()

    thread = threading.Thread(target=beat, name=f"job-{job_id}", daemon=True)
    thread.start()
    try:
        yield told
    finally:
        stop.set()
        thread.join()
