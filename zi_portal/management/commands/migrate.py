"""`migrate`: Django's own, one at a time: who comes second waits, and then finds nothing or little left to do."""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management.commands import migrate
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

TURN = 0x5A494D49  # the number of PostgreSQL's advisory lock; any will do that nobody else takes
ASK_EVERY = 0.5  # seconds


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        """Wait for one's turn, then plan and migrate."""
        with one_at_a_time(connections[options["database"]]):
            super().handle(*args, **options)


@contextmanager
def one_at_a_time(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Hold the only right to migrate a database; given back also when the process is killed."""
    if connection.vendor == "postgresql":
        while not _asked(connection, "SELECT pg_try_advisory_lock(%s)"):
            time.sleep(ASK_EVERY)
        try:
            yield
        finally:
            if connection.connection is not None:  # else the lock went with its connection
                _asked(connection, "SELECT pg_advisory_unlock(%s)")
        return
    file = Path(str(connection.settings_dict["NAME"]) + ".migrate")
    if not file.parent.is_dir() or str(file).startswith(("file:", ":memory:")):
        yield
        return
    with file.open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield


def _asked(connection: BaseDatabaseWrapper, question: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(question, [TURN])
        return bool(cursor.fetchone()[0])
