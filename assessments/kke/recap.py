"""The recap of an instansi: one row a unit, written as a stream, filters and frozen header."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import IO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from assessments.engine.instrument import Instrument

from . import styles
from .safe_text import header_footer_text, put_text
from .writer_recap import area_halves

TITLE_ROWS = 4
_MM = 1 / 25.4


@dataclass(frozen=True)
class RecapRow:
    """One unit. Points and percents as text with a point ("41.370000"), None where there is no sheet.

    `areas` percent by area code, `components` points by component code, both of the unit's sheet; `verdict` a
    finished phrase. `tpi` and `tpn` totals only where they are released to the reader.
    """

    code: str
    name: str
    state: str
    areas: Mapping[str, str] = field(default_factory=dict)
    components: Mapping[str, str] = field(default_factory=dict)
    unit_total: str | None = None
    tpi: str | None = None
    tpn: str | None = None
    answered: int = 0
    of: int = 0
    verdict: str = ""
    team: str = ""


def write_recap(
    target: str | Path | IO[bytes],
    rows: Iterable[RecapRow],
    *,
    instrument: Instrument,
    instansi: str,
    year: int,
    exported: str = "",
) -> int:
    """Write the recap to a path or file; gives the number of units. Memory doesn't grow with the rows."""
    workbook = Workbook(write_only=True)
    ws: WriteOnlyWorksheet = workbook.create_sheet("Rekap")
    columns = _columns(instrument)
    header = TITLE_ROWS + 1
    ws.freeze_panes = f"C{header + 1}"
    for number, (_, width, _) in enumerate(columns, start=1):
        ws.column_dimensions[get_column_letter(number)].width = width
    _set_up_print(ws, instansi, year, header)
    title = f"Rekapitulasi Zona Integritas Tahun {year}"
    for text, font in ((title, styles.TITLE), (instansi, styles.SUBTITLE), (exported, styles.SMALL)):
        ws.append([_text(ws, text, font)])
    ws.append([])
    ws.append([_head(ws, text) for text, _, _ in columns])
    values = [(value, style) for value, (_, _, style) in zip(_values(instrument), columns, strict=True)]
    count = 0
    for row in rows:
        ws.append([_cell(ws, value(row), style) for value, style in values])
        count += 1
    ws.auto_filter.ref = f"A{header}:{get_column_letter(len(columns))}{header + max(count, 1)}"
    workbook.properties.creator = "Portal Zona Integritas"
    workbook.properties.title = title
    workbook.save(target)
    return count


def _columns(instrument: Instrument) -> list[tuple[str, float, str]]:
    """(header, width, number format; "" for text) of every column."""
    return [
        ("Kode unit", 13, ""),
        ("Nama unit", 44, ""),
        ("Tahap", 19, ""),
        ("Terjawab", 11, ""),
        *((f"{code} (%)", 10, styles.POINTS) for code in instrument.areas),
        *((component.name, 12, styles.POINTS) for component in _components(instrument)),
        ("Nilai unit", 11, styles.POINTS),
        ("Nilai TPI", 11, styles.POINTS),
        ("Nilai TPN", 11, styles.POINTS),
        ("Hasil terhadap nilai minimal", 30, ""),
        ("Tim TPI", 24, ""),
    ]


def _components(instrument: Instrument):
    """Pemenuhan and Reform (or Pengungkit where it isn't halved), then what stands beside Pengungkit: Hasil."""
    halves = area_halves(instrument)
    beside = [c for c in instrument.components if not any(half in c.walk() for half in halves)]
    return [*halves, *beside]


def _values(instrument: Instrument):
    """One function of the row for each column, in the same order as `_columns`."""
    return [
        lambda row: row.code,
        lambda row: row.name,
        lambda row: row.state,
        lambda row: f"{row.answered} dari {row.of}" if row.of else "",
        *((lambda row, code=code: row.areas.get(code)) for code in instrument.areas),
        *((lambda row, code=c.code: row.components.get(code)) for c in _components(instrument)),
        lambda row: row.unit_total,
        lambda row: row.tpi,
        lambda row: row.tpn,
        lambda row: row.verdict,
        lambda row: row.team,
    ]


def _text(ws: WriteOnlyWorksheet, text: str, font) -> WriteOnlyCell:
    cell = WriteOnlyCell(ws)
    put_text(cell, text)
    cell.font = font
    return cell


def _head(ws: WriteOnlyWorksheet, text: str) -> WriteOnlyCell:
    cell = _text(ws, text, styles.HEAD)
    cell.fill, cell.border = styles.HEAD_FILL, styles.GRID
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    return cell


def _cell(ws: WriteOnlyWorksheet, value: str | None, number_format: str) -> WriteOnlyCell:
    if number_format:
        cell = WriteOnlyCell(ws, None if value is None else Decimal(value))
        cell.number_format, cell.alignment = number_format, styles.RIGHT
    else:
        cell = WriteOnlyCell(ws)
        put_text(cell, value or "")
        cell.alignment = styles.WRAP
    cell.font, cell.border = styles.BASE, styles.GRID
    return cell


def _set_up_print(ws: WriteOnlyWorksheet, instansi: str, year: int, header: int) -> None:
    ws.page_setup.orientation, ws.page_setup.paperSize = "landscape", 9
    ws.page_setup.fitToWidth, ws.page_setup.fitToHeight = 1, 0
    ws.sheet_properties.pageSetUpPr.fitToPage = True
    ws.print_title_rows = f"{header}:{header}"
    ws.page_margins.left = ws.page_margins.right = 12 * _MM
    ws.oddFooter.left.text = header_footer_text(f"{instansi} · {year}")
    ws.oddFooter.right.text = "Halaman &P dari &N"
