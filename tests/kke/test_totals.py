"""The sheet's totals beside the portal's: a difference has causes with cells and points, or is said to have none."""

import random
from fractions import Fraction

import pytest

from assessments.engine.answers import Given
from assessments.engine.scoring import score
from assessments.kke.reading import understand
from assessments.kke.totals import EXACT, signed
from documents.workbooks.guard import open_package
from documents.workbooks.reader import read_grids
from tests.kke_files.jawaban import build_jawaban, cells_of, fill_column
from tests.kke_files.lke2014 import TLHP, build_lke2014
from tests.kke_files.lke_zi import SHAPE, build_lke_zi

from .conftest import random_values

WEALTH = "A.II.5.iii"
ALL_REPORT = {
    f"{WEALTH}.a": {"kepala": 1, "pejabat": 2, "lainnya": 0, "lapor": 3},
    f"{WEALTH}.b": {"administrator": 1, "pengawas": 1, "pelaksana": 8, "lapor": 10},
}


def best(instrument, **changes):
    """The best answer to every question."""
    answers = {}
    for code, question in instrument.questions.items():
        if question.kind == "choice":
            answers[code] = max(question.options, key=lambda o: o.value).code
        elif question.kind == "index":
            answers[code] = "4"
        elif question.kind == "decrease":
            answers[code] = {item.code: 0 for item in question.inputs}
        else:
            answers[code] = dict.fromkeys([item.code for item in question.inputs], 1)
    return answers | ALL_REPORT | {code.replace("_", "."): value for code, value in changes.items()}


def totals_of(instrument, answers, change=None, mapping=None):
    """Code (or "total/A", "" for the final value) → total, of the print of 2021."""
    grids = read_grids(open_package(build_lke_zi(instrument, answers, change=change)))
    found = understand(grids, instrument, mapping).totals
    named = {}
    for total in found:
        named[f"total/{total.code}" if total.code in named else total.code] = total
    return named


def test_a_sheet_that_agrees_says_nothing(instrument):
    found = totals_of(instrument, best(instrument))
    assert {total.difference for total in found.values()} == {0}
    assert [total.sentences for total in found.values() if total.sentences] == []
    assert (found[""].sheet, found[""].portal) == (100, 100)
    assert len(found) == len(instrument.components_by_code) + 3  # and two totals, and the final value


def test_blank_rows_that_average_skips(instrument):
    answers = best(instrument)
    del answers["A.I.1.i.a"]
    found = totals_of(instrument, answers)
    said = ["AVERAGE di LKE ZI!L6 melewati yang belum diisi (LKE ZI!K7); portal menghitungnya 0. (+0,25)"]
    for code in ("A.I.1.i", "A.I.1", "A.I", "A", "total/A", ""):
        assert (found[code].difference, found[code].sentences) == (Fraction("0.25"), said)
    assert found["B"].sentences == []


def test_the_formula_that_leaves_a_wealth_report_out(instrument):
    answers = best(instrument)
    answers[f"{WEALTH}.b"] = {"administrator": 1, "pengawas": 1, "pelaksana": 8, "lapor": 5}
    found = totals_of(instrument, answers)
    (said,) = found[""].sentences
    assert found[WEALTH].difference == Fraction("0.5")
    assert said.startswith("Rumus laporan harta kekayaan di LKE ZI!L")
    assert said.endswith("portal memakai rata-rata LHKPN dan LHKASN. (+0,50)")
    assert f"({WEALTH}.b di LKE ZI!K" in said


def test_a_sum_typed_by_hand_that_contradicts_its_parts(instrument):
    found = totals_of(instrument, best(instrument), lambda live: live.put("A.I.1", 3.5, SHAPE.value))
    assert found["A.I.1"].sentences == [
        "LKE ZI!L5 diketik langsung dan tidak sama dengan jumlah bagiannya "
        "(LKE ZI!L6, LKE ZI!L9, LKE ZI!L13, LKE ZI!L17). (-0,50)"
    ]
    # the cell above still shows what it showed before
    assert [cause.kind for cause in found["A.I"].causes] == ["typed_sum", "stale"]
    assert (found["A.I"].difference, found["A.I"].unexplained) == (0, 0)


