"""A table of more rows than a sheet of Excel holds goes on in the next sheet."""

from __future__ import annotations

from collections.abc import Sequence

from . import book as streaming
from .book import Book, Column, Value


class Pages:
    """Takes rows like a `Table`; the second sheet is called "Nama 2". `options` as those of a table."""

    def __init__(self, book: Book, name: str, columns: Sequence[Column], **options) -> None:
        self.book, self.name, self.columns, self.options = book, name, columns, options
        self.number = 1
        self.table = book.table(name, columns, **options)

    def append(self, values: Sequence[Value]) -> None:
        """Write a row, on a new sheet where this one is full."""
        if self.table.count == streaming.MAX_ROWS:
            self.number += 1
            self.table = self.book.table(f"{self.name} {self.number}", self.columns, **self.options)
        self.table.append(values)
