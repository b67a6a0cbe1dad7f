"""The workbook of a table to fill in, empty or with what stands, and a hidden sheet that says what it is."""

from __future__ import annotations

from openpyxl.worksheet.worksheet import Worksheet

from documents.safe_text import put_text
from documents.workbooks.cells import PORTAL_SHEET
from documents.workbooks.form import Form, book_of, save_book

from .identity import identity_of
from .table import Scope, Table

RULES = (
    "Jangan ubah judul kolom. Urutan kolom boleh diubah, dan baris kosong dilewati.",
    "Judul bertanda * wajib diisi untuk baris baru. Baris yang sudah ada dikenali dari kolom yang ditebalkan di bawah.",
    "Sel kosong tidak mengubah apa pun, kecuali Anda memilih mengosongkan saat mengunggah.",
    "Baris yang tidak ada di berkas dibiarkan: tidak ada yang dihapus karena tidak tercantum.",
    "Sesudah diunggah, isi berkas diperiksa dan ditampilkan dulu. Semua baris diterapkan bersama, atau tidak satu pun.",
)


def template_of(table: Table, scope: Scope, *, filled: bool) -> bytes:
    """The xlsx of a table, empty or with all that stands."""
    form = Form(
        title=_title(table, scope),
        sheet=table.sheet,
        purpose=table.purpose,
        lines=(*table.hints, *RULES),
        columns=table.columns(scope),
        identify=table.identify,
    )
    rows = [stands.values for stands in table.listed(table.present(scope))] if filled else []
    book = book_of(form, rows)
    _identity(book.create_sheet(PORTAL_SHEET), table, scope)
    return save_book(book)


def _title(table: Table, scope: Scope) -> str:
    year = f" · {scope.year}" if table.needs else ""
    place = scope.assessment.unit.name if scope.assessment else scope.instansi.name
    return f"{table.title} · {place}{year}"


def _identity(ws: Worksheet, table: Table, scope: Scope) -> None:
    for number, (name, value) in enumerate(identity_of(table, scope).rows(), start=1):
        put_text(ws.cell(number, 1), name)
        put_text(ws.cell(number, 2), value)
    ws.sheet_state = "veryHidden"
