"""What is new needs everything that the form asks for."""

from collections.abc import Sequence

from documents.workbooks.columns import Column

from ..table import Row, Table


def check(table: Table, columns: Sequence[Column], rows: Sequence[Row]) -> None:
    """Refuse new rows with an empty required cell."""
    wanted = [c for c in columns if c.required and c.key not in table.identify]
    for row in rows:
        if row.before is None and not row.problems:
            for column in wanted:
                if column.key not in row.values:
                    row.refuse(f"{column.title} belum diisi.", column.key)
