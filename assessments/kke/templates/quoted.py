"""Adds to a styles part, for a style in use, its twin with Excel's mark "this is text" (quote prefix)."""

from __future__ import annotations

from documents.workbooks.guard import FileRefused

from .xml_marks import DAMAGED, Edit, Tag, apply_edits, end_of, walk


class QuotedStyles:
    """The cell styles of a workbook and the twins that were asked for."""

    def __init__(self, xml: bytes) -> None:
        self.xml = xml
        self.added: dict[int, bytes] = {}
        self._numbers: dict[int, int] = {}
        self._spans: list[tuple[int, int]] = []
        self._opened = self._closed = -1
        self._depth = 0
        walk(xml, start=self._on_start, end=self._on_end)

    def _on_start(self, tag: str, _: dict[str, str], at: int) -> None:
        if tag == "cellXfs":
            self._opened, self._depth = at, 1
        elif self._depth:
            self._depth += 1

    def _on_end(self, tag: str, start: int, at: int) -> None:
        if not self._depth:
            return
        if self._depth == 2:
            self._spans.append((start, end_of(self.xml, start, at)))
        self._depth -= 1
        if not self._depth:
            self._closed = at

    def of(self, style: str) -> str:
        """The number of the style's twin. FileRefused: the workbook has no such style."""
        number = int(style) if style.isdecimal() else -1
        if not 0 <= number < len(self._spans):
            raise FileRefused(DAMAGED)
        if number not in self._numbers:
            begin, stop = self._spans[number]
            tag = Tag(self.xml, begin)
            opened = tag.with_attributes(quotePrefix="1")
            self._numbers[number] = len(self._spans) + len(self.added)
            self.added[number] = opened[:-1] + b"/>" if tag.closed else opened + self.xml[tag.end : stop]
        return str(self._numbers[number])

    def result(self) -> bytes:
        """The part with the twins behind all other styles."""
        opened = Tag(self.xml, self._opened)
        count = str(len(self._spans) + len(self.added))
        edits: list[Edit] = [
            (opened.start, opened.end, opened.with_attributes(count=count)),
            (self._closed, self._closed, b"".join(self.added.values())),
        ]
        return apply_edits(self.xml, edits)
