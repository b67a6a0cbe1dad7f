"""The database itself refuses to change or remove an answer, whoever asks: triggers on both supported databases.

As with the audit's, SQLite loses them, and the table its lack of row numbers, when a later migration remakes the
table: such a migration ends with `without_row_numbers(connection)` and `create(connection)`.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.backends.base.base import BaseDatabaseWrapper

TABLE = "surveys_answer"
_SQLITE = {
    f"{TABLE}_no_update": f"""
        CREATE TRIGGER {TABLE}_no_update BEFORE UPDATE ON {TABLE}
        BEGIN SELECT RAISE(ABORT, '{TABLE} is append-only: UPDATE refused'); END""",
    f"{TABLE}_no_delete": f"""
        CREATE TRIGGER {TABLE}_no_delete BEFORE DELETE ON {TABLE}
        BEGIN SELECT RAISE(ABORT, '{TABLE} is append-only: DELETE refused'); END""",
    # INSERT OR REPLACE removes the old row without telling the DELETE trigger.
    f"{TABLE}_no_replace": f"""
        CREATE TRIGGER {TABLE}_no_replace BEFORE INSERT ON {TABLE}
        WHEN EXISTS (SELECT 1 FROM {TABLE} WHERE id = NEW.id)
        BEGIN SELECT RAISE(ABORT, '{TABLE} is append-only: REPLACE refused'); END""",  # noqa: S608
}
# `audit_refuse` comes with the audit's own triggers
_POSTGRESQL = {
    f"{TABLE}_no_change": f"""
        CREATE TRIGGER {TABLE}_no_change BEFORE UPDATE OR DELETE ON {TABLE}
        FOR EACH ROW EXECUTE FUNCTION audit_refuse()""",
    f"{TABLE}_no_truncate": f"""
        CREATE TRIGGER {TABLE}_no_truncate BEFORE TRUNCATE ON {TABLE}
        FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()""",
}
_WANTED = {"sqlite": _SQLITE, "postgresql": _POSTGRESQL}


def create(connection: BaseDatabaseWrapper) -> None:
    """Install the triggers, those that are there anew; nothing where a backup of before has no such table."""
    drop(connection)
    with connection.cursor() as cursor:
        if TABLE not in connection.introspection.table_names(cursor):
            return
        for sql in _WANTED[connection.vendor].values():
            cursor.execute(sql)


def drop(connection: BaseDatabaseWrapper) -> None:
    """Remove the triggers; only for migrations backwards, restore and the tests' flush."""
    on = f" ON {TABLE}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # it refuses to change a table with checks pending
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for name in _WANTED[connection.vendor]:
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")


@contextmanager
def lifted(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """The triggers are off inside and back afterwards, also after an error."""
    drop(connection)
    try:
        yield
    finally:
        create(connection)


def without_row_numbers(connection: BaseDatabaseWrapper) -> None:
    """Make the empty table of SQLite anew, sorted by its key: its hidden row numbers would tell who came first."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT type, sql FROM sqlite_master WHERE tbl_name = %s AND sql IS NOT NULL", [TABLE])
        made = cursor.fetchall()
        cursor.execute(f"DROP TABLE {TABLE}")
        for kind, sql in sorted(made, key=lambda row: row[0] != "table"):
            cursor.execute(f"{sql} WITHOUT ROWID" if kind == "table" else sql)
