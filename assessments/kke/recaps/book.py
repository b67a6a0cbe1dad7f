"""A workbook that is written row by row: styled tables with a frozen header, filters and a print set-up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import IO, Literal

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from documents.safe_text import cell_text, header_footer_text, looks_like_formula
from documents.workbooks import styles

from .stream import BodyCell, StreamedSheet, Value, row_xml

Kind = Literal["text", "clipped", "points", "signed", "part", "count", "date", "time"]
HEADER_ROW = 5
MAX_ROWS = 1_048_576 - HEADER_ROW
A4, A3, A4_HOLDS = 9, 8, 190  # paper, and how many characters still can be read across it
_MM = 1 / 25.4
_FORMATS: dict[Kind, str] = {
    "text": "General",
    "clipped": "General",
    "points": "0.00",
    "signed": "+0.00;-0.00;0.00",
    "part": "0.00%",
    "count": "#,##0",
    "date": "[$-421]d mmm yyyy;@",
    "time": '[$-421]d mmm yyyy hh"."mm;@',
}
_ALIGNED = {"text": styles.NOTE, "clipped": Alignment(vertical="top", horizontal="fill", indent=1)}
_TYPES: dict[Kind, str] = {"text": "s", "clipped": "s", "date": "d", "time": "d"}


@dataclass(frozen=True)
class Column:
    """A column: its head, its width in characters, what it holds; `band` is written once above those that share it."""

    head: str
    width: float
    kind: Kind = "text"
    band: str = ""


@dataclass(frozen=True)
class Heading:
    """What stands above every table and below every page."""

    title: str
    instansi: str
    exported: str
    footer: str


class Book:
    """A workbook of tables. As a context it leaves no temporary file behind, whatever happens."""

    def __init__(self, heading: Heading) -> None:
        self.heading = heading
        self.workbook = Workbook(write_only=True)
        self.workbook.properties.creator = "Portal Zona Integritas"
        self.workbook.properties.title = heading.title
        self.tables: list[Table] = []

    def __enter__(self) -> Book:
        return self

    def __exit__(self, *_: object) -> None:
        for table in self.tables:
            if (writer := table.sheet._writer) is not None and not table.sheet.closed:
                table.sheet.close()
                writer.cleanup()

    def table(self, name: str, columns: Sequence[Column], **options) -> Table:
        """A new sheet with a table; see `Table`."""
        table = Table(self, name, columns, **options)
        self.tables.append(table)
        return table

    def save(self, target: IO[bytes]) -> None:
        """Finish every table and write the workbook."""
        for table in self.tables:
            table.finish()
        self.workbook.save(target)


@dataclass
class Table:
    """One sheet: three lines of heading, bands, the header row, then rows. `frozen`: columns that stay in sight;
    `subtitle` is the sheet's own line; `empty` is said where there is no row; without `filters` it is for reading.
    """

    book: Book
    name: str
    columns: Sequence[Column]
    subtitle: str = ""
    frozen: int = 2
    empty: str = "Belum ada data."
    filters: bool = True
    count: int = 0
    sheet: WriteOnlyWorksheet = field(init=False)

    def __post_init__(self) -> None:
        workbook = self.book.workbook
        self.sheet = StreamedSheet(workbook, self.name)
        workbook._add_sheet(self.sheet)
        for number, column in enumerate(self.columns, start=1):
            self.sheet.column_dimensions[get_column_letter(number)].width = column.width
        self.sheet.row_dimensions[1].height = 24
        self.sheet.row_dimensions[HEADER_ROW].height = 30
        self.sheet.freeze_panes = f"{get_column_letter(self.frozen + 1)}{HEADER_ROW + 1}"
        self.sheet.sheet_view.showGridLines = False
        wide = sum(column.width for column in self.columns) > A4_HOLDS
        _set_up_print(self.sheet, self.book.heading.footer, paper=A3 if wide else A4)
        self._write_heading()
        self._body = self._cells()
        self._strong = self._cells(strong=True)

    def append(self, values: Sequence[Value], *, strong: bool = False) -> None:
        """Write a row, one value a column; None leaves the cell empty. ValueError when the sheet is full.

        `strong`: a row of sums. Texts are of users, always text and never a formula. Points can be given as they are
        stored ("41.370000").
        """
        if self.count == MAX_ROWS:
            raise ValueError(f"{self.name} has more rows than a sheet of Excel holds")
        cells = self._strong if strong else self._body
        row = HEADER_ROW + 1 + self.count
        self.sheet.append(row_xml(cells, values, row))
        self.count += 1

    def finish(self) -> None:
        """Nothing follows: say so where there is no row, and lay the filters over what is there."""
        if not self.count:
            self.sheet.append([self._text(self.empty, styles.SMALL)])
        if self.filters:
            last = HEADER_ROW + max(self.count, 1)
            self.sheet.auto_filter.ref = f"A{HEADER_ROW}:{get_column_letter(len(self.columns))}{last}"

    def _write_heading(self) -> None:
        heading = self.book.heading
        lines = (
            (heading.title, styles.TITLE),
            (
                " · ".join(part for part in (heading.instansi, self.subtitle or self.name) if part),
                styles.SUBTITLE,
            ),
            (heading.exported, styles.SMALL),
        )
        for text, font in lines:
            self.sheet.append([self._text(text, font)])
        told, bands = "", []
        for column in self.columns:
            bands.append(self._text(column.band if column.band != told else "", styles.BOLD))
            if column.band:
                bands[-1].fill = styles.WASH_FILL
            told = column.band
        self.sheet.append(bands)
        heads = [self._text(column.head, styles.HEAD) for column in self.columns]
        for cell in heads:
            cell.fill, cell.border = styles.HEAD_FILL, styles.GRID
            cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        self.sheet.append(heads)

    def _text(self, text: str, font) -> Cell:
        cell = WriteOnlyCell(self.sheet)
        clean = cell_text(text)
        if clean:
            cell._value, cell.data_type = clean, "s"
            cell.quotePrefix = looks_like_formula(clean)
        cell.font = font
        return cell

    def _cells(self, *, strong: bool = False) -> list[BodyCell]:
        return [
            BodyCell(
                get_column_letter(number),
                self._style(column.kind, strong=strong, quoted=False),
                self._style(column.kind, strong=strong, quoted=True),
                _TYPES.get(column.kind, "n"),
                int((column.width - 2) * 1.15) if column.kind == "text" else 0,
            )
            for number, column in enumerate(self.columns, start=1)
        ]

    def _style(self, kind: Kind, *, strong: bool, quoted: bool) -> int:
        model = WriteOnlyCell(self.sheet)
        model.font, model.border = styles.BOLD if strong else styles.BASE, styles.GRID
        if strong:
            model.fill = styles.WASH_FILL
        model.number_format = _FORMATS[kind]
        model.alignment = _ALIGNED.get(kind, styles.RIGHT)
        model.quotePrefix = quoted
        return model.style_id


def _set_up_print(sheet: WriteOnlyWorksheet, footer: str, *, paper: int) -> None:
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", paper
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{HEADER_ROW - 1}:{HEADER_ROW}"
    margins = sheet.page_margins
    margins.left = margins.right = 10 * _MM
    margins.top, margins.bottom, margins.footer = 12 * _MM, 18 * _MM, 8 * _MM
    sheet.oddFooter.left.text = header_footer_text(footer)
    sheet.oddFooter.right.text = "Halaman &P dari &N"
