"""Writing rows in bulk: COPY on PostgreSQL, many at once on SQLite; memory stays as it is."""

from collections import defaultdict
from collections.abc import Sequence
from io import StringIO
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models, transaction

from zi_portal.sizes.pattern import Table, tables

HELD = 20_000
ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


class Loader:
    """Gathers rows and writes them, `HELD` at a time, each time in one transaction."""

    def __init__(self) -> None:
        self.waiting: dict[Table, list[Sequence[Any]]] = defaultdict(list)
        self.held = 0
        self.written: dict[str, int] = defaultdict(int)

    def add(self, table: Table, values: Sequence[Any]) -> None:
        """Take one row along."""
        self.waiting[table].append(values)
        self.held += 1

    def flush(self) -> None:
        """Write what waits. Foreign keys are checked at the end of the transaction, so the order is free."""
        with transaction.atomic(), connection.cursor() as cursor:
            for table, rows in self.waiting.items():
                write = _copy if connection.vendor == "postgresql" else _insert
                write(cursor, table, rows)
                self.written[table.label] += len(rows)
        self.waiting.clear()
        self.held = 0

    def finish(self) -> None:
        """Write the rest and let the next row of each table get the next id."""
        self.flush()
        wanted = [t.model for t in tables() if isinstance(t.model._meta.pk, models.BigAutoField)]
        with connection.cursor() as cursor:
            for line in connection.ops.sequence_reset_sql(no_style(), wanted):
                cursor.execute(line)


def _insert(cursor: Any, table: Table, rows: list[Sequence[Any]]) -> None:
    columns = ", ".join(f'"{c}"' for c in table.columns)
    holes = ", ".join(["%s"] * len(table.columns))
    cursor.executemany(f"INSERT INTO {table.name} ({columns}) VALUES ({holes})", rows)  # noqa: S608 - our own names


def _copy(cursor: Any, table: Table, rows: list[Sequence[Any]]) -> None:
    lines = StringIO()
    for row in rows:
        lines.write("\t".join(map(_field, row)))
        lines.write("\n")
    lines.seek(0)
    columns = ", ".join(f'"{c}"' for c in table.columns)
    cursor.copy_expert(f"COPY {table.name} ({columns}) FROM STDIN", lines)


def _field(value: Any) -> str:
    if value is None:
        return "\\N"
    if isinstance(value, str):
        return value.translate(ESCAPES)
    if value is True or value is False:
        return "t" if value else "f"
    return str(value)
