"""Our workbook (layout `portal`): sheets "KKE" and "Rekap" with live formulas, hidden sheet `_zi`."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from assessments.engine.instrument import Instrument
from assessments.engine.policy_model import Policy
from documents.safe_text import header_footer_text, put_text
from documents.workbooks import styles
from documents.workbooks.cells import PORTAL_SHEET

from .portal_rows import FIELDS, VERSIONS, Identity
from .writer_columns import HEADER_ROW, KkeSheet, Side
from .writer_recap import write_recap
from .writer_rows import FIRST_ROW
from .writer_sheet import write_sheet

TITLE = "Kertas Kerja Evaluasi (KKE) Zona Integritas"
MM = 1 / 25.4


@dataclass(frozen=True)
class Export:
    """What an export shows. `sides`: the unit first, TPI only for those who may see it.

    `exported` is a finished line ("Diekspor 22 November 2026 14.03 WIB oleh …"); `identity.versions` holds the
    version of each answered row of the editable side.
    """

    identity: Identity
    instansi: str
    unit: str
    year: int
    instrument: Instrument
    policy: Policy | None
    sides: Sequence[Side]
    exported: str = ""


def write_portal(export: Export) -> bytes:
    """The workbook as bytes."""
    workbook = Workbook()
    ws = workbook.active
    if ws is None:
        raise RuntimeError("a new workbook has an active sheet")
    ws.title = "KKE"
    sheet = write_sheet(ws, export.instrument, export.sides)
    _write_head(ws, export)
    _write_answered(sheet)
    recap = workbook.create_sheet("Rekap")
    _write_head(recap, export)
    write_recap(recap, sheet, export.policy, 6)
    _write_identity(workbook.create_sheet(PORTAL_SHEET), export.identity)
    ws.freeze_panes = ws.cell(FIRST_ROW, 3)
    ws.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
    for each in (ws, recap):
        _set_up_print(each, export)
        _protect(each)
    workbook.properties.creator = "Portal Zona Integritas"
    workbook.properties.title = TITLE
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def _write_head(ws: Worksheet, export: Export) -> None:
    instrument = export.instrument
    lines = (
        (TITLE, styles.TITLE),
        (f"{export.instansi} · {export.unit} · Tahun {export.year}", styles.SUBTITLE),
        (f"{instrument.name} ({instrument.regulation})", styles.BASE),
        (export.exported, styles.SMALL),
    )
    for row, (text, font) in enumerate(lines, start=1):
        put_text(ws.cell(row, 1), text)
        ws.cell(row, 1).font = font
    ws.row_dimensions[1].height = 24
    ws.sheet_view.showGridLines = False


def _write_answered(sheet: KkeSheet) -> None:
    """ "x dari n" above each side: the numbers in its value column, less those of components."""
    questions = len(sheet.instrument.questions)
    components = len(sheet.instrument.components_by_code)
    for columns in sheet.sides:
        letter = get_column_letter(columns.value)
        values = f"{letter}{FIRST_ROW}:{letter}{sheet.last_row}"
        cell = sheet.ws.cell(HEADER_ROW - 1, columns.answer)
        cell.value = f'="Terjawab "&(COUNT({values})-{components})&" dari {questions}"'
        cell.font = styles.BOLD


def _write_identity(ws: Worksheet, identity: Identity) -> None:
    ws.sheet_state = "hidden"
    rows = [(field, str(getattr(identity, field))) for field in FIELDS]
    rows += [(VERSIONS, "versi"), *((code, str(version)) for code, version in identity.versions.items())]
    for row, pair in enumerate(rows, start=1):
        for column, text in enumerate(pair, start=1):
            put_text(ws.cell(row, column), text)
    ws.protection.sheet = True


def _protect(ws: Worksheet) -> None:
    """Structure locked without a password: against slips, not against people."""
    ws.protection.sheet = True
    ws.protection.formatColumns = ws.protection.formatRows = False
    ws.protection.autoFilter = False


def _set_up_print(ws: Worksheet, export: Export) -> None:
    ws.page_setup.orientation, ws.page_setup.paperSize = "landscape", 9
    ws.page_setup.fitToWidth, ws.page_setup.fitToHeight = 1, 0
    ws.sheet_properties.pageSetUpPr.fitToPage = True
    margins = ws.page_margins
    margins.left = margins.right = 12 * MM
    margins.top = margins.bottom = 16 * MM
    ws.oddFooter.left.text = header_footer_text(f"{export.unit} · {export.year}")
    ws.oddFooter.right.text = "Halaman &P dari &N"


def versions_of(stored: Mapping[str, int], instrument: Instrument) -> dict[str, int]:
    """The versions in the order of the sheet, for `Identity.versions`; unanswered rows have 0."""
    return {code: stored.get(code, 0) for code in instrument.questions}
