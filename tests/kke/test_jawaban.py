"""The national template is read back exactly: our own build of it, an agency's variant, and a real one."""

import io

import openpyxl
import pytest

from assessments.kke.reading import read
from tests.kke_files.jawaban import ANSWER, build_jawaban, cells_of, fill_column, tpi_column

from .conftest import random_values


def values_of(reading) -> dict:
    """Code → value for every question that the file answers."""
    return {code: row.value for code, row in reading.rows.items() if row.value is not None}


@pytest.mark.parametrize("agency", [False, True])
def test_a_blank_workbook_is_understood_in_full(instrument, mapping, agency):
    reading = read(build_jawaban(instrument, mapping, agency=agency), instrument, mapping)
    assert reading.layout == "jawaban"
    assert list(reading.rows) == list(instrument.questions)
    assert (values_of(reading), reading.unknown, reading.warnings, reading.bad) == ({}, (), (), ())
    assert reading.sheet_total is None


@pytest.mark.parametrize("agency", [False, True])
@pytest.mark.parametrize("seed", range(5))
def test_both_sides_are_read_back_exactly(instrument, mapping, agency, seed):
    unit, tpi = random_values(instrument, seed, 0.8), random_values(instrument, seed + 100, 0.9)

    def change(ws):
        fill_column(ws, ANSWER, cells_of(unit), mapping.rows)
        fill_column(ws, tpi_column(agency=agency), cells_of(tpi), mapping.rows)

    data = build_jawaban(instrument, mapping, agency=agency, change=change)
    assert values_of(read(data, instrument, mapping)) == unit
    assert values_of(read(data, instrument, mapping, side="tpi")) == tpi


def test_the_second_block_of_an_agency_is_read(instrument, mapping):
    tpi = random_values(instrument, 3)

    def change(ws):
        fill_column(ws, tpi_column(agency=True, block=2), cells_of(tpi), mapping.rows)

    data = build_jawaban(instrument, mapping, agency=True, change=change)
    assert values_of(read(data, instrument, mapping, side="tpi", block=2)) == tpi
    assert values_of(read(data, instrument, mapping, side="tpi", block=1)) == {}


@pytest.mark.parametrize("with_ids", [True, False])
def test_rows_are_recognised_by_hierarchy_alone(instrument, mapping, with_ids):
    unit = random_values(instrument, 11)

    def change(ws):
        fill_column(ws, ANSWER, cells_of(unit), mapping.rows)
        for row in range(2, ws.max_row + 1):
            ws.cell(row, 1).value = None

    data = build_jawaban(instrument, mapping, change=change)
    assert values_of(read(data, instrument, mapping if with_ids else None)) == unit


@pytest.mark.parametrize("seed", range(3))
def test_the_real_template_is_read_back_exactly(instrument, mapping, real_template, seed):
    unit, tpi = random_values(instrument, seed, 0.9), random_values(instrument, seed + 50)
    workbook = openpyxl.load_workbook(io.BytesIO(real_template))
    ws = workbook["Jawaban"]
    fill_column(ws, 11, cells_of(unit), mapping.rows)  # K
    fill_column(ws, 15, cells_of(tpi), mapping.rows)  # O
    buffer = io.BytesIO()
    workbook.save(buffer)
    reading = read(buffer.getvalue(), instrument, mapping)
    assert values_of(reading) == unit
    assert (len(reading.rows), reading.unknown, reading.bad) == (113, (), ())
    assert values_of(read(buffer.getvalue(), instrument, mapping, side="tpi")) == tpi


def test_the_real_template_without_ids_and_mapping(instrument, real_template):
    reading = read(real_template, instrument, None)
    assert list(reading.rows) == list(instrument.questions)
    assert (reading.unknown, reading.warnings, reading.bad) == ((), (), ())


WRITTEN = [
    ("A.I.1.i.a", "ya", "Ya"),
    ("A.I.1.i.a", " YA ", "Ya"),
    ("A.I.1.i.a", "Tidak.", "Tidak"),
    ("A.I.1.i.b", "a", "A"),
    ("A.I.1.i.b", "b.", "B"),
    ("A.I.1.i.b", "C. Anggota tidak diseleksi", "C"),
    ("A.I.1.i.b", "Blm Diisi", None),
    ("A.I.1.i.b", "-", None),
    ("B.I.a", 3.6, "3.6"),
    ("B.I.a", 0.1 + 0.2, "0.3"),
    ("B.I.a", "3,6", "3.6"),
    ("B.I.a", "3.60", "3.6"),
    ("B.I.a", 4, "4"),
    ("A.II.1.i.a/agen", 7, {"agen": 7}),
    ("A.II.1.i.a/agen", 7.0, {"agen": 7}),
    ("A.II.1.i.a/agen", " 7 ", {"agen": 7}),
    ("A.II.1.i.a/agen", 0, {"agen": 0}),
]


@pytest.mark.parametrize(("code", "written", "expected"), WRITTEN)
def test_what_people_write_is_understood(instrument, mapping, code, written, expected):
    data = build_jawaban(
        instrument, mapping, change=lambda ws: fill_column(ws, ANSWER, {code: written}, mapping.rows)
    )
    reading = read(data, instrument, mapping)
    assert reading.rows[code.partition("/")[0]].value == expected
    assert reading.bad == ()


@pytest.mark.parametrize("code", ["A.I.1.i.a", "B.I.a", "A.II.5.iii.a"])
@pytest.mark.parametrize("written", ["Belum ada", "belum ada.", " BELUM ADA "])
def test_the_mark_belum_ada_is_a_recognised_word(instrument, mapping, code, written):
    data = build_jawaban(
        instrument, mapping, change=lambda ws: fill_column(ws, ANSWER, {code: written}, mapping.rows)
    )
    row = read(data, instrument, mapping).rows[code]
    assert (row.none_yet, row.value, row.empty) == (True, None, ())


def test_notes_evidence_prose_and_links(instrument, mapping):
    row = mapping.rows["A.I.1.i.a"]

    def change(ws):
        ws.cell(row, 12).value = "Tim sudah dibentuk\nsejak Januari"
        ws.cell(row, 13).value = "SK Tim 12/2026\nhttps://contoh.go.id/sk, https://contoh.go.id/sk2"
        ws.cell(row, 14).value = "Folder bersama"
        ws.cell(row, 14).hyperlink = "https://contoh.go.id/folder"

    reading = read(build_jawaban(instrument, mapping, agency=True, change=change), instrument, mapping)
    found = reading.rows["A.I.1.i.a"]
    assert found.note == "Tim sudah dibentuk\nsejak Januari"
    assert found.evidence_text == "SK Tim 12/2026\nFolder bersama"
    assert set(found.links) == {
        "https://contoh.go.id/sk",
        "https://contoh.go.id/sk2",
        "https://contoh.go.id/folder",
    }
