"""The table of answers, which nobody changes (`audit.triggers.guard`) and SQLite keeps in no order of coming.

A later migration that remakes the table ends with `without_row_numbers(connection)` and `create(connection)` of the
audit's triggers.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

TABLE = "surveys_answer"


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
