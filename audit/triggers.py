"""The database itself refuses to change history: triggers on both supported databases.

SQLite loses a table's triggers when a later migration remakes the table (any AlterField there): such a
migration ends with `create(connection)`. `verify_audit` and `doctor` report missing triggers.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.backends.base.base import BaseDatabaseWrapper

Triggers = dict[str, str]  # name → SQL


def _append_only(table: str, *, same: str = "id = NEW.id") -> dict[str, Triggers]:
    """By vendor, the triggers of a table whose rows nobody changes or removes. `same`: when a row would be replaced."""
    return {
        "sqlite": {
            f"{table}_no_update": f"""
                CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table}
                BEGIN SELECT RAISE(ABORT, '{table} is append-only: UPDATE refused'); END""",
            f"{table}_no_delete": f"""
                CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table}
                BEGIN SELECT RAISE(ABORT, '{table} is append-only: DELETE refused'); END""",
            # INSERT OR REPLACE removes the old row without telling the DELETE trigger.
            f"{table}_no_replace": f"""
                CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table}
                WHEN EXISTS (SELECT 1 FROM {table} WHERE {same})
                BEGIN SELECT RAISE(ABORT, '{table} is append-only: REPLACE refused'); END""",  # noqa: S608
        },
        "postgresql": {
            f"{table}_no_change": f"""
                CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table}
                FOR EACH ROW EXECUTE FUNCTION audit_refuse()""",
            f"{table}_no_truncate": f"""
                CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
                FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()""",
        },
    }


_CHAIN = {
    "sqlite": {
        "audit_chain_only_grows": """
            CREATE TRIGGER audit_chain_only_grows BEFORE UPDATE ON audit_chain
            WHEN NEW.id <> OLD.id OR NEW.key <> OLD.key OR NEW.length <= OLD.length
            BEGIN SELECT RAISE(ABORT, 'audit_chain only grows: UPDATE refused'); END""",
        "audit_chain_no_delete": """
            CREATE TRIGGER audit_chain_no_delete BEFORE DELETE ON audit_chain
            BEGIN SELECT RAISE(ABORT, 'audit_chain only grows: DELETE refused'); END""",
        # IGNORE, not ABORT: two first writers may both try to create the chain (INSERT OR IGNORE).
        "audit_chain_no_replace": """
            CREATE TRIGGER audit_chain_no_replace BEFORE INSERT ON audit_chain
            WHEN EXISTS (SELECT 1 FROM audit_chain WHERE id = NEW.id)
              OR EXISTS (SELECT 1 FROM audit_chain WHERE key = NEW.key)
            BEGIN SELECT RAISE(IGNORE); END""",
    },
    "postgresql": {
        "audit_chain_only_grows": """
            CREATE TRIGGER audit_chain_only_grows BEFORE UPDATE ON audit_chain FOR EACH ROW
            WHEN (NEW.id <> OLD.id OR NEW.key <> OLD.key OR NEW.length <= OLD.length)
            EXECUTE FUNCTION audit_refuse()""",
        "audit_chain_no_delete": """
            CREATE TRIGGER audit_chain_no_delete BEFORE DELETE ON audit_chain
            FOR EACH ROW EXECUTE FUNCTION audit_refuse()""",
        "audit_chain_no_truncate": """
            CREATE TRIGGER audit_chain_no_truncate BEFORE TRUNCATE ON audit_chain
            FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()""",
    },
}

_FUNCTION = """
    CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
            USING ERRCODE = 'integrity_constraint_violation';
    END $$"""

_GUARDED: dict[str, dict[str, Triggers]] = {
    "audit_entry": _append_only(
        "audit_entry", same="id = NEW.id OR (chain_id = NEW.chain_id AND seq = NEW.seq)"
    ),
    "audit_chain": _CHAIN,
}


def guard(table: str) -> None:
    """Guard a table of another app too; called when the app is ready, its migration calls `create`."""
    _GUARDED[table] = _append_only(table)


def create(connection: BaseDatabaseWrapper) -> None:
    """Install the triggers that are not there yet, on the tables that are there; idempotent.

    NotImplementedError on another database.
    """
    absent = missing(connection)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            _settle(cursor)
            cursor.execute(_FUNCTION)
        there = connection.introspection.table_names(cursor)
        for table, wanted in _wanted(connection).items():
            for name in wanted.keys() & absent if table in there else ():
                cursor.execute(wanted[name])


def drop(connection: BaseDatabaseWrapper, *, only: str | None = None) -> None:
    """Remove the triggers, or those of one table; only for migrations backwards, restore and the tests' flush."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            _settle(cursor)
        for table, wanted in _wanted(connection).items():
            on = f" ON {table}" if connection.vendor == "postgresql" else ""
            for name in wanted if only in {None, table} else ():
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Names of triggers that should be there, enabled, and are not; empty when everything is guarded."""
    wanted = _wanted(connection)
    if connection.vendor == "postgresql":
        tables = ", ".join(f"to_regclass('{table}')" for table in wanted)
        sql = (
            "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"  # noqa: S608
            f" AND tgrelid IN ({tables})"
        )
    else:
        sql = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    with connection.cursor() as cursor:
        cursor.execute(sql)
        present = {name for (name,) in cursor.fetchall()}
    return [name for names in wanted.values() for name in names if name not in present]


@contextmanager
def lifted(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """The triggers are off inside and back afterwards, also after an error. For the tests' flush."""
    drop(connection)
    try:
        yield
    finally:
        create(connection)


def _wanted(connection: BaseDatabaseWrapper) -> dict[str, Triggers]:
    """Table → its triggers on this database."""
    if connection.vendor not in _CHAIN:
        raise NotImplementedError(f"no append-only triggers for {connection.vendor}")
    return {table: vendors[connection.vendor] for table, vendors in _GUARDED.items()}


def _settle(cursor) -> None:
    """Check deferred foreign keys now: PostgreSQL refuses to change a table with checks pending."""
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    cursor.execute("SET CONSTRAINTS ALL DEFERRED")
