"""`db_worker`: django-tasks' worker, which waits for a database that is away instead of ending with it."""

import logging
import time
from typing import Any

from django.db import DatabaseError, InterfaceError, connections
from django_tasks_db.management.commands import db_worker

from assessments.services.passing import database_passes

logger = logging.getLogger(__name__)
WAITS = (1, 2, 5, 10, 30)  # seconds; then every 30
QUIET = 60  # seconds without trouble, after which it counts from the start


class PatientWorker(db_worker.Worker):
    """Goes on once the database is there again; a job that was under way is found lost and begun anew."""

    def run(self) -> None:
        """Work until told to end."""
        times = 0
        while True:
            began = time.monotonic()
            try:
                return super().run()
            except (DatabaseError, InterfaceError) as error:
                if self.batch or not database_passes(error):  # cron begins another one soon
                    raise
                times = 0 if time.monotonic() - began > QUIET else times
                wait = WAITS[min(times, len(WAITS) - 1)]
                times += 1
                logger.warning("the database is away (%s); asking again in %s s", type(error).__name__, wait)
                connections.close_all()
                if not self.running:
                    return None
                time.sleep(wait)


class Command(db_worker.Command):
    help = "Mengerjakan pekerjaan latar belakang; menunggu bila basis data sedang tidak dapat dihubungi."

    def handle(self, **options: Any) -> None:
        """Run the worker."""
        db_worker.Worker = PatientWorker  # the command makes it by this name
        super().handle(**options)
