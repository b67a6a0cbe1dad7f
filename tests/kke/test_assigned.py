"""What a person decides on single rows stands above what the sheet seems to say, but not above the answer type."""

from assessments.kke.reading import understand
from documents.workbooks.guard import open_package
from documents.workbooks.reader import read_grids
from tests.kke_files.jawaban import ANSWER, build_jawaban, cells_of, fill_column

from .conftest import random_values
from .test_jawaban import values_of

STRANGE = 6  # the row of A.I.1.i.a


def understood(instrument, mapping, assigned, change=lambda ws: None, seed=1):
    """(answers, reading) of a filled workbook whose row 6 nobody can recognise."""
    unit = random_values(instrument, seed)

    def spoil(ws):
        fill_column(ws, ANSWER, cells_of(unit), mapping.rows)
        ws["A6"], ws["F6"], ws["G6"] = None, None, "Pertanyaan lama instansi"
        ws["J6"] = None
        change(ws)

    grids = read_grids(open_package(build_jawaban(instrument, mapping, change=spoil)))
    return unit, understand(grids, instrument, mapping, assigned=assigned)


def test_a_row_that_was_not_understood_is_taken_as_assigned(instrument, mapping):
    unit, reading = understood(instrument, mapping, {})
    assert [row.place for row in reading.unknown] == ["Jawaban!K6"]
    assert "A.I.1.i.a" not in reading.rows
    unit, reading = understood(instrument, mapping, {STRANGE: "A.I.1.i.a"})
    assert (values_of(reading), reading.unknown, reading.bad) == (unit, (), ())
    assert reading.rows["A.I.1.i.a"].places[""] == "Jawaban!K6"


def test_a_row_that_is_left_out_is_gone(instrument, mapping):
    unit, reading = understood(instrument, mapping, {STRANGE: "-"})
    unit.pop("A.I.1.i.a")
    assert (values_of(reading), reading.unknown, reading.bad) == (unit, (), ())


def test_a_recognised_row_can_be_left_out_too(instrument, mapping):
    unit, reading = understood(instrument, mapping, {STRANGE: "A.I.1.i.a", 7: "-"})
    unit.pop("A.I.1.i.b")
    assert values_of(reading) == unit


def test_an_assigned_question_takes_the_counts_below_it(instrument, mapping):
    row = mapping.rows["A.II.1.i.a"]

    def spoil(ws):
        for number in range(row, row + 3):
            ws.cell(number, 1).value = None
        for column in range(2, 8):
            ws.cell(row, column).value = None
        ws.cell(row, 7).value = "Rasio lama instansi"

    unit, reading = understood(instrument, mapping, {STRANGE: "-", row: "A.II.1.i.a"}, spoil)
    unit.pop("A.I.1.i.a")
    assert values_of(reading) == unit
    assert (reading.unknown, reading.bad) == ((), ())


def test_counts_are_assigned_one_by_one(instrument, mapping):
    agen, perubahan = mapping.rows["A.II.1.i.a/agen"], mapping.rows["A.II.1.i.a/perubahan"]
    chosen = {STRANGE: "-", agen: "A.II.1.i.a/perubahan", perubahan: "A.II.1.i.a/agen"}
    unit, reading = understood(instrument, mapping, chosen)
    assert reading.rows["A.II.1.i.a"].value == {
        "agen": unit["A.II.1.i.a"]["perubahan"],
        "perubahan": unit["A.II.1.i.a"]["agen"],
    }
    assert (reading.unknown, reading.bad) == ((), ())


def test_one_assigned_count_leaves_the_other_to_the_sheet(instrument, mapping):
    agen = mapping.rows["A.II.1.i.a/agen"]

    def blind(ws):
        ws.cell(agen, 1).value = ws.cell(agen + 1, 1).value = None

    unit, reading = understood(instrument, mapping, {STRANGE: "-", agen: "A.II.1.i.a/agen"}, blind)
    assert reading.rows["A.II.1.i.a"].value == unit["A.II.1.i.a"]


def bad_of(reading):
    return [(finding.place, finding.why) for finding in reading.bad]


def test_another_answer_type_is_bad(instrument, mapping):
    _, reading = understood(
        instrument, mapping, {STRANGE: "A.I.1.i.b"}, lambda ws: ws.__setitem__("J6", "Ya/Tidak")
    )
    assert bad_of(reading) == [
        (
            "Jawaban!K6",
            "Baris ini tidak dapat menjadi A.I.1.i.b. Pilihan jawaban di berkas “Ya/Tidak”, "
            "di instrumen A.I.1.i.b “A/B/C”.",
        )
    ]


def test_codes_and_rows_that_do_not_exist_are_bad(instrument, mapping):
    _, reading = understood(instrument, mapping, {STRANGE: "A.IX.a", 9000: "A.I.1.i.a", 9001: "-"})
    assert bad_of(reading) == [
        ("Jawaban!K6", "Baris ini tidak dapat menjadi A.IX.a. Kode A.IX.a tidak ada di instrumen."),
        ("Jawaban!K9000", "Baris yang dipilih untuk A.I.1.i.a tidak ada di lembar."),
    ]


def test_a_question_assigned_twice_is_for_the_user_to_settle(instrument, mapping):
    def differ(ws):
        ws["K6"], ws["K7"], ws["J7"] = "Ya", "Tidak", None

    _, reading = understood(instrument, mapping, {STRANGE: "A.I.1.i.a", 7: "A.I.1.i.a"}, differ)
    assert bad_of(reading) == [("Jawaban!K7", "A.I.1.i.a dijawab berbeda di Jawaban!K6 dan Jawaban!K7.")]
