"""Reads the sheets of a guarded package into flat cells, as a stream: memory grows with filled cells only."""

from __future__ import annotations

import posixpath
import re
from dataclasses import replace
from decimal import Decimal

from documents.workbooks.cells import Cell, Grid, column_number
from documents.workbooks.guard import FileRefused, Package, local

MAX_ROWS = 50_000  # row elements of one sheet, styled-empty ones included
MAX_COLUMNS = 300  # of a cell that holds something
MAX_CELLS = 800_000  # cell elements of the whole workbook
MAX_FILLED = 200_000  # cells that hold something; a filled KKE has 2,000
MAX_TEXT = 8_000_000  # characters in all cells: one shared text may stand in very many of them
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_ROW = re.compile(r"\d{1,7}", re.ASCII)
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def read_grids(package: Package) -> tuple[Grid, ...]:
    """All worksheets in order. FileRefused: damaged, or more rows or cells than any KKE has."""
    sheets, strings_part = sheet_parts(package)
    strings = _shared_strings(package, strings_part)
    budget = Budget()
    return tuple(_read_sheet(package, name, hidden, part, strings, budget) for name, hidden, part in sheets)


class Budget:
    """What a workbook may still hold."""

    def __init__(self) -> None:
        self.cells, self.filled, self.text = MAX_CELLS, MAX_FILLED, MAX_TEXT

    def take(self, *, cells: int = 0, filled: int = 0, text: int = 0) -> None:
        """FileRefused: more than any KKE has."""
        self.cells -= cells
        self.filled -= filled
        self.text -= text
        if min(self.cells, self.filled, self.text) < 0:
            what = "teks" if self.text < 0 else "sel"
            raise FileRefused(
                f"Buku kerja ini berisi terlalu banyak {what}. Hapus lembar dan baris yang tidak perlu."
            )


def relations_of(package: Package, part: str) -> dict[str, tuple[str, str, bool]]:
    """Relation id → (kind, target, external) of a part."""
    folder, name = posixpath.split(part)
    rels = posixpath.join(folder, "_rels", f"{name}.rels")
    found: dict[str, tuple[str, str, bool]] = {}
    if rels not in package:
        return found

    def start(tag: str, attrs: dict[str, str]) -> None:
        if tag == "Relationship":
            external = attrs.get("TargetMode") == "External"
            target = attrs.get("Target", "")
            if not external:
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            found[attrs.get("Id", "")] = (attrs.get("Type", "").rpartition("/")[2], target, external)

    package.stream(rels, start=start)
    return found


def workbook_part(package: Package) -> str:
    """The part that names the sheets. FileRefused: there is none."""
    main = next((t for kind, t, _ in relations_of(package, "").values() if kind == "officeDocument"), "")
    if not main:
        raise FileRefused(
            "Berkas Excel ini rusak: buku kerjanya tidak ditemukan. Buka di Excel, lalu simpan lagi."
        )
    return main


def sheet_parts(package: Package) -> tuple[list[tuple[str, bool, str]], str]:
    """((name, hidden, part) of each worksheet in order, the part of the shared strings or "")."""
    main = workbook_part(package)
    relations = relations_of(package, main)
    sheets: list[tuple[str, bool, str]] = []

    def start(tag: str, attrs: dict[str, str]) -> None:
        if tag == "sheet":
            ident = next((value for key, value in attrs.items() if local(key) == "id"), "")
            kind, target, _ = relations.get(ident, ("", "", False))
            if kind == "worksheet":
                sheets.append((attrs.get("name", ""), attrs.get("state", "visible") != "visible", target))

    package.stream(main, start=start)
    return sheets, next((t for kind, t, _ in relations.values() if kind == "sharedStrings"), "")


