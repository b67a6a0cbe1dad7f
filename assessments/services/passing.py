"""Which errors pass by themselves: what database, store and network say while they are away, busy or full."""

import errno

from django.db import DatabaseError, InterfaceError, OperationalError

from documents.errors import Unavailable

ELSEWHERE = (Unavailable, ConnectionError, TimeoutError)
_FULL = ("53100", "SQLITE_FULL")
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
_SQLITE = (
    "SQLITE_BUSY",
    "SQLITE_LOCKED",
    "SQLITE_FULL",
    "SQLITE_IOERR",
    "SQLITE_CANTOPEN",
)  # and what follows them
_GOING_DOWN = ("57P", "08")  # as PostgreSQL numbers its errors


def database_passes(error: BaseException | None) -> bool:
    """Whether it is the database that is away, busy or full.

    psycopg2 tells of a server that died in the middle of an answer by no class of its own; SQLite's class is the same
    for what passes and for a table that is not there.
    """
    if isinstance(error, OperationalError | InterfaceError):
        name = getattr(error.__cause__, "sqlite_errorname", None)
        return name is None or name.startswith(_SQLITE)
    return type(error) is DatabaseError and getattr(error.__cause__, "pgcode", "") is None


def passes(error: BaseException) -> bool:
    """Whether what went wrong passes by itself. Anything else fails at once: a second try would fail as well."""
    return database_passes(error) or isinstance(error, ELSEWHERE) or _has_no_room(error)


def is_full(error: BaseException) -> bool:
    """Whether a disk, of the database or of this machine, has no room left."""
    return _code(error) in _FULL or _has_no_room(error)


def _has_no_room(error: BaseException) -> bool:
    return isinstance(error, OSError) and error.errno in _NO_ROOM


def is_away(error: BaseException) -> bool:
    """Whether the database cannot be reached, or goes down. The driver alone speaks, where no server did."""
    code = _code(error)
    return error.__cause__ is not None and (code is None or code.startswith(_GOING_DOWN))


def _code(error: BaseException) -> str | None:
    """What the server, or SQLite, calls it."""
    cause = error.__cause__
    return getattr(cause, "pgcode", None) or getattr(cause, "sqlite_errorname", None)
