"""Bringing a backup back: everything is checked before, during and after, or nothing changes."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.contrib.sites.models import Site
from django.db import connection, transaction
from django.db.models import Model

from audit import queries as audit
from audit import triggers
from documents import store
from documents.models import Blob
from documents.untouched import untouched
from zi_portal.backup import archive, database, history, sealing, tables
from zi_portal.backup.errors import BackupError, Flaws, told

Models = dict[str, type[Model]]


def restore(path: Path, *, force: bool, say: Callable[[str], object], keys: list[Any] | None = None) -> Flaws:
    """Replace the database's rows by the archive's, add its files to the store, return what the backup found broken.

    `keys` (of `sealing.identities`) open an encrypted archive. Where the database or the archive is of an earlier
    version, or the database new, all tables are made anew as they were for the archive, and migrated afterwards.

    Raises BackupError, with the database as it was, when the archive is broken or of a later version, when the
    database has data and not `force`, when database, store or disk refuse, or when anything read back afterwards
    differs from the archive. Whoever is killed in the middle leaves the database as it was too. Files already in the
    store stay.
    """
    with told(), untouched(), _opened(path, keys) as reader:
        older = history.is_older(reader.manifest)
        history.check_database_is_known()
        filled = database.filled()
        if filled and not force:
            raise BackupError(
                f"Basis data tidak kosong ({len(filled)} tabel berisi, antara lain {filled[0]}). "
                "Dengan --force seluruh isinya diganti."
            )
        if not older:
            _check_tables(reader, tables.models())
        for sha256, member in sorted(reader.files.items()):
            stored, _ = store.put(reader.open(member), max_size=reader.manifest["members"][member]["size"])
            if stored != sha256:
                raise BackupError(f"Arsip rusak: isi {member} berubah.")
        say(f"{len(reader.files)} berkas")
        rows, problems = _rebuilt(reader) if older or database.unapplied() else _replaced(reader)
        say(f"{len(reader.tables)} tabel, {rows} baris")
        if older:
            say(f"arsip versi {reader.manifest['app_version']} dimigrasikan ke versi ini")
    ContentType.objects.clear_cache()
    Site.objects.clear_cache()
    return Flaws(sorted(store.absent(reader.missing)), problems)


def _opened(path: Path, keys: list[Any] | None) -> AbstractContextManager[archive.Reader]:
    if not sealing.is_sealed(path):
        return archive.opened(path)
    if not keys:
        raise BackupError("Arsip ini terenkripsi. Sebutkan berkas kunci rahasianya dengan --identity.")
    return archive.opened_sealed(path, keys, store.staging())


def _replaced(reader: archive.Reader) -> tuple[int, list[str]]:
    with transaction.atomic():
        for model in tables.SESSIONS:
            tables.empty(model)
        models = tables.models()
        rows = _replace_rows(reader, models)
        database.set_sequences(reader.manifest["sequences"], models)
        _check_rows(reader, models)
        return rows, _check_audit(reader)


def _rebuilt(reader: archive.Reader) -> tuple[int, list[str]]:
    with history.schema_changes(), transaction.atomic():
        models = tables.models(history.rebuild(reader.manifest["migrations"]))
        _check_tables(reader, models)
        rows = _replace_rows(reader, models)
        _check_rows(reader, models)
        database.set_sequences(reader.manifest["sequences"], models)  # migrations write rows too
        ContentType.objects.clear_cache()
        history.forward()
        triggers.create(connection)
        database.set_sequences(
            reader.manifest["sequences"], tables.models()
        )  # SQLite forgets it with a remade table
        connection.check_constraints()
        return rows, _check_audit(reader)


def _check_tables(reader: archive.Reader, models: Models) -> None:
    if strays := reader.tables.keys() ^ models.keys():
        raise BackupError(f"Tabel di arsip berbeda dari aplikasi ini: {min(strays)}.")


def _replace_rows(reader: archive.Reader, models: Models) -> int:
    """Inside one transaction: no rows, then the archive's; foreign keys and triggers as before."""
    triggers.drop(connection)
    for model in models.values():
        tables.empty(model)
    count = sum(tables.load(model, reader.open(reader.tables[name])) for name, model in models.items())
    connection.check_constraints()
    triggers.create(connection)
    return count


def _check_rows(reader: archive.Reader, models: Models) -> None:
    """Read everything back and compare."""
    for name, model in models.items():
        row = tables.first_difference(model, reader.open(reader.tables[name]))
        if row is not None:
            raise BackupError(f"Tabel {name}, baris {row}: terbaca lain setelah dipulihkan.")
    contents = set(models[Blob._meta.db_table]._base_manager.values_list("sha256", flat=True))
    if strays := contents ^ (reader.files.keys() | reader.missing):
        raise BackupError(f"Arsip rusak: berkas {min(strays)} tidak cocok dengan basis datanya.")
    if gone := store.absent(reader.files):
        raise BackupError(f"Berkas {min(gone)} hilang dari penyimpanan selama pemulihan; pulihkan lagi.")


def _check_audit(reader: archive.Reader) -> list[str]:
    """The audit's problems, which must be those of the backup; its heads too. A migration writes nothing to it."""
    heads = {key: [length, head] for key, (head, length) in audit.heads().items()}
    problems = [str(problem) for problem in audit.verify_all()]
    if heads != reader.manifest["audit_heads"] or problems != reader.manifest["audit_problems"]:
        raise BackupError("Jejak audit setelah dipulihkan berbeda dari saat dicadangkan.")
    return problems
