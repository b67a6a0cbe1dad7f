"""A thing stands in one row: which of two would hold is not for the portal to guess."""

from collections.abc import Sequence

from documents.workbooks.columns import Column

from ..table import Key, Row, Table


def check(table: Table, columns: Sequence[Column], rows: Sequence[Row]) -> None:
    """Refuse every row after the first that is about the same thing."""
    first: dict[Key, Row] = {}
    for row in rows:
        if row.problems:
            continue
        before = first.setdefault(table.row_key(row.values), row)
        if before is not row:
            names = [c.key for c in columns if c.key in table.identify and c.key in row.values]
            row.refuse(
                f"isinya tentang hal yang sama dengan baris {before.number}. Hapus salah satunya.",
                names[0] if names else "",
            )