def test_a_sub_area_typed_by_hand(instrument):
    def change(live):
        live.put("A.I.1.i", 0.3, SHAPE.value)
        for code in ("A.I.1", "A.I", "A", "total/A", "total"):
            live.results[live.ws.cell(live.rows[code], SHAPE.value).coordinate] -= 0.2

    found = totals_of(instrument, best(instrument), change)
    said = ["LKE ZI!L6 diketik langsung dan tidak sama dengan rata-rata bagiannya. (-0,20)"]
    assert [found[code].sentences for code in ("A.I.1.i", "A.I.1", "")] == [said] * 3


def test_stored_results_that_are_stale(instrument):
    def change(live):
        live.results["L6"] = 0.1

    found = totals_of(instrument, best(instrument), change)
    assert found["A.I.1.i"].sentences == [
        "Hasil rumus yang tersimpan di LKE ZI!L6 sudah usang: berkas belum dihitung ulang. (-0,40)"
    ]


def test_a_question_s_value_that_does_not_follow_its_answer(instrument):
    def stale(live):
        live.results["L7"], live.results["L6"] = 0.0, 0.25

    def typed(live):
        live.put("A.I.1.i.a", 0, SHAPE.value)
        live.results["L6"] = 0.25

    assert totals_of(instrument, best(instrument), stale)["A.I.1.i"].sentences == [
        "LKE ZI!L7: A.I.1.i.a bernilai 0,00 di berkas, tetapi jawabannya bernilai 1,00: hasil rumusnya sudah usang. "
        "(-0,25)"
    ]
    assert totals_of(instrument, best(instrument), typed)["A.I.1.i"].sentences == [
        "LKE ZI!L7: A.I.1.i.a bernilai 0,00 di berkas karena diketik langsung; jawabannya bernilai 1,00. (-0,25)"
    ]


def test_an_answer_that_could_not_be_read(instrument):
    def change(live):
        live.ws["J7"] = "A/B/C/D/E"  # another answer type: the row is not understood

    total = totals_of(instrument, best(instrument), change)["A.I.1.i"]
    assert (total.difference, total.unexplained) == (Fraction("0.25"), 0)
    assert total.causes != ()


def test_counts_that_are_half_typed(instrument):
    code = "A.II.1.i.a"

    def change(live):
        row = live.rows[code]
        live.put(f"{code}/agen", None)
        live.results[f"K{row}"] = live.results[f"L{row}"] = 0.5

    answers = best(instrument)
    total = totals_of(instrument, answers, change)["A.II.1.i"]
    assert [cause.kind for cause in total.causes if cause.kind != "stale"] == ["half"]


def test_another_weight_than_the_instrument_s(instrument):
    def change(live):
        live.put("A.I.1.i", 1, SHAPE.weight)
        live.results["L6"] = 1.0

    assert totals_of(instrument, best(instrument), change)["A.I.1.i"].sentences == [
        "Bobot di LKE ZI!H6 tertulis 1,00, di instrumen 0,50. (+0,50)"
    ]


def test_rounding(instrument):
    answers = best(instrument)
    answers["A.I.1.iii.a"] = "B"  # (0.67 + 1 + 1) / 3

    def change(live):
        row = live.rows["A.I.1.iii"]
        live.put("A.I.1.iii", 0.89, SHAPE.value)
        live.results[f"M{row}"] = 0.89

    total = totals_of(instrument, answers, change)["A.I.1.iii"]
    assert [cause.kind for cause in total.causes] in (["rounded"], [])
    assert total.unexplained == 0


def test_a_sum_that_leaves_a_part_out(instrument):
    def change(live):
        cell = live.ws.cell(live.rows["A.I.1"], SHAPE.value)
        parts = [f"L{live.rows[code]}" for code in ("A.I.1.i", "A.I.1.ii", "A.I.1.iii")]
        cell.value = f"=SUM({','.join(parts)})"
        live.results[cell.coordinate] = 2.5

    assert totals_of(instrument, best(instrument), change)["A.I.1"].sentences == [
        "Rumus di LKE ZI!L5 tidak menjumlahkan LKE ZI!L17. (-1,50)"
    ]


