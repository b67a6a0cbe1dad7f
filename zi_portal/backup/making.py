"""Making a backup while people work: one moment of the database, and every file it refers to."""

import errno
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import IO, Any

from django.db import connection
from django.utils import timezone

import zi_portal
from audit import queries as audit
from documents import store
from documents.errors import Damaged, Missing, Unavailable
from documents.models import Blob
from documents.untouched import untouched
from zi_portal.backup import archive, database, sealing, tables
from zi_portal.backup.errors import BackupError, Flaws, told


def make(path: Path, *, say: Callable[[str], object], keys: list[Any] | None = None) -> Flaws:
    """Write the archive to `path` and return what is broken here: it is backed up as it is, without those files.

    With `keys` (public ones, of `sealing.recipients`) it is encrypted, and nothing of it is ever in the open beside it.
    The file appears under its name only when it is whole, readable by its owner only. Raises BackupError
    when `path` exists or cannot be written, migrations are missing, or database or store refuse.
    """
    with told():
        if unapplied := database.unapplied():
            raise BackupError(f"Basis data belum dimigrasi: {unapplied[0]}. Jalankan migrate lebih dahulu.")
        folder = store.staging() if keys else path.parent  # rows lie there for a moment, unnamed
    with told(), untouched(), _appearing(path) as file, _sealed(file, keys) as target, database.snapshot():
        writer = archive.Writer(target)
        rows = {name: _add_table(writer, name, folder) for name in tables.models()}
        say(f"{len(rows)} tabel, {sum(rows.values())} baris")
        files, missing = _add_files(writer)
        say(f"{files} berkas")
        problems = [str(problem) for problem in audit.verify_all()]
        writer.close(
            {
                "format": archive.FORMAT,
                "format_version": archive.FORMAT_VERSION,
                "app_version": zi_portal.__version__,
                "created_at": timezone.now().isoformat(),
                "database": connection.vendor,
                "migrations": database.migrations(),
                "rows": rows,
                "sequences": database.sequences(),
                "audit_heads": {key: [length, head] for key, (head, length) in audit.heads().items()},
                "audit_problems": problems,
                "missing": missing,
            }
        )
    return Flaws(missing, problems)


def _sealed(file: IO[bytes], keys: list[Any] | None) -> AbstractContextManager[IO[bytes]]:
    return sealing.sealed(file, keys) if keys else nullcontext(file)


def _add_table(writer: archive.Writer, name: str, folder: Path) -> int:
    """Add a table through a temporary file (a tar wants the size first); return the number of rows."""
    count = -1  # the line with the column names
    with tempfile.TemporaryFile(dir=folder) as rows:
        for line in tables.lines(tables.models()[name]):
            rows.write(line)
            count += 1
        size = rows.tell()
        rows.seek(0)
        writer.add(archive.table_member(name), rows, size)
    return count


def _add_files(writer: archive.Writer) -> tuple[int, list[str]]:
    """Add all files; return how many, and the SHA-256 of those that are lost or damaged."""
    count, missing = 0, []
    for sha256, size in Blob.objects.order_by("sha256").values_list("sha256", "size").iterator():
        try:
            with store.open_verified(sha256, size=size) as content:
                writer.add(archive.file_member(sha256), content, size)
        except (Missing, Damaged):
            missing.append(sha256)
        except Unavailable as error:
            if getattr(error.__cause__, "errno", None) != errno.EIO:  # that one can no longer be read
                raise
            missing.append(sha256)
        else:
            count += 1
    return count, missing


@contextmanager
def _appearing(path: Path) -> Iterator[IO[bytes]]:
    """A private file that takes its name only after all of it is on the disk; gone after an error."""
    if path.exists():
        raise BackupError(f"Berkas {path} sudah ada; pilih nama lain.")
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    except OSError as error:
        raise BackupError(f"Tidak dapat menulis di {path.parent}: {error.strerror}.") from error
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as target:
            yield target
            target.flush()
            os.fsync(target.fileno())
        if path.exists():
            raise BackupError(f"Berkas {path} sudah ada; pilih nama lain.")
        part.rename(path)
    except OSError as error:
        raise BackupError(f"Tidak dapat menulis {path}: {error.strerror}.") from error
    finally:
        part.unlink(missing_ok=True)
