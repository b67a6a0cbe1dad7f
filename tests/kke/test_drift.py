"""Real files drift: rows inserted, sheets renamed, letters without dots, doubled ids. The reader copes and says so."""

import pytest

from assessments.kke.reading import read
from tests.kke_files.jawaban import ANSWER, build_jawaban, cells_of, fill_column

from .conftest import random_values
from .test_jawaban import values_of


def drifted(instrument, mapping, change, seed=1, **more):
    """(answers, reading) of a filled workbook after `change`."""
    unit = random_values(instrument, seed)

    def both(ws):
        fill_column(ws, ANSWER, cells_of(unit), mapping.rows)
        change(ws)

    return unit, read(build_jawaban(instrument, mapping, change=both, **more), instrument, mapping)


def rename(ws):
    ws.title = "LKE 2026 (final)"


def text_above(ws):
    ws.insert_rows(1, 4)
    ws["B1"], ws["B2"] = "LEMBAR KERJA EVALUASI", "Puskesmas Melati"


def blank_rows(ws):
    for row in (150, 100, 40, 12):
        ws.insert_rows(row, 2)


def ids_gone(ws):
    for row in range(2, ws.max_row + 1):
        ws.cell(row, 1).value = None


def letters_without_dots(ws):
    for row in range(2, ws.max_row + 1):
        for column in range(2, 8):
            value = ws.cell(row, column).value
            if isinstance(value, str) and len(value) <= 4 and value.endswith("."):
                ws.cell(row, column).value = value[:-1]


def only_ya(ws):
    for row in range(2, ws.max_row + 1):
        if ws.cell(row, 10).value == "Ya/Tidak":
            ws.cell(row, 10).value = "Ya"


def marker_and_text_in_one_cell(ws):
    ws["F6"], ws["G6"] = None, f"a. {ws['G6'].value}"


def hidden_column(ws):
    ws.column_dimensions["J"].hidden = True


def extra_column_before(ws):
    ws.insert_cols(11)
    ws["K1"] = "PIC"


CHANGES = [
    *(rename, text_above, blank_rows, ids_gone, letters_without_dots, only_ya),
    *(marker_and_text_in_one_cell, hidden_column, extra_column_before),
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_harmless_drift_changes_nothing(instrument, mapping, change):
    unit, reading = drifted(instrument, mapping, change)
    assert values_of(reading) == unit
    assert reading.bad == ()


def test_ids_counted_anew_are_not_believed(instrument, mapping):
    def renumber(ws):
        ws.insert_rows(5, 3)
        for row in range(2, ws.max_row + 1):
            ws.cell(row, 1).value = row  # what dragging the fill handle does

    unit, reading = drifted(instrument, mapping, renumber)
    assert values_of(reading) == unit
    assert any("Kolom ID tidak sejalan" in warning.why for warning in reading.warnings)


def test_doubled_ids_are_not_used(instrument, mapping):
    def double(ws):
        ws["A9"] = 10

    unit, reading = drifted(instrument, mapping, double)
    assert values_of(reading) == unit
    assert [w.why for w in reading.warnings if "ID 10" in w.why] != []


def test_a_lost_heading_is_made_good_by_the_ids(instrument, mapping):
    def lose(ws):
        for column in range(2, 9):
            ws.cell(12, column).value = None  # iii. Pemantauan dan Evaluasi

    unit, reading = drifted(instrument, mapping, lose)
    assert values_of(reading) == unit
    assert any("dipakai A.I.1.iii.a" in warning.why for warning in reading.warnings)


def test_inserted_rows_of_text_are_listed(instrument, mapping):
    def insert(ws):
        ws.insert_rows(11)
        ws["G11"], ws["K11"] = "Catatan rapat: lengkapi sebelum Jumat", "A"

    unit, reading = drifted(instrument, mapping, insert)
    assert values_of(reading) == unit
    (row,) = reading.unknown
    assert (row.place, row.text) == ("Jawaban!K11", "Catatan rapat: lengkapi sebelum Jumat")


def test_signature_rows_are_listed_not_taken(instrument, mapping):
    def sign(ws):
        ws["G210"], ws["G213"] = "Sukamaju, 22 November 2026", "dr. Rina Wulandari"

    unit, reading = drifted(instrument, mapping, sign)
    assert values_of(reading) == unit
    assert [row.place for row in reading.unknown] == ["Jawaban!G210", "Jawaban!G213"]


def test_another_answer_type_is_not_understood(instrument, mapping):
    def retype(ws):
        ws["J7"] = "A/B/C/D/E"

    _unit, reading = drifted(instrument, mapping, retype)
    assert "A.I.1.i.b" not in reading.rows
    (row,) = reading.unknown
    assert row.place == "Jawaban!K7"
    assert "A/B/C/D/E" in row.why


def test_witnesses_that_disagree_are_left_to_the_user(instrument, mapping):
    def swap(ws):
        ws["A63"], ws["A13"] = 13, 63  # both A/B/C/D
        ws["G63"] = ws["G13"] = "Pertanyaan yang diubah instansi"

    _unit, reading = drifted(instrument, mapping, swap)
    assert {"A.I.1.iii.a", "A.I.4.i.c"} & set(reading.rows) == set()
    assert [row.place for row in reading.unknown] == ["Jawaban!K13", "Jawaban!K63"]
    assert all("menurut ID" in row.why for row in reading.unknown)


def test_totals_that_contradict_their_parts(instrument, mapping):
    def contradict(ws):
        ws["K175"], ws["K176"], ws["K177"], ws["K178"] = 12, 0, 1, 12

    _unit, reading = drifted(instrument, mapping, contradict)
    assert ("Jawaban!K175", "13") in [
        (w.place, word) for w in reading.warnings for word in [w.why.split("berjumlah ")[-1].split(";")[0]]
    ]


def test_a_question_that_stands_twice_with_two_answers(instrument, mapping):
    def double(ws):
        ws.insert_rows(8)
        for column in range(2, 11):
            ws.cell(8, column).value = ws.cell(7, column).value
        ws["K7"], ws["K8"] = "A", "B"

    _unit, reading = drifted(instrument, mapping, double)
    assert [(f.place, f.why) for f in reading.bad] == [
        ("Jawaban!K8", "A.I.1.i.b dijawab berbeda di Jawaban!K7 dan Jawaban!K8.")
    ]


def test_the_answers_of_a_locked_block_say_which_is_missing(instrument, mapping):
    data = build_jawaban(instrument, mapping)
    with pytest.raises(ValueError, match="blok 2 tidak ada"):
        read(data, instrument, mapping, side="tpi", block=2)
