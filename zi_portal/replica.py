"""The public pages read from a replica of the database, if there is one; everything else from the database itself.

A replica is late by moments; one that has lost its primary is not asked. Nobody who reads `/publik/` can write there
(`anonymous` takes even the session off), so nobody misses what they have just saved; and no write of the portal is
decided on what these pages read. Whatever a signed-in person opens may be followed by a save, and stays with the
primary (docs/decisions/0053).
"""

import logging
import time
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from django.db import Error, connections, transaction
from django.http import HttpRequest, HttpResponse

ALIAS, PREFIX = "replica", "/publik/"  # not /s/: there surveys are answered
QUIET = 30  # seconds for which a replica that failed is left alone; nobody waits for it on each page
# Not late: has replayed what is less than a minute old, or all that came by a line that lives (a primary where nothing
# happens sends nothing), or is no replica of PostgreSQL's kind.
_FRESH = {
    "postgresql": """SELECT NOT pg_is_in_recovery()
        OR coalesce(clock_timestamp() - pg_last_xact_replay_timestamp() < interval '60 seconds', false)
        OR (pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() AND EXISTS (SELECT FROM pg_stat_wal_receiver))""",
    "sqlite": "SELECT 1",
}
logger = logging.getLogger(__name__)
_reading: ContextVar[bool] = ContextVar("reading_from_the_replica", default=False)


class Router:
    """Reads of a request that `from_replica` let through go to the replica, but for those within a transaction."""

    def db_for_read(self, model: type, **hints: Any) -> str | None:
        """The replica, or None: Django's own choice, the primary."""
        return ALIAS if _reading.get() and not transaction.get_connection().in_atomic_block else None

    def db_for_write(self, model: type, **hints: Any) -> str:
        """Always the primary."""
        return "default"

    def allow_relation(self, first: Any, second: Any, **hints: Any) -> bool:
        """The same rows, whichever they were read from."""
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        """The replica follows the primary by itself."""
        return db != ALIAS


def from_replica(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: let a GET of a public page read from the replica while it answers and is not late; else from the
    primary.
    """
    asked_again = 0.0

    def middleware(request: HttpRequest) -> HttpResponse:
        nonlocal asked_again
        wanted = request.method in ("GET", "HEAD") and request.path_info.startswith(PREFIX)
        if not (wanted and ALIAS in connections and time.monotonic() >= asked_again):
            return get_response(request)
        if not _answers():
            asked_again = time.monotonic() + QUIET
            return get_response(request)
        token = _reading.set(True)
        try:
            return get_response(request)
        finally:
            _reading.reset(token)

    return middleware


def _answers() -> bool:
    connection = connections[ALIAS]
    try:
        with connection.cursor() as cursor:
            cursor.execute(_FRESH[connection.vendor])
            (fresh,) = cursor.fetchone()
    except Error:
        connection.close()
        logger.warning("the replica of the database does not answer; reading from the primary")
        return False
    if not fresh:
        logger.warning("the replica of the database is late; reading from the primary")
    return bool(fresh)
