"""Puts contents into single cells of a workbook file and leaves every other byte of its parts as it was.

Results that formulas stored are taken out, and the workbook is marked to be computed when it is opened: nobody
reads a figure that belongs to older answers.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass

from documents.workbooks.cells import column_letters, column_number
from documents.workbooks.guard import FileRefused

from .quoted import QuotedStyles
from .xml_marks import DAMAGED, Edit, Tag, apply_edits, end_of, plain_bytes, walk

_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
ORDER_HEAD = 8  # bytes that say how long an order is
_BEFORE_CALC = ("definedNames", "externalReferences", "functionGroups", "sheets")


@dataclass(frozen=True, slots=True)
class Content:
    """What comes into a cell: a text, a number as plain digits, or nothing. `quoted`: marked as text for Excel."""

    text: str = ""
    number: str = ""
    quoted: bool = False


EMPTY = Content()
Contents = Mapping[tuple[int, int], Content]


def patch_workbook(data: bytes, *, workbook: str, sheets: Mapping[str, Contents], styles: str) -> bytes:
    """The file with the contents put into the cells (row, column) of its sheet parts.

    `sheets` names every worksheet part, with nothing to put in for most; `workbook` and `styles` are parts too.
    FileRefused: damaged.
    """
    source = zipfile.ZipFile(io.BytesIO(data))
    names = {info.filename.lstrip("/").lower(): info for info in source.infolist()}
    changed: dict[str, bytes] = {}
    quoted = (
        QuotedStyles(plain_bytes(source.read(names[styles.lower()]))) if styles.lower() in names else None
    )
    for part, contents in sheets.items():
        xml = plain_bytes(source.read(names[part.lower()]))
        changed[part.lower()] = _SheetPatch(xml, contents, quoted).result()
    main = plain_bytes(source.read(names[workbook.lower()]))
    changed[workbook.lower()] = computed_on_opening(main)
    if quoted is not None and quoted.added:
        changed[styles.lower()] = quoted.result()
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, info in names.items():
            again = zipfile.ZipInfo(info.filename, info.date_time)
            again.compress_type, again.external_attr = info.compress_type, info.external_attr
            archive.writestr(again, changed[name] if name in changed else source.read(info))
    return target.getvalue()


class _SheetPatch:
    """One pass over a sheet part, which gathers the edits."""

    def __init__(self, xml: bytes, contents: Contents, quoted: QuotedStyles | None) -> None:
        self.xml, self.quoted = xml, quoted
        self.rows: dict[int, dict[int, Content]] = {}
        for (row, column), content in sorted(contents.items()):
            self.rows.setdefault(row, {})[column] = content
        self.edits: list[Edit] = []
        self.columns: list[tuple[int, int, str]] = []  # first, last, style
        self.row = self.column = self.row_at = 0
        self.row_style: str | None = None
        self.waiting: dict[int, Content] = {}
        self.widened = False
        self.cell: tuple[int, dict[str, str]] | None = None
        self.values: list[tuple[int, int]] = []
        self.has_formula = False
        self.links: list[tuple[int, int, bool]] = []  # from, to, whether it stands on an exchanged cell
        self.link_of_new = False

    def result(self) -> bytes:
        """The part with the contents in it. FileRefused: damaged."""
        walk(self.xml, start=self._start, end=self._end)
        return apply_edits(self.xml, self.edits)

    def _start(self, tag: str, attrs: dict[str, str], at: int) -> None:
        if tag == "c":
            self._start_cell(attrs, at)
        elif tag == "row":
            self._start_row(attrs, at)
        elif tag == "f" and self.cell is not None:
            self.has_formula = True
        elif tag == "col" and "style" in attrs:
            self.columns.append((int(attrs["min"]), int(attrs["max"]), attrs["style"]))
        elif tag == "hyperlink":
            self.link_of_new = self._is_new(attrs.get("ref", ""))

    def _end(self, tag: str, start: int, at: int) -> None:
        if tag == "v" and self.cell is not None:
            self.values.append((start, end_of(self.xml, start, at)))
        elif tag == "c" and self.cell is not None:
            self._end_cell(*self.cell, at)
        elif tag == "row":
            self._insert(at, before=None)
        elif tag == "hyperlink":
            self.links.append((start, end_of(self.xml, start, at), self.link_of_new))
        elif tag == "hyperlinks":
            self._drop_links(start, end_of(self.xml, start, at))

    def _is_new(self, reference: str) -> bool:
        match = _REFERENCE.fullmatch(reference)
        return match is not None and column_number(match.group(1)) in self.rows.get(int(match.group(2)), {})

    def _drop_links(self, start: int, stop: int) -> None:
        """A link of what stood in the cell before is not the link of what comes into it."""
        gone = [(begin, end, b"") for begin, end, of_new in self.links if of_new]
        self.edits += [(start, stop, b"")] if len(gone) == len(self.links) else gone

    def _start_row(self, attrs: dict[str, str], at: int) -> None:
        self.row = int(attrs["r"]) if attrs.get("r", "").isdecimal() else self.row + 1
        self.column, self.row_at, self.widened = 0, at, False
        self.row_style = attrs.get("s") if attrs.get("customFormat") in ("1", "true") else None
        self.waiting = dict(self.rows.get(self.row, {}))

    def _start_cell(self, attrs: dict[str, str], at: int) -> None:
        match = _REFERENCE.fullmatch(attrs.get("r", ""))
        self.column = column_number(match.group(1)) if match else self.column + 1
        self._insert(at, before=self.column)
        self.cell, self.has_formula, self.values = (at, attrs), False, []

    def _end_cell(self, start: int, attrs: dict[str, str], at: int) -> None:
        self.cell = None
        content = self.waiting.pop(self.column, None)
        if content is not None:
            new = self._element(Tag(self.xml, start).prefix, self.column, content, attrs.get("s"))
            self.edits.append((start, end_of(self.xml, start, at), new))
            return
        named = {"r": self._name(self.column)} if "r" not in attrs and self.row in self.rows else {}
        stale = self.values if self.has_formula else []
        if named or stale:
            tag = Tag(self.xml, start)
            again = tag.with_attributes(drop=("t",) if stale else (), **named)
            self.edits.append((tag.start, tag.end, again[:-1] + b"/>" if tag.closed else again))
            self.edits += [(begin, end, b"") for begin, end in stale]

    def _insert(self, at: int, *, before: int | None) -> None:
        """Put in the cells that the row does not have yet, those left of the column `before` or all."""
        due = [column for column in self.waiting if before is None or column < before]
        new = [(column, self.waiting.pop(column)) for column in due]
        tag = Tag(self.xml, self.row_at) if new else None
        for column, content in new:
            if tag is None or content == EMPTY:
                continue
            if tag.closed:
                raise FileRefused(DAMAGED)  # a row without cells is not one that was recognised
            style = self.row_style or self._style_of(column)
            self.edits.append((at, at, self._element(tag.prefix, column, content, style)))
            if not self.widened:  # "spans" says which columns the row has
                self.widened = True
                self.edits.append((tag.start, tag.end, tag.with_attributes(drop=("spans",))))

    def _style_of(self, column: int) -> str | None:
        return next((style for first, last, style in self.columns if first <= column <= last), None)

    def _name(self, column: int) -> str:
        return f"{column_letters(column)}{self.row}"

    def _element(self, prefix: bytes, column: int, content: Content, style: str | None) -> bytes:
        if content.quoted and self.quoted is not None:
            style = self.quoted.of(style or "0")
        head = f'c r="{self._name(column)}"' + (f' s="{style}"' if style else "")
        if content.number:
            inside, kind = f"<:v>{content.number}</:v>", ""
        elif content.text:
            inside = f'<:is><:t xml:space="preserve">{_escaped(content.text)}</:t></:is>'
            kind = ' t="inlineStr"'
        else:
            inside, kind = "", ""
        whole = f"<:{head}{kind}>{inside}</:c>" if inside else f"<:{head}/>"
        ascii_only = whole.encode("ascii", "xmlcharrefreplace")
        return ascii_only.replace(b"<:", b"<" + prefix).replace(b"</:", b"</" + prefix)


def _escaped(text: str) -> str:
    """Text for XML; what a parser would take for something else is written by number, "<" among it."""
    return "".join(f"&#{ord(char)};" if char in "<>&\r\n\t" else char for char in text)


def computed_on_opening(workbook: bytes) -> bytes:
    """The workbook part, asking every program to compute all formulas when it opens the file."""
    found: dict[str, tuple[int, int]] = {}
    depth = [0]

    def start(*_: object) -> None:
        depth[0] += 1

    def end(tag: str, begun: int, at: int) -> None:
        if depth[0] == 2:
            found[tag] = (begun, end_of(workbook, begun, at))
        depth[0] -= 1

    walk(workbook, start=start, end=end)
    if "calcPr" in found:
        tag = Tag(workbook, found["calcPr"][0])
        again = tag.with_attributes(fullCalcOnLoad="1")
        return apply_edits(workbook, [(tag.start, tag.end, again[:-1] + b"/>" if tag.closed else again)])
    before = next((found[name] for name in _BEFORE_CALC if name in found), None)
    if before is None:
        raise FileRefused(DAMAGED)
    prefix = Tag(workbook, before[0]).prefix
    return apply_edits(workbook, [(before[1], before[1], b"<" + prefix + b'calcPr fullCalcOnLoad="1"/>')])


def patch(data: bytes) -> bytes:
    """`patch_workbook` in the isolated process: its order as JSON, behind its length, and then the file.

    {"workbook", "styles", "parts": [...], "part": the sheet that is filled, "cells": [[row, column, text, number,
    quoted], ...]}
    """
    length = int.from_bytes(data[:ORDER_HEAD], "big")
    order = json.loads(data[ORDER_HEAD : ORDER_HEAD + length])
    contents = {(row, column): Content(*content) for row, column, *content in order["cells"]}
    sheets = {part: contents if part == order["part"] else {} for part in order["parts"]}
    file = data[ORDER_HEAD + length :]
    return patch_workbook(file, workbook=order["workbook"], styles=order["styles"], sheets=sheets)
