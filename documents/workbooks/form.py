"""A workbook to fill in: instructions, and the table with drop-downs."""

from __future__ import annotations

import io
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from documents.safe_text import put_text
from documents.workbooks import styles
from documents.workbooks.columns import Column

LISTS = "_daftar"
HEADER = 4
A4, A3 = 9, 8  # sizes of paper as Excel counts them
WIDEST_ON_A4 = 200  # characters; wider tables are legible on A3 alone
ROOM = 500  # empty rows with drop-downs below what stands
GUIDE = (26, 46, 34, 34)  # widths of the columns of the instructions
KINDS = {
    "text": "teks",
    "lines": "teks, boleh beberapa baris",
    "date": "tanggal, misalnya 31/12/2026",
    "number": "angka, misalnya 3,61",
    "nip": "18 angka, format Teks",
    "choice": "pilih dari daftar",
    "many": "satu atau beberapa, pisahkan dengan titik koma",
}


@dataclass(frozen=True)
class Form:
    """A table to fill in. `lines`: what is said above its columns; those in `identify` stand out."""

    title: str
    sheet: str
    purpose: str
    lines: tuple[str, ...]
    columns: Sequence[Column]
    identify: Collection[str]


def book_of(form: Form, rows: Sequence[Mapping[str, str]] = ()) -> Workbook:
    """The workbook, empty or with rows of canonical texts; `save_book` makes a file of it."""
    book = Workbook()
    guide = book.active
    guide.title = "Petunjuk"
    _guide(guide, form)
    sheet = book.create_sheet(form.sheet)
    lists = book.create_sheet(LISTS)
    _head(sheet, form)
    for number, values in enumerate(rows, start=HEADER + 1):
        for at, column in enumerate(form.columns, start=1):
            _put(sheet, number, at, column, values.get(column.key, ""))
        texts = ((column.width, column.shown(values.get(column.key, ""))) for column in form.columns)
        sheet.row_dimensions[number].height = _height(texts)
    _drop_downs(sheet, lists, form.columns, HEADER + len(rows) + ROOM)
    lists.sheet_state = "hidden"
    book.active = 1
    guide.sheet_view.tabSelected = False
    return book


