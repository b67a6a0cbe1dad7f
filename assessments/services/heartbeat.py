"""The sign of life of a running job, so that one whose worker was killed is told from one that takes long."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, connection
from django.utils import timezone

from assessments.models import Job

logger = logging.getLogger(__name__)
BEAT_SECONDS = 10


@contextmanager
def heartbeat(job_id: int) -> Iterator[None]:
    """Say every few seconds, from a thread with a connection of its own, that the work goes on."""
    stop = threading.Event()

    def beat() -> None:
        try:
            while not stop.wait(BEAT_SECONDS):
                try:
                    Job.objects.filter(pk=job_id, status=Job.Status.RUNNING).update(beat_at=timezone.now())
                except DatabaseError as error:  # SQLite is busy with the job's own transaction: next time
                    logger.info("heartbeat of job %s: %s", job_id, error)
        finally:
            connection.close()

    thread = threading.Thread(target=beat, name=f"job-{job_id}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
