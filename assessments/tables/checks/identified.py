"""A row must say what it is about: the cells that find its present object may not be empty."""

from collections.abc import Sequence

from documents.workbooks.columns import Column

from ..table import Row, Table


def check(table: Table, columns: Sequence[Column], rows: Sequence[Row]) -> None:
    """Refuse rows without a value in a required column of the key."""
    wanted = [c for c in columns if c.key in table.identify and c.required]
    for row in rows:
        for column in wanted:
            if column.key not in row.values and not _told(row, column):
                row.refuse(f"{column.title} belum diisi.", column.key)


def _told(row: Row, column: Column) -> bool:
    """Whether the cell holds something that was refused already."""
    return any(problem.startswith(f"{row.place(column.key)}: {column.title}:") for problem in row.problems)
