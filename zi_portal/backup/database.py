"""The state of the database around its rows: snapshot, migrations, sequences, emptiness."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.sites.models import Site
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model

from surveys.answer_table import TABLE as REWRITTEN
from zi_portal.backup import tables
from zi_portal.backup.errors import BackupError

# Filled by `migrate` itself; a database with nothing else is empty.
BY_MIGRATE = {model._meta.db_table for model in (ContentType, Permission, Site)}


@contextmanager
def snapshot() -> Iterator[None]:
    """All reads inside see one moment, while others go on writing.

    PostgreSQL: a repeatable-read, read-only transaction. SQLite in WAL mode: a plain read transaction,
    instead of the IMMEDIATE one that would keep writers out. BackupError inside another transaction.
    """
    if connection.in_atomic_block:
        raise BackupError("Cadangan tidak dapat dibuat di dalam transaksi lain.")
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        mode, connection.transaction_mode = connection.transaction_mode, "DEFERRED"
        try:
            with transaction.atomic():
                yield
        finally:
            connection.transaction_mode = mode
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            # before anything is read: a table that is rewritten after the moment looks empty in it
            cursor.execute(f"LOCK TABLE {REWRITTEN} IN ACCESS SHARE MODE")
        yield


def migrations() -> list[str]:
    """Applied migrations as "app.name", sorted."""
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def unapplied() -> list[str]:
    """Migrations of this application that the database does not have yet, as "app.name"."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def filled() -> list[str]:
    """Names of tables with rows that `migrate` did not write, whatever migrations the database has."""
    ours = tables.models().keys() - BY_MIGRATE
    found = []
    with connection.cursor() as cursor:
        for name in sorted(ours & set(connection.introspection.table_names(cursor))):
            cursor.execute(f"SELECT 1 FROM {connection.ops.quote_name(name)} LIMIT 1")
            if cursor.fetchone():
                found.append(name)
    return found


def sequences() -> dict[str, int]:
    """Table → last number given out, so that the number of a deleted row is not given out again."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, seq FROM sqlite_sequence")
            known = dict(cursor.fetchall())
            return {name: known[name] for name in tables.models() if name in known}
        found = {}
        for table, _, sequence in _postgresql_sequences(cursor, tables.models()):
            cursor.execute(f"SELECT last_value, is_called FROM {sequence}")
            last, called = cursor.fetchone()
            if called:
                found[table] = last
        return found


def set_sequences(last: dict[str, int], models: dict[str, type[Model]]) -> None:
    """Continue counting in the tables of `models` after the rows that are there and after `last`."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for table in models.keys() & last.keys():
                cursor.execute(
                    "UPDATE sqlite_sequence SET seq = max(seq, %s) WHERE name = %s", [last[table], table]
                )
                if cursor.rowcount == 0:
                    cursor.execute(
                        "INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, last[table]]
                    )
            return
        for table, column, sequence in _postgresql_sequences(cursor, models):
            quoted = connection.ops.quote_name
            cursor.execute(
                f"SELECT setval(%s, max(value)) FROM (SELECT max({quoted(column)}) AS value"
                f" FROM {quoted(table)} UNION ALL SELECT %s::bigint) AS used HAVING max(value) > 0",
                [sequence, last.get(table)],
            )


def _postgresql_sequences(cursor, models: dict[str, type[Model]]) -> list[tuple[str, str, str]]:
    """(table, column, sequence) of every table of the backup that counts its keys."""
    found = []
    for table, model in models.items():
        column = model._meta.pk.column
        cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [connection.ops.quote_name(table), column])
        (sequence,) = cursor.fetchone()
        if sequence:
            found.append((table, column, sequence))
    return found
