from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import DatabaseError, DataError, IntegrityError, InterfaceError

from documents.errors import StoreError


class BackupError(Exception):
    """What stops a backup or a restore; the message is Indonesian, one line, for the operator."""


@dataclass(frozen=True)
class Flaws:
    """What stops neither: SHA-256 of files that are lost or damaged, and what the audit found broken."""

    missing: list[str]
    audit_problems: list[str]


@contextmanager
def told() -> Iterator[None]:
    """What database, store and disk refuse inside comes out as a BackupError."""
    try:
        yield
    except (IntegrityError, DataError, OverflowError) as error:
        raise BackupError(f"Isi arsip tidak konsisten: {_line(error)}.") from error
    except (DatabaseError, InterfaceError) as error:
        raise BackupError(f"Basis data tidak dapat dipakai: {_line(error)}.") from error
    except StoreError as error:
        raise BackupError(f"Penyimpanan berkas tidak dapat dipakai: {_line(error)}.") from error
    except OSError as error:
        raise BackupError(f"Berkas atau folder tidak dapat dipakai: {_line(error)}.") from error


def _line(error: Exception) -> str:
    """The first line of what it says, else its name."""
    return next(iter(str(error).splitlines()), "") or type(error).__name__
