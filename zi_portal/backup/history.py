"""The migrations of an archive: of this application's state, an earlier or a later one; and the way from there.

All of it happens within one transaction, on both databases: their schema changes can be undone like rows.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps.registry import Apps
from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

import zi_portal
from zi_portal.backup import tables
from zi_portal.backup.errors import BackupError

Key = tuple[str, str]


def is_older(manifest: dict[str, Any]) -> bool:
    """Whether the archive was made before a migration that this application has; False when it has the same ones.

    Raises BackupError, naming the version to install, when it has one that is not known here, and when its
    migrations are no state that a database can have.
    """
    loader = MigrationLoader(None)
    theirs = _keys(manifest["migrations"])
    if unknown := theirs - loader.disk_migrations.keys():
        raise BackupError(
            f"Arsip dibuat dengan aplikasi versi {manifest['app_version']}, yang lebih baru daripada versi "
            f"{zi_portal.__version__} di sini (migrasi {_text(min(unknown))} tidak dikenal). Pasang versi "
            f"{manifest['app_version']} atau yang lebih baru, lalu pulihkan lagi."
        )
    for key in sorted(theirs):
        if before := {parent.key for parent in loader.graph.node_map[key].parents} - theirs:
            raise BackupError(
                f"Arsip rusak: mempunyai migrasi {_text(key)} tanpa {_text(min(before))} yang mendahuluinya."
            )
    return theirs != set(loader.graph.nodes)


def check_database_is_known() -> None:
    """BackupError when the database has a migration of a later application: it is not ours to rebuild."""
    loader = MigrationLoader(connection)
    if unknown := loader.applied_migrations.keys() - loader.disk_migrations.keys():
        raise BackupError(
            f"Basis data tujuan berasal dari aplikasi yang lebih baru (migrasi {_text(min(unknown))}). "
            "Perbarui aplikasi, atau pulihkan ke basis data yang kosong."
        )


@contextmanager
def schema_changes() -> Iterator[None]:
    """Inside, a transaction may change the schema: SQLite wants its foreign keys off before it begins."""
    connection.ensure_connection()
    connection.disable_constraint_checking()
    try:
        yield
    finally:
        connection.enable_constraint_checking()


def rebuild(migrations: list[str]) -> Apps:
    """Remove all tables of the portal and make them anew as `migrations` left them; returns the models of then.

    Tables of others in the same database, and that of the cache, stay.
    """
    _drop_tables()
    executor = MigrationExecutor(connection, _settle)
    theirs = _keys(migrations)
    nodes = executor.loader.graph.node_map
    last = [
        key
        for key in sorted(theirs)
        if not any(c.key[0] == key[0] and c.key in theirs for c in nodes[key].children)
    ]
    return executor.migrate(last).apps


def forward() -> None:
    """Apply what is missing, as `migrate` does, with the rows in place."""
    executor = MigrationExecutor(connection, _settle)
    targets = executor.loader.graph.leaf_nodes()
    plan = executor.migration_plan(targets)
    before = executor._create_project_state(with_applied_migrations=True)
    emit_pre_migrate_signal(0, False, connection.alias, apps=before.apps, plan=plan)
    executor.migrate(targets, plan=plan, state=before.clone())
    emit_post_migrate_signal(0, False, connection.alias, plan=plan)


def _drop_tables() -> None:
    loader = MigrationLoader(connection)
    state = loader.project_state(sorted(loader.applied_migrations.keys() & loader.graph.nodes.keys()))
    left_out = tables.LEFT_OUT | {"django_migrations"}
    with connection.cursor() as cursor:
        present = set(connection.introspection.table_names(cursor))
        for name in sorted(present & (tables.models(state.apps).keys() | left_out)):
            cascade = " CASCADE" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TABLE {connection.ops.quote_name(name)}{cascade}")


def _settle(action: str, migration: Any = None, fake: bool = False) -> None:
    """PostgreSQL changes no table while foreign keys of changed rows wait for the end of the transaction."""
    if action == "apply_success" and connection.vendor == "postgresql":
        connection.check_constraints()


def _keys(migrations: list[str]) -> set[Key]:
    return {(app, name) for app, _, name in (one.partition(".") for one in migrations)}


def _text(key: Key) -> str:
    return ".".join(key)
