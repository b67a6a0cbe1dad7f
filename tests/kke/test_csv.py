"""CSV files, by code or by hierarchy columns: however they were written, as long as they are UTF-8."""

import pytest

from assessments.kke.reading import read
from documents.workbooks.guard import FileRefused
from tests.kke_files.csv_files import build_csv, build_paths, written
from tests.kke_files.jawaban import build_jawaban

from .conftest import random_values
from .test_jawaban import values_of


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_by_code(instrument, mapping, delimiter, encoding):
    unit = random_values(instrument, 1)
    content = build_csv(instrument, unit, delimiter=delimiter, encoding=encoding)
    reading = read(content, instrument, mapping, name="isian.csv")
    assert (reading.layout, values_of(reading)) == ("csv", unit)
    assert (reading.unknown, reading.bad) == ((), ())
    assert all("Periksa lagi" in said.why for said in reading.warnings)  # a part larger than its whole
    assert reading.where == "Lembar “CSV”, judul di baris 1, jawaban di kolom B."


@pytest.mark.parametrize("delimiter", [";", ","])
def test_by_the_five_hierarchy_columns(instrument, mapping, delimiter):
    unit = random_values(instrument, 2)
    reading = read(build_paths(instrument, unit, delimiter=delimiter), instrument, mapping)
    assert (reading.layout, values_of(reading)) == ("csv", unit)
    assert (reading.unknown, reading.bad) == ((), ())


def test_by_the_hierarchy_columns_of_2014(instrument_2014):
    unit = random_values(instrument_2014, 2)
    reading = read(build_paths(instrument_2014, unit), instrument_2014, None)
    assert (values_of(reading), reading.unknown) == (unit, ())


def test_by_a_hierarchy_of_one_level_a_row(instrument, mapping):
    rows = [
        ["Penilaian", "", "", "", "", "", "Jawaban", "Catatan"],
        ["A.", "PENGUNGKIT"],
        ["", "I.", "PEMENUHAN"],
        ["", "", "1.", "MANAJEMEN PERUBAHAN"],
        ["", "", "", "i.", "Penyusunan Tim Kerja"],
        ["", "", "", "", "a.", "Unit kerja sudah membentuk tim", "Ya", "SK 12"],
        ["", "", "", "", "b", "Anggota tim dipilih", "B", ""],
    ]
    padded = [row + [""] * (8 - len(row)) for row in rows]
    reading = read(written(padded), instrument, mapping)
    assert values_of(reading) == {"A.I.1.i.a": "Ya", "A.I.1.i.b": "B"}
    assert (reading.rows["A.I.1.i.a"].note, reading.unknown) == ("SK 12", ())


def test_notes_evidence_and_quoted_lines(instrument, mapping):
    content = build_csv(
        instrument,
        {"A.I.1.i.a": "Ya"},
        notes={"A.I.1.i.a": 'Baris satu; "dikutip"\nbaris dua'},
        evidence={"A.I.1.i.a": "SK Tim, https://contoh.go.id/sk", "A.I.1.i.b": "Notulen"},
    )
    rows = read(content, instrument, mapping).rows
    assert rows["A.I.1.i.a"].note == 'Baris satu; "dikutip"\nbaris dua'
    assert rows["A.I.1.i.a"].links == ("https://contoh.go.id/sk",)
    assert rows["A.I.1.i.b"].evidence_text == "Notulen"


def test_cells_are_named_by_the_row_a_spreadsheet_shows(instrument, mapping):
    content = b'Kode;Jawaban;Catatan\nA.I.1.i.a;Ya;"dua\nbaris"\n\nA.I.1.i.b;Mungkin;\n'
    (bad,) = read(content, instrument, mapping).bad
    assert bad.place == "CSV!B4"


