"""Tables that are streamed: texts stay texts, numbers and dates are ones, nothing is left behind."""

import io
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest
from openpyxl.worksheet import _writer

from assessments.kke.recaps import book as streaming
from assessments.kke.recaps.book import Book, Column, Heading

at = datetime.fromisoformat  # a workbook knows no zones
HEADING = Heading("Rekap 2026", "Kab. Sukamaju", "Diekspor hari ini.", "Kab. A & B")
COLUMNS = (
    Column("Nama", 20),
    Column("Nilai", 9, "points", "Angka"),
    Column("Unit", 9, "count", "Angka"),
    Column("Tanggal", 12, "date"),
    Column("Waktu", 16, "time"),
)


def made(*rows, **options):
    with Book(HEADING) as book:
        table = book.table("Data", COLUMNS, **options)
        for row in rows:
            table.append(row)
        out = io.BytesIO()
        book.save(out)
    return openpyxl.load_workbook(out)["Data"]


def test_values_heads_and_formats():
    ws = made(["Puskesmas", Decimal("75.123456"), 3, date(2026, 3, 1), at("2026-03-01 14:05")])
    assert list(ws.iter_rows(max_row=5, values_only=True)) == [
        ("Rekap 2026", None, None, None, None),
        ("Kab. Sukamaju · Data", None, None, None, None),
        ("Diekspor hari ini.", None, None, None, None),
        (None, "Angka", None, None, None),
        ("Nama", "Nilai", "Unit", "Tanggal", "Waktu"),
    ]
    assert [cell.value for cell in ws[6]] == [
        "Puskesmas",
        75.123456,
        3,
        at("2026-03-01"),
        at("2026-03-01 14:05"),
    ]
    assert [cell.number_format for cell in ws[6]][:3] == ["General", "0.00", "#,##0"]
    assert [cell.is_date for cell in ws[6]] == [False, False, False, True, True]


def test_print_set_up_filters_and_what_stays_in_sight():
    ws = made(["a", None, None, None, None], ["b", None, None, None, None])
    assert (ws.freeze_panes, ws.auto_filter.ref, ws.print_title_rows) == ("C6", "A5:E7", "$4:$5")
    assert (ws.page_setup.orientation, ws.page_setup.fitToWidth, ws.page_setup.fitToHeight) == (
        "landscape",
        1,
        0,
    )
    assert ws.sheet_properties.pageSetUpPr.fitToPage is True
    assert (ws.oddFooter.left.text, ws.oddFooter.right.text) == ("Kab. A && B", "Halaman &P dari &N")


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", " +62811", "-1", "＝1", "@a", "\t=1"])
def test_a_text_of_a_user_is_never_a_formula_and_the_next_row_is_its_own(text):
    ws = made([text, 1, 1, None, None], ["Puskesmas = baik", 2, 2, None, None])
    assert [(ws[f"A{row}"].value, ws[f"A{row}"].data_type) for row in (6, 7)] == [
        (text, "s"),
        ("Puskesmas = baik", "s"),
    ]
    assert [ws[f"A{row}"].quotePrefix for row in (6, 7)] == [True, False]
    assert (ws["A6"].font.name, ws["A6"].border.left.style) == (
        ws["A7"].font.name,
        ws["A7"].border.left.style,
    )


def test_an_empty_cell_after_a_full_one_is_empty():
    ws = made(["a", Decimal(1), 1, date(2026, 1, 1), at("2026-01-01")], ["", None, None, None, None])
    assert [cell.value for cell in ws[7]] == [None] * 5


def test_a_table_without_rows_says_so():
    ws = made(empty="Belum ada unit.")
    assert (ws["A6"].value, ws.auto_filter.ref) == ("Belum ada unit.", "A5:E6")


def test_a_row_is_as_high_as_its_longest_text():
    ws = made(
        ["Puskesmas", 1, 1, None, None],
        ["Unit Pelaksana Teknis Daerah Pusat Kesehatan Masyarakat", 1, 1, None, None],
        ["satu\ndua", 1, 1, None, None],
        ["a" * 9000, 1, 1, None, None],
    )
    assert [ws.row_dimensions[row].height for row in (5, 6, 7, 8, 9)] == [30, None, 43, 30, 400]


def test_a_wide_table_is_meant_for_a3():
    with Book(HEADING) as book:
        sheets = [book.table(name, [Column("A", width)]).sheet for name, width in (("A", 190), ("B", 191))]
        book.save(io.BytesIO())
    assert [sheet.page_setup.paperSize for sheet in sheets] == [9, 8]


def test_a_row_of_sums_stands_out():
    with Book(HEADING) as book:
        table = book.table("Data", COLUMNS)
        table.append(["Semua", 1, 1, None, None], strong=True)
        book.save(out := io.BytesIO())
    assert openpyxl.load_workbook(out)["Data"]["A6"].font.bold is True


def test_more_rows_than_excel_holds_are_refused(monkeypatch):
    monkeypatch.setattr(streaming, "MAX_ROWS", 1)
    with pytest.raises(ValueError, match="more rows than a sheet"):
        made(["a", 1, 1, None, None], ["b", 1, 1, None, None])


def broken_off() -> None:
    with Book(HEADING) as book:
        before = len(_writer.ALL_TEMP_FILES)
        book.table("Data", COLUMNS).append(["a", 1, 1, None, None])
        book.table("Lain", COLUMNS)
        assert len(_writer.ALL_TEMP_FILES) == before + 2
        raise RuntimeError


def test_a_recap_that_fails_leaves_no_temporary_file():
    before = set(_writer.ALL_TEMP_FILES)
    with pytest.raises(RuntimeError):
        broken_off()
    assert set(_writer.ALL_TEMP_FILES) == before
