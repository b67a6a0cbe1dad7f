"""Templates: what they say they are, drop-downs, safe texts; files of something else are refused by name."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from assessments.tables.identity import found_identity
from assessments.tables.importing import scope_for
from assessments.tables.registry import TABLES
from assessments.tables.template import template_of
from documents.workbooks.form import HEADER
from documents.workbooks.guard import FileRefused
from tests.tables.files import grid, grids_of, look, template
from units.models import UnitKerja


def refused(world, key: str, grids) -> str:
    with pytest.raises(FileRefused) as error:
        look(world, key, grids)
    return str(error.value)


@pytest.mark.parametrize("key", list(TABLES))
def test_every_template_opens_and_is_its_own_table(world, key):
    content = template(world, key, filled=False)
    book = load_workbook(BytesIO(content))
    sheet = book[TABLES[key].sheet]
    assert (book.sheetnames[0], sheet.freeze_panes) == ("Petunjuk", f"B{HEADER + 1}")
    assert [book[name].sheet_state for name in ("_daftar", "_zi")] == ["hidden", "veryHidden"]
    assert sheet.max_row >= HEADER
    assert refused(world, key, grids_of(content)).startswith("Lembar “")  # nothing filled in yet
    said = found_identity(grids_of(content))
    assert said["tabel"] == key


@pytest.mark.parametrize(("key", "paper"), [("pegawai", "9"), ("tpn", "8")])
def test_it_comes_out_of_a_printer_whole(world, key, paper):
    book = load_workbook(BytesIO(template(world, key, filled=False)))
    for name, size in (("Petunjuk", "9"), (TABLES[key].sheet, paper)):
        page = book[name].page_setup
        told = (str(page.paperSize), page.orientation, page.fitToWidth, page.fitToHeight)
        assert told == (size, "landscape", 1, 0)
        assert book[name].oddFooter.right.text == "Halaman &P dari &N"


def test_drop_downs_stand_on_the_hidden_list(world):
    book = load_workbook(BytesIO(template(world, "orang", filled=False)))
    rules = {str(rule.sqref): rule.formula1 for rule in book["Orang"].data_validations.dataValidation}
    assert rules["D5:D504"] == "_daftar!$D$2:$D$6"
    assert [cell.value for cell in book["_daftar"]["D"]] == [
        "Peran",
        "Petugas unit",
        "Pimpinan unit",
        "Admin inspektorat",
        "Pimpinan instansi",
        "Tim TPI",
    ]
    assert book["Orang"]["C5"].number_format == "@"


def test_texts_of_users_are_never_formulas(world):
    UnitKerja.objects.filter(pk=world.unit.pk).update(name='=HYPERLINK("http://x")', head_name="+62 <script>")
    book = load_workbook(BytesIO(template(world, "unit", filled=True)))
    row = next(row for row in book["Unit"].iter_rows(min_row=5) if row[0].value == "PKM-01")
    assert [(row[n].data_type, row[n].quotePrefix) for n in (1, 6)] == [("s", True), ("s", True)]


def test_files_of_something_else_are_named(world):
    assert refused(world, "orang", grids_of(template(world, "unit", filled=True))) == (
        "Berkas ini templat “Unit kerja”, bukan “Orang dan peran”. Unggah di tabelnya sendiri."
    )
    there = scope_for(TABLES["unit"], world.other_instansi, year=2026, actor=world.orang_asing)
    assert refused(world, "unit", grids_of(template_of(TABLES["unit"], there, filled=True))) == (
        "Templat ini dibuat untuk instansi KAB-Y, bukan KAB-X. Unduh templat instansi ini, lalu salin isinya."
    )
    earlier = scope_for(TABLES["tim"], world.instansi, year=2025, actor=world.admin)
    assert refused(world, "tim", grids_of(template_of(TABLES["tim"], earlier, filled=False))) == (
        "Templat ini dibuat untuk tahun 2025, bukan 2026. "
        "Pilih tahunnya di halaman impor, atau unduh templat tahun ini."
    )


def test_headers_are_found_by_text_in_any_order(world):
    plan = look(
        world,
        "unit",
        grid([("catatan",), ("NAMA UNIT *", "Warna", " kode  unit* "), ("Mawar", "biru", "M-1")], first=7),
    )
    assert (plan.where, plan.rows[0].values, plan.notes) == (
        "Lembar “Lembar1”, judul kolom di baris 8",
        {"name": "Mawar", "code": "M-1"},
        ("Kolom B “Warna” tidak dikenal, jadi tidak dibaca.",),
    )


def test_missing_and_doubled_columns_are_told(world):
    assert refused(world, "unit", grid([("Apa", "Ini"), ("x", "y")])) == (
        "Judul kolom tabel Unit kerja tidak ditemukan. Dicari kolom Kode unit di lembar: “Lembar1”. "
        "Pakai templat dari halaman ini."
    )
    assert refused(world, "unit", grid([("Kode unit", "Tingkat"), ("x", "y")])) == (
        "Lembar “Lembar1” tidak punya kolom Nama unit. Tambahkan, lalu unggah lagi."
    )
    assert refused(world, "unit", grid([("Kode unit", "Nama unit", "Nama"), ("x", "y", "z")])) == (
        "Lembar1!C1: kolom “Nama unit” ada dua kali (juga di B). Hapus salah satunya."
    )
    many = [("Kode unit", "Nama unit"), *((f"U{n}", "x") for n in range(2_001))]
    assert refused(world, "unit", grid(many)) == (
        "Lembar “Lembar1” berisi 2001 baris; sekali impor paling banyak 2000. Bagi menjadi beberapa berkas."
    )