@pytest.mark.parametrize(
    "content",
    [
        b"sep=;\nKode;Jawaban\nA.I.1.i.a;Ya\n",
        b"Kode,Jawaban\r\nA.I.1.i.a,Ya\r\n",
        b"\xef\xbb\xbfKODE PERTANYAAN;JAWABAN UNIT\n a.i.1.i.a. ;ya\n",
        b"LKE ZI;\nInstansi: X;\n;\nKode;Jawaban\nA.I.1.i.a;Ya",
        b'"Kode";"Pertanyaan";"Pilihan Jawaban";"Jawaban"\n"A.I.1.i.a";"Tim";"Ya/Tidak";"Ya"\n',
    ],
)
def test_forms_of_one_file(instrument, mapping, content):
    reading = read(content, instrument, mapping)
    assert (values_of(reading), reading.unknown, reading.bad) == ({"A.I.1.i.a": "Ya"}, (), ())


def test_rows_without_a_known_code_are_listed(instrument, mapping):
    content = b"Kode;Jawaban;Catatan\nA.I.1.i.a;Ya;\nA.I.9.z;Ya;\n;B;\n;;tanda tangan\n"
    assert [(row.place, row.why) for row in read(content, instrument, mapping).unknown] == [
        ("CSV!B3", "Kode A.I.9.z tidak ada di instrumen."),
        ("CSV!B4", "Baris ini tidak punya kode."),
        ("CSV!C5", "Baris ini tidak punya kode."),
    ]


def test_a_column_of_tpi(instrument, mapping):
    content = b"Kode;Jawaban;Catatan;Jawaban TPI;Catatan TPI\nA.I.1.i.a;Ya;x;Tidak;y\n"
    row = read(content, instrument, mapping, side="tpi").rows["A.I.1.i.a"]
    assert (row.value, row.note) == ("Tidak", "y")
    assert read(content, instrument, mapping).rows["A.I.1.i.a"].value == "Ya"
    with pytest.raises(FileRefused, match="tidak punya blok jawaban TPI"):
        read(b"Kode;Jawaban\nA.I.1.i.a;Ya\n", instrument, mapping, side="tpi")


@pytest.mark.parametrize(
    ("content", "hint"),
    [
        ("Kode;Jawaban;Catatan\nA.I.1.i.a;Ya;Café\n".encode("latin-1"), "tidak berkode UTF-8 .*baris 2"),
        ("Kode;Jawaban\nA.I.1.i.a;Ya\n".encode("utf-16"), "UTF-16"),
        (b"Kode;Jawaban\nA.I.1.i.a;Y\0a\n", "isinya bukan teks"),
        (b"Kode;Jawaban\nA.I.1.i.a;Y\x07a\n", "karakter kendali di baris 2"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "isinya bukan teks"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000, r"isinya bukan teks.*\.xls"),
        (b'Kode;Jawaban\nA.I.1.i.a;"Ya\n', "tanda kutip .* tidak ditutup"),
        (b"Kode;Jawaban\n" + b"A.I.1.i.a;Ya\n" * 50_001, "lebih dari 50000 baris"),
        (b"Kode;Jawaban\nA.I.1.i.a;" + b"x" * 100_001, "terlalu panjang"),
        (b"Kode;Jawaban\n", "tidak memuat satu pun"),
        (b" \n\n;;\n", "kosong|tidak dikenali"),
        (b"", "kosong"),
        (b"Uraian;Jumlah\nKertas;7\n", "tidak dikenali"),
    ],
)
def test_what_is_no_csv_of_answers_is_refused(instrument, mapping, content, hint):
    with pytest.raises(FileRefused, match=hint):
        read(content, instrument, mapping, name="isian.csv")


def test_a_file_with_the_wrong_name_is_read_as_what_it_is(instrument, mapping):
    reading = read(build_jawaban(instrument, mapping), instrument, mapping, name="isian.CSV")
    assert [said.why for said in reading.warnings] == [
        "Berkas ini bernama .csv, tetapi isinya buku kerja Excel, dan dibaca sebagai buku kerja Excel."
    ]
    reading = read(b"Kode;Jawaban\nA.I.1.i.a;Ya\n", instrument, mapping, name="isian.xlsx")
    assert [said.why for said in reading.warnings] == [
        "Berkas ini bernama seperti buku kerja Excel, tetapi isinya teks, dan dibaca sebagai CSV."
    ]
