"""The sheet of 2014: its own instrument, criteria in Keterangan, TLHP as a percentage."""

import pytest

from assessments.kke.reading import read
from documents.workbooks.guard import FileRefused
from tests.kke_files.csv_files import build_csv
from tests.kke_files.jawaban import build_jawaban
from tests.kke_files.lke2014 import SHAPE, TLHP, build_lke2014
from tests.kke_files.lke_zi import build_lke_zi

from .conftest import random_values
from .exports import export
from .test_jawaban import values_of


def answers(instrument_2014, seed, share=1.0):
    """Random answers without TLHP, which the sheet asks otherwise."""
    given = random_values(instrument_2014, seed, share)
    given.pop(TLHP, None)
    return given


@pytest.mark.parametrize("seed", range(3))
def test_it_is_read_back_exactly(instrument_2014, seed):
    unit = answers(instrument_2014, seed, 0.9 if seed else 1)
    reading = read(build_lke2014(instrument_2014, unit), instrument_2014, None)
    assert (reading.layout, values_of(reading)) == ("lke2014", unit)
    assert (reading.unknown, reading.bad, reading.warnings) == ((), (), ())
    assert list(reading.rows) == list(instrument_2014.questions)
    assert {row.note for row in reading.rows.values()} == {""}


def test_it_says_whose_sheet_it_is(instrument_2014):
    reading = read(build_lke2014(instrument_2014, {}), instrument_2014, None)
    assert reading.where == (
        "Lembar “LKE”, judul di baris 5, jawaban di kolom H. "
        "Berkas menyebut instansi: Pemerintah Kabupaten Sukamaju. Berkas menyebut tahun: 2019."
    )


@pytest.mark.parametrize(
    ("typed", "kept"), [(85, "85%"), ("85%", "85%"), (87.5, "87,5%"), ("87,5 %", "87,5%"), (100, "100%")]
)
def test_the_percentage_of_tlhp_is_kept_as_note_and_its_counts_are_asked_for(instrument_2014, typed, kept):
    reading = read(
        build_lke2014(instrument_2014, {}, change=lambda live: live.put(TLHP, typed)), instrument_2014, None
    )
    row = reading.rows[TLHP]
    assert (row.value, row.note) == (None, f"Persentase di berkas: {kept}")
    (said,) = reading.warnings
    assert said.place == f"LKE!H{_row(instrument_2014)}"
    assert "disimpan sebagai catatan. Isi “Jumlah temuan" in said.why


def _row(instrument_2014) -> int:
    found = []
    build_lke2014(instrument_2014, {}, change=lambda live: found.append(live.rows[TLHP]))
    return found[0]


@pytest.mark.parametrize("written", ["0-100%", "% (0-100)", "Persentase", "Nilai (0 - 100)"])
def test_other_ways_to_ask_for_a_percentage(instrument_2014, written):
    def change(live):
        live.put(TLHP, 85)
        live.put(TLHP, written, SHAPE.kind)

    reading = read(build_lke2014(instrument_2014, {}, change=change), instrument_2014, None)
    assert (reading.rows[TLHP].note, reading.unknown) == ("Persentase di berkas: 85%", ())


def test_an_agency_s_own_column_of_notes_is_read(instrument_2014):
    content = build_lke2014(
        instrument_2014, {}, note=True, change=lambda live: live.put("A.I.1.a", "SK 12/2019", 12)
    )
    assert read(content, instrument_2014, None).rows["A.I.1.a"].note == "SK 12/2019"


def test_sheets_of_the_other_edition_are_refused_by_name(instrument, instrument_2014, mapping, policy):
    of_2014 = "memuat LKE Zona Integritas tahun 2014 .* penilaian ini memakai LKE Zona Integritas tahun 2021"
    of_2021 = "memuat LKE Zona Integritas tahun 2021 .* penilaian ini memakai LKE Zona Integritas tahun 2014"
    with pytest.raises(FileRefused, match=of_2014):
        read(build_lke2014(instrument_2014, {}), instrument, mapping)
    with pytest.raises(FileRefused, match=of_2014):
        read(build_csv(instrument_2014, {"A.I.1.a": "Ya"}), instrument, mapping)
    for content in (
        build_jawaban(instrument, mapping),
        build_lke_zi(instrument, {}),
        build_csv(instrument, {"A.I.1.i.a": "Ya"}),
        export(instrument, policy, {}),
    ):
        with pytest.raises(FileRefused, match=of_2021):
            read(content, instrument_2014, None)