class _TextCollector:
    """Joins the runs of a rich text and leaves out phonetic hints."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.taking = False
        self.phonetic = False

    def start(self, tag: str) -> None:
        if tag == "rPh":
            self.phonetic = True
        elif tag == "t":
            self.taking = not self.phonetic

    def end(self, tag: str) -> None:
        if tag == "rPh":
            self.phonetic = False
        elif tag == "t":
            self.taking = False

    def text(self, data: str) -> None:
        if self.taking:
            self.parts.append(data)

    def take(self) -> str:
        joined = _ESCAPED.sub(_unescaped, "".join(self.parts))
        self.parts = []
        return joined.replace("\r\n", "\n").replace("\r", "\n")


def _unescaped(match: re.Match[str]) -> str:
    """The character of "_x000D_"; nothing for those that no database and no file takes."""
    code = int(match.group(1), 16)
    return "" if (code < 0x20 and code not in (9, 10, 13)) or 0xD800 <= code < 0xE000 else chr(code)


def _shared_strings(package: Package, part: str) -> list[str]:
    strings: list[str] = []
    if not part or part not in package:
        return strings
    collector = _TextCollector()

    def end(tag: str) -> None:
        collector.end(tag)
        if tag == "si":
            strings.append(collector.take())

    package.stream(part, start=lambda tag, _: collector.start(tag), end=end, text=collector.text)
    return strings


class _SheetReader:
    """Takes the events of one sheet part and fills a grid."""

    def __init__(self, grid: Grid, strings: list[str], budget: Budget) -> None:
        self.grid, self.strings, self.budget = grid, strings, budget
        self.rows = self.row = self.column = 0
        self.kind = ""
        self.into: list[str] | None = None
        self.value: list[str] = []
        self.formula: list[str] = []
        self.has_formula = False
        self.inline = _TextCollector()
        self.links: dict[str, tuple[str, str]] = {}

    def start(self, tag: str, attrs: dict[str, str]) -> None:
        if tag == "c":
            self._start_cell(attrs)
        elif tag == "row":
            self._start_row(attrs)
        elif tag == "v":
            self.into = self.value
        elif tag == "f":
            self.into, self.has_formula = self.formula, True
        elif tag == "hyperlink":
            ident = next((value for key, value in attrs.items() if key != "id" and local(key) == "id"), "")
            self.links[attrs.get("ref", "")] = (ident, attrs.get("location", ""))
        else:
            self.inline.start(tag)

    def end(self, tag: str) -> None:
        if tag == "c":
            self._end_cell()
        elif tag in ("v", "f"):
            self.into = None
        else:
            self.inline.end(tag)

    def text(self, data: str) -> None:
        if self.into is not None:
            self.into.append(data)
        else:
            self.inline.text(data)

    def _start_row(self, attrs: dict[str, str]) -> None:
        self.rows += 1
        self.row = int(attrs["r"]) if _ROW.fullmatch(attrs.get("r", "")) else self.row + 1
        self.column = 0
        if self.rows > MAX_ROWS:
            raise FileRefused(
                f"Lembar “{self.grid.name}” berisi lebih dari {MAX_ROWS} baris. Hapus baris kosong di bawah data."
            )

    def _start_cell(self, attrs: dict[str, str]) -> None:
        self.budget.take(cells=1)
        match = _REFERENCE.fullmatch(attrs.get("r", ""))
        self.column = column_number(match.group(1)) if match else self.column + 1
        self.kind = attrs.get("t", "n")
        self.value, self.formula, self.has_formula = [], [], False
        self.inline.parts = []

    def _end_cell(self) -> None:
        raw, inline = "".join(self.value), self.inline.take()
        value, error = self._value(raw, inline)
        if (value is None or (isinstance(value, str) and not value.strip())) and not self.has_formula:
            return
        if self.column > MAX_COLUMNS:
            return  # nothing of a KKE stands out there
        formula = ("".join(self.formula) or "=") if self.has_formula else ""
        self.budget.take(filled=1, text=len(formula) + (len(value) if isinstance(value, str) else 0))
        cell = Cell(self.grid.name, self.row, self.column, value, formula, error)
        self.grid.rows.setdefault(self.row, {})[self.column] = cell

    def _value(self, raw: str, inline: str) -> tuple[str | Decimal | bool | None, bool]:
        if self.kind == "inlineStr":
            return inline, False
        if not raw:
            return None, False
        if self.kind == "s":
            index = int(raw) if _ROW.fullmatch(raw.strip()) else -1
            if not 0 <= index < len(self.strings):
                raise FileRefused(f"Berkas Excel ini rusak di lembar “{self.grid.name}” baris {self.row}.")
            return self.strings[index], False
        if self.kind == "b":
            return raw.strip() == "1", False
        if self.kind in ("str", "d"):
            return raw.replace("\r\n", "\n"), False
        if self.kind == "e":
            return raw, True
        return _number(raw)


def _number(raw: str) -> tuple[str | Decimal, bool]:
    # A workbook stores 3.6 as 3.6000000000000001; 15 digits are what Excel itself keeps and shows.
    try:
        number = Decimal(f"{float(raw):.15g}")
    except ValueError:
        return raw, True
    return (number, False) if number.is_finite() else (raw, True)


def _read_sheet(
    package: Package, name: str, hidden: bool, part: str, strings: list[str], budget: Budget
) -> Grid:
    grid = Grid(name, hidden)
    reader = _SheetReader(grid, strings, budget)
    package.stream(part, start=reader.start, end=reader.end, text=reader.text)
    if reader.links:
        _attach_links(grid, reader.links, relations_of(package, part))
    return grid


def _attach_links(
    grid: Grid, links: dict[str, tuple[str, str]], relations: dict[str, tuple[str, str, bool]]
) -> None:
    for reference, (ident, _) in links.items():
        _, target, external = relations.get(ident, ("", "", False))
        match = _REFERENCE.match(reference)
        if not (external and match and target.lower().startswith(("http://", "https://"))):
            continue
        row, column = int(match.group(2)), column_number(match.group(1))
        cell = grid.at(row, column)
        if cell is not None:
            grid.rows[row][column] = replace(cell, link=target)