def test_what_nothing_explains_is_said_with_its_amount(instrument):
    def change(live):
        live.ws["L6"] = "=VLOOKUP(K7,Utama!A1:B9,2)*H6"
        live.results["L6"] = 0.123

    assert totals_of(instrument, best(instrument), change)["A.I.1.i"].sentences == [
        "LKE ZI!L6: selisih -0,38 tidak dapat dijelaskan dari isi berkas."
    ]


def test_a_total_that_is_an_error(instrument):
    answers = {code: value for code, value in best(instrument).items() if not code.startswith("A.I.1.i.")}
    found = totals_of(instrument, answers)
    assert found[""].sheet is None
    assert found["A.I.1.i"].sentences == [
        "LKE ZI!L6 berisi galat Excel #DIV/0!, jadi berkas tidak menunjukkan nilainya."
    ]


def test_the_percentage_of_2014_counts_nothing_until_its_counts_are_typed(instrument_2014):
    content = build_lke2014(instrument_2014, {TLHP: 80})
    found = understand(read_grids(open_package(content)), instrument_2014, None).totals
    (total,) = [each for each in found if each.code == TLHP]
    assert [cause.kind for cause in total.causes] == ["percent"]
    assert (total.difference, total.unexplained) == (4, 0)
    assert "dari persentase; portal menghitung 0,00 sampai jumlahnya diisi. (+4,00)" in total.sentences[0]


def test_a_block_without_values_has_no_totals(instrument, mapping):
    grids = read_grids(open_package(build_jawaban(instrument, mapping)))
    assert understand(grids, instrument, mapping).totals == ()
    assert understand(grids, instrument, mapping, side="tpi").totals == ()


def test_typed_totals_of_the_national_template(instrument, mapping):
    def change(ws):
        fill_column(ws, 14, cells_of({"A.I.1.i.a": "Ya", "A.I.1.i.b": "A"}), mapping.rows)
        ws["O5"], ws["O4"], ws["O204"] = 0.5, 0.75, 81.25

    grids = read_grids(open_package(build_jawaban(instrument, mapping, change=change)))
    found = {total.code: total for total in understand(grids, instrument, mapping, side="tpi").totals}
    assert found["A.I.1.i"].sentences == []
    assert found["A.I.1"].sentences == [
        "Jawaban!O4 diketik langsung dan tidak sama dengan jumlah bagiannya (Jawaban!O5). (+0,25)"
    ]
    assert found[""].portal == Fraction("0.5")
    assert found[""].sheet == Fraction("81.25")


@pytest.mark.parametrize("seed", range(8))
def test_causes_and_the_unexplained_always_add_up(instrument, seed):
    """Whatever is done to the sheet: nothing of a difference is lost, nothing is invented."""
    dice = random.Random(seed)

    def spoil(live):
        for code in dice.sample(sorted(live.rows), 12):
            cell = live.ws.cell(live.rows[code], SHAPE.value)
            if dice.random() < 0.5:
                live.results[cell.coordinate] = dice.choice([0.0, 0.33, 1.0, 12.5])
            else:
                live.put(code, dice.choice([0, 0.5, 0.67, 3]), SHAPE.value)

    answers = random_values(instrument, seed, 0.9)
    grids = read_grids(open_package(build_lke_zi(instrument, answers, change=spoil)))
    reading = understand(grids, instrument, None)
    points = score(instrument, {code: row.as_given() for code, row in reading.rows.items()})
    assert points.total == score(instrument, {c: Given(v) for c, v in answers.items()}).total
    for total in reading.totals:
        assert total.portal == (points.components[total.code] if total.code else points.total)
        if total.sheet is not None:
            explained = sum((cause.points for cause in total.causes), total.unexplained)
            assert abs(total.sheet - total.portal - explained) <= EXACT


@pytest.mark.parametrize(
    ("points", "shown"),
    [("0.25", "+0,25"), ("-1.5", "-1,50"), ("0.0043", "+0,0043"), ("-0.0043", "-0,0043"), ("0", "+0,00")],
)
def test_points_are_shown_with_sign(points, shown):
    assert signed(Fraction(points)) == shown
