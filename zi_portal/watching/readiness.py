"""Whether this process can do its work: what a load balancer asks before it sends people here."""

import logging
import tempfile
from collections.abc import Callable

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from documents import store
from zi_portal.backup import database

logger = logging.getLogger(__name__)
_migrated = False  # what was once found complete stays so while the process lives


@require_safe
@never_cache
def ready(request: HttpRequest) -> HttpResponse:
    """Answer "siap", or 503 with the name of the first part that fails and nothing else; the log tells more."""
    for name, check in CHECKS.items():
        try:
            check()
        except (DatabaseError, OSError, NotReady) as error:
            logger.warning("not ready: %s (%s)", name, type(error).__name__)
            return _plain(f"belum siap: {name}", status=503)
    return _plain("siap")


class NotReady(Exception):
    """A part answers, but not as it must."""


def _database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()


def _migrations() -> None:
    global _migrated
    if not _migrated:
        if database.unapplied():
            raise NotReady
        _migrated = True


def _store() -> None:
    """The folder in which every upload is written first takes a file, whether evidence lies there or in a bucket."""
    with tempfile.TemporaryFile(dir=store.staging()) as probe:
        probe.write(b"siap")
        probe.flush()


CHECKS: dict[str, Callable[[], None]] = {
    "basis data": _database,
    "migrasi": _migrations,
    "penyimpanan": _store,
}


def _plain(text: str, status: int = 200) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
