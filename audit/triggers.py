"""The database itself refuses to change history: triggers on both supported databases.

SQLite loses a table's triggers when a later migration remakes the table (any AlterField there): such a
migration ends with `create(connection)`. `verify_audit` reports missing triggers.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.backends.base.base import BaseDatabaseWrapper

_SQLITE = {
    "audit_entry_no_update": """
        CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry
        BEGIN SELECT RAISE(ABORT, 'audit_entry is append-only: UPDATE refused'); END""",
    "audit_entry_no_delete": """
        CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry
        BEGIN SELECT RAISE(ABORT, 'audit_entry is append-only: DELETE refused'); END""",
    # INSERT OR REPLACE removes the old row without telling the DELETE trigger.
    "audit_entry_no_replace": """
        CREATE TRIGGER audit_entry_no_replace BEFORE INSERT ON audit_entry
        WHEN EXISTS (SELECT 1 FROM audit_entry WHERE id = NEW.id)
          OR EXISTS (SELECT 1 FROM audit_entry WHERE chain_id = NEW.chain_id AND seq = NEW.seq)
        BEGIN SELECT RAISE(ABORT, 'audit_entry is append-only: REPLACE refused'); END""",
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
}

_FUNCTION = """
    CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
            USING ERRCODE = 'integrity_constraint_violation';
    END $$"""

_POSTGRESQL = {
    "audit_entry_no_change": """
        CREATE TRIGGER audit_entry_no_change BEFORE UPDATE OR DELETE ON audit_entry
        FOR EACH ROW EXECUTE FUNCTION audit_refuse()""",
    "audit_entry_no_truncate": """
        CREATE TRIGGER audit_entry_no_truncate BEFORE TRUNCATE ON audit_entry
        FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()""",
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
}


def create(connection: BaseDatabaseWrapper) -> None:
    """Install the triggers that are not there yet; idempotent. NotImplementedError on another database."""
    absent = missing(connection)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            _settle(cursor)
            cursor.execute(_FUNCTION)
        for name in absent:
            cursor.execute(_wanted(connection)[name])


def drop(connection: BaseDatabaseWrapper) -> None:
    """Remove the triggers; only for migrations backwards, restore and the tests' flush."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            _settle(cursor)
        for name in _wanted(connection):
            on = f" ON {_table(name)}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Names of triggers that should be there, enabled, and are not; empty when history is guarded."""
    if connection.vendor == "postgresql":
        sql = (
            "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
            " AND tgrelid IN (to_regclass('audit_entry'), to_regclass('audit_chain'))"
        )
    else:
        sql = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    wanted = _wanted(connection)
    with connection.cursor() as cursor:
        cursor.execute(sql)
        present = {name for (name,) in cursor.fetchall()}
    return [name for name in wanted if name not in present]


@contextmanager
def lifted(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """The triggers are off inside and back afterwards, also after an error. For the tests' flush."""
    drop(connection)
    try:
        yield
    finally:
        create(connection)


def _wanted(connection: BaseDatabaseWrapper) -> dict[str, str]:
    by_vendor = {"sqlite": _SQLITE, "postgresql": _POSTGRESQL}
    if connection.vendor not in by_vendor:
        raise NotImplementedError(f"no append-only triggers for {connection.vendor}")
    return by_vendor[connection.vendor]


def _table(trigger: str) -> str:
    return "audit_entry" if trigger.startswith("audit_entry") else "audit_chain"


def _settle(cursor) -> None:
    """Check deferred foreign keys now: PostgreSQL refuses to change a table with checks pending."""
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    cursor.execute("SET CONSTRAINTS ALL DEFERRED")