def save_book(book: Workbook) -> bytes:
    """The bytes of a workbook."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _guide(ws: Worksheet, form: Form) -> None:
    ws.sheet_view.showGridLines = False
    for letter, width in zip("ABCD", GUIDE, strict=True):
        ws.column_dimensions[letter].width = width
    put_text(ws["A1"], form.title)
    ws["A1"].font = styles.TITLE
    put_text(ws["A2"], form.purpose)
    ws["A2"].font = styles.BASE
    number = 4
    for line in form.lines:
        cell = ws.cell(number, 1)
        ws.merge_cells(start_row=number, end_row=number, start_column=1, end_column=4)
        put_text(cell, f"•  {line}")
        cell.font, cell.alignment = styles.BASE, styles.WRAP
        ws.row_dimensions[number].height = 14 * (1 + len(line) // 150) + 4
        number += 1
    number += 1
    for at, text in enumerate(("Kolom", "Isi", "Cara menulis", "Contoh"), start=1):
        cell = ws.cell(number, at, text)
        cell.font, cell.fill, cell.border = styles.HEAD, styles.HEAD_FILL, styles.GRID
    for column in form.columns:
        number += 1
        told = (_heading(column), column.help, KINDS[column.kind], column.example)
        for at, text in enumerate(told, start=1):
            cell = ws.cell(number, at)
            put_text(cell, text)
            cell.font = styles.BOLD if at == 1 and column.key in form.identify else styles.BASE
            cell.alignment, cell.border = styles.WRAP, styles.GRID
        ws.row_dimensions[number].height = _height(zip(GUIDE, told, strict=True))
    _paper(ws, A4)


def _paper(ws: Worksheet, size: int) -> None:
    """As it comes out of a printer: landscape, as wide as the paper, pages counted."""
    ws.page_setup.orientation, ws.page_setup.paperSize = "landscape", size
    ws.page_setup.fitToWidth, ws.page_setup.fitToHeight = 1, 0
    ws.sheet_properties.pageSetUpPr.fitToPage = True
    ws.oddFooter.left.text, ws.oddFooter.right.text = "&A", "Halaman &P dari &N"


def _heading(column: Column) -> str:
    return f"{column.title} *" if column.required else column.title


def _head(ws: Worksheet, form: Form) -> None:
    columns = form.columns
    put_text(ws["A1"], form.title)
    ws["A1"].font = styles.TITLE
    ws["A2"] = "Isi mulai baris di bawah judul kolom. Contoh dan cara menulis ada di lembar Petunjuk."
    ws["A2"].font = styles.SMALL
    for at, column in enumerate(columns, start=1):
        cell = ws.cell(HEADER, at)
        put_text(cell, _heading(column))
        cell.font, cell.fill, cell.border = styles.HEAD, styles.HEAD_FILL, styles.GRID
        cell.alignment = Alignment(vertical="center", wrap_text=True)
        letter = get_column_letter(at)
        ws.column_dimensions[letter].width = column.width
        if column.kind == "nip":
            ws.column_dimensions[letter].number_format = "@"
    ws.row_dimensions[HEADER].height = max(32, _height((c.width, _heading(c)) for c in columns))
    ws.freeze_panes = ws.cell(HEADER + 1, 2)
    ws.auto_filter.ref = f"A{HEADER}:{get_column_letter(len(columns))}{HEADER}"
    ws.print_title_rows = f"{HEADER}:{HEADER}"
    _paper(ws, A3 if sum(column.width for column in columns) > WIDEST_ON_A4 else A4)


def _put(ws: Worksheet, number: int, at: int, column: Column, value: str) -> None:
    cell = ws.cell(number, at)
    cell.font, cell.alignment, cell.border = styles.BASE, styles.WRAP, styles.GRID
    if not value:
        return
    if column.kind == "date":
        cell.value, cell.number_format = date.fromisoformat(value), "dd/mm/yyyy"
        cell.alignment = styles.CENTER
    elif column.kind == "number":
        cell.value, cell.number_format = Decimal(value), "0" if column.whole else "0.00##"
    else:
        put_text(cell, column.shown(value))
        if column.kind == "nip":
            cell.number_format = "@"


def _height(texts: Iterable[tuple[int, str]]) -> float:
    """The height in points that shows wrapped (width, text) cells of a row in full; the sheet itself is slow to ask."""
    lines = max(
        sum(1 + len(line) // max(1, round(width * 1.05)) for line in text.split("\n"))
        for width, text in texts
    )
    return min(5 + 12.5 * lines, 400)


def _drop_downs(ws: Worksheet, lists: Worksheet, columns: Sequence[Column], last: int) -> None:
    """A drop-down for each column of choices, a hint for dates; NIP cells are texts before anyone types."""
    for at, column in enumerate(columns, start=1):
        letter = get_column_letter(at)
        cells = f"{letter}{HEADER + 1}:{letter}{last}"
        if column.kind == "choice" and column.choices:
            rule = _list(lists, at, column)
        elif column.kind == "date":
            rule = DataValidation(allow_blank=True)
            rule.showInputMessage, rule.prompt = True, "Tulis tanggal seperti 31/12/2026."
        elif column.kind == "nip":
            for number in range(HEADER + 1, last + 1):
                ws.cell(number, at).number_format = "@"
            continue
        else:
            continue
        ws.add_data_validation(rule)
        rule.add(cells)


def _list(lists: Worksheet, at: int, column: Column) -> DataValidation:
    letter = get_column_letter(at)
    put_text(lists[f"{letter}1"], column.title)
    for number, choice in enumerate(column.choices, start=2):
        put_text(lists[f"{letter}{number}"], choice.label)
    end = len(column.choices) + 1
    rule = DataValidation(type="list", formula1=f"{LISTS}!${letter}$2:${letter}${end}", allow_blank=True)
    rule.showErrorMessage, rule.errorTitle = True, "Isian tidak sesuai"
    rule.error = "Pilih salah satu dari daftar."
    return rule
