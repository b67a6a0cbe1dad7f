"""Bringing a backup back: everything is checked before, during and after, or nothing changes."""

from collections.abc import Callable
from pathlib import Path

from django.contrib.contenttypes.models import ContentType
from django.contrib.sites.models import Site
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from audit import queries as audit
from audit import triggers
from documents import store
from documents.models import Blob
from zi_portal.backup import archive, database, tables
from zi_portal.backup.errors import BackupError


def restore(path: Path, *, force: bool, say: Callable[[str], object]) -> list[str]:
    """Replace the database's rows by the archive's, add its files to the store, return the audit's problems.

    A new database is migrated first. Raises BackupError, with the database as it was, when the archive is
    broken or of another migration state, when the database has data and not `force`, or when anything
    read back afterwards differs from the archive. Files already in the store stay.
    """
    with archive.opened(path) as reader:
        if database.unapplied():
            call_command("migrate", interactive=False, verbosity=0)
        _check_fits(reader)
        filled = database.filled()
        if filled and not force:
            raise BackupError(
                f"Basis data tidak kosong ({len(filled)} tabel berisi, antara lain {filled[0]}). "
                "Dengan --force seluruh isinya diganti."
            )
        for sha256, member in sorted(reader.files.items()):
            stored, _ = store.put(reader.open(member), max_size=reader.manifest["members"][member]["size"])
            if stored != sha256:
                raise BackupError(f"Arsip rusak: isi {member} berubah.")
        say(f"{len(reader.files)} berkas")
        try:
            with transaction.atomic():
                rows = _replace_rows(reader)
                problems = _check_result(reader)
        except IntegrityError as error:
            raise BackupError(f"Isi arsip tidak konsisten: {str(error).splitlines()[0]}.") from error
        say(f"{len(reader.tables)} tabel, {rows} baris")
    ContentType.objects.clear_cache()
    Site.objects.clear_cache()
    return problems


def _check_fits(reader: archive.Reader) -> None:
    """The archive's migrations and tables are exactly those of this database."""
    theirs, ours = set(reader.manifest["migrations"]), set(database.migrations())
    if theirs != ours:
        one = min(theirs ^ ours)
        raise BackupError(
            f"Arsip dibuat dengan aplikasi versi {reader.manifest['app_version']} yang migrasinya berbeda "
            f"({one}). Pulihkan dengan versi itu, lalu perbarui aplikasinya."
        )
    if strays := reader.tables.keys() ^ tables.models().keys():
        raise BackupError(f"Tabel di arsip berbeda dari aplikasi ini: {min(strays)}.")


def _replace_rows(reader: archive.Reader) -> int:
    """Inside one transaction: no rows, then the archive's; keys, foreign keys and triggers as before."""
    triggers.drop(connection)
    for model in tables.SESSIONS:
        tables.empty(model)
    for model in tables.models().values():
        tables.empty(model)
    count = sum(
        tables.load(model, reader.open(reader.tables[name])) for name, model in tables.models().items()
    )
    connection.check_constraints()
    triggers.create(connection)
    database.set_sequences(reader.manifest["sequences"])
    return count


def _check_result(reader: archive.Reader) -> list[str]:
    """Read everything back and compare; returns the audit's problems, which must be those of the backup."""
    for name, model in tables.models().items():
        row = tables.first_difference(model, reader.open(reader.tables[name]))
        if row is not None:
            raise BackupError(f"Tabel {name}, baris {row}: terbaca lain setelah dipulihkan.")
    contents = set(Blob.objects.values_list("sha256", flat=True))
    if strays := contents ^ reader.files.keys():
        raise BackupError(f"Arsip rusak: berkas {min(strays)} tidak cocok dengan basis datanya.")
    heads = {key: [length, head] for key, (head, length) in audit.heads().items()}
    problems = [str(problem) for problem in audit.verify_all()]
    if heads != reader.manifest["audit_heads"] or problems != reader.manifest["audit_problems"]:
        raise BackupError("Jejak audit setelah dipulihkan berbeda dari saat dicadangkan.")
    return problems
