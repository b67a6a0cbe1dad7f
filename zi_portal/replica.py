"""The public pages read from a replica of the database, if there is one; everything else from the database itself.

A replica is late by moments. Nobody who reads `/publik/` can write there (`anonymous` takes even the session off), so
nobody misses what they have just saved; and no write of the portal is decided on what these pages read. Whatever a
signed-in person opens may be followed by a save, and stays with the primary (docs/decisions/0053).
"""

import logging
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from django.db import DatabaseError, connections, transaction
from django.http import HttpRequest, HttpResponse

ALIAS, PREFIX = "replica", "/publik/"  # not /s/: there surveys are answered
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
    """Middleware: let a GET of a public page read from the replica while the replica answers; else from the primary."""

    def middleware(request: HttpRequest) -> HttpResponse:
        wanted = request.method in ("GET", "HEAD") and request.path_info.startswith(PREFIX)
        if not (wanted and ALIAS in connections and _answers()):
            return get_response(request)
        token = _reading.set(True)
        try:
            return get_response(request)
        finally:
            _reading.reset(token)

    return middleware


def _answers() -> bool:
    try:
        with connections[ALIAS].cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        connections[ALIAS].close()
        logger.warning("the replica of the database does not answer; reading from the primary")
        return False
    return True
