from decimal import Decimal
from fractions import Fraction

import pytest

from assessments.engine.answers import (
    BadValue,
    Given,
    clean_value,
    display,
    is_answered,
    needs_note,
    needs_source,
)
from assessments.engine.completeness import Gaps, gaps
from tests.engine.material import best_sheet, instrument

CHOICE, INDEX, RATIO = "A.I.1.i.b", "B.I.a", "A.II.1.i.a"


def q(code: str):
    return instrument().questions[code]


@pytest.mark.parametrize(
    ("code", "raw", "value"),
    [
        (CHOICE, "A", "A"),
        (CHOICE, " b ", "B"),
        ("A.I.1.i.a", "YA", "Ya"),
        (CHOICE, "", None),
        (CHOICE, None, None),
        (INDEX, "3,60", "3.6"),
        (INDEX, "3.60", "3.6"),
        (INDEX, "03.6", "3.6"),
        (INDEX, " 4 ", "4"),
        (INDEX, 4, "4"),
        (INDEX, 4.0, "4"),
        (INDEX, 3.59, "3.59"),
        (INDEX, 3.5999999999999996, "3.6"),  # what a workbook shows of a computed cell
        (INDEX, Decimal("3.14"), "3.14"),
        (INDEX, Fraction(7, 2), "3.5"),
        (INDEX, "-0", "0"),
        (INDEX, "   ", None),
        (RATIO, {"agen": "7", "perubahan": 9.0}, {"agen": 7, "perubahan": 9}),
        (RATIO, {"perubahan": 9, "agen": 0}, {"agen": 0, "perubahan": 9}),
        (RATIO, {"agen": 7, "perubahan": ""}, {"agen": 7}),
        (RATIO, {"agen": None}, None),
        (RATIO, {}, None),
    ],
)
def test_canonical_form(code: str, raw: object, value: object) -> None:
    found = clean_value(q(code), raw)
    assert found == value
    assert clean_value(q(code), found) == found
    if isinstance(found, dict):
        assert list(found) == [item.code for item in q(code).inputs if item.code in found]


@pytest.mark.parametrize(
    ("code", "raw", "says"),
    [
        (CHOICE, "D", "“D” bukan pilihan jawaban. Pilihannya: A, B, C."),
        (CHOICE, True, "bukan pilihan"),
        (CHOICE, {"agen": 1}, "bukan pilihan"),
        (INDEX, "abc", "bukan angka. Isi indeks 0 sampai 4"),
        (INDEX, "1.234,5", "bukan angka"),
        (INDEX, "1e0", "bukan angka"),
        (INDEX, "NaN", "bukan angka"),
        (INDEX, float("nan"), "bukan angka"),
        (INDEX, float("inf"), "bukan angka"),
        (INDEX, "٣", "bukan angka"),
        (INDEX, True, "bukan angka"),
        (INDEX, {"agen": 1}, "bukan angka"),
        (INDEX, "4,01", "indeks 4,01 di luar rentang 0 sampai 4"),
        (INDEX, "-0.1", "di luar rentang"),
        (INDEX, "0.1234567890123456", "paling banyak 15 angka di belakang koma"),
        (INDEX, "1" * 5000, "bukan angka"),
        (RATIO, "7", "satu per satu"),
        (RATIO, {"lain": 7}, "isian “lain” tidak dikenal. Isiannya: agen, perubahan."),
        (RATIO, {"agen": -1}, "A.II.1.i.a/agen: jumlah tidak boleh negatif (-1)"),
        (RATIO, {"agen": "1.5"}, "A.II.1.i.a/agen: “1.5” bukan bilangan bulat"),
        (RATIO, {"agen": "1.000"}, "bukan bilangan bulat"),  # a thousand, or one? not guessed
        (RATIO, {"agen": 1.5}, "bukan bilangan bulat"),
        (RATIO, {"agen": True}, "bukan bilangan bulat"),
        (RATIO, {"agen": 10**9 + 1}, "terlalu besar"),
        (RATIO, {"agen": "9" * 400}, "A.II.1.i.a/agen"),
    ],
)
def test_bad_values_are_refused_with_their_place(code: str, raw: object, says: str) -> None:
    with pytest.raises(BadValue) as refused:
        clean_value(q(code), raw)
    assert str(refused.value).startswith(code)
    assert says in str(refused.value)
    assert len(str(refused.value)) < 200


@pytest.mark.parametrize(
    ("code", "answer", "answered"),
    [
        (CHOICE, None, False),
        (CHOICE, Given(), False),
        (CHOICE, Given("C"), True),
        (CHOICE, Given(none_yet=True), False),
        (CHOICE, Given(none_yet=True, note="  "), False),
        (CHOICE, Given(none_yet=True, note="tim belum dibentuk"), True),
        (RATIO, Given({"agen": 7}), False),
        (RATIO, Given({"agen": 7, "perubahan": 0}), True),
        (INDEX, Given("3.6"), True),
    ],
)
def test_answered(code: str, answer: Given | None, answered: bool) -> None:
    assert is_answered(q(code), answer) is answered


def test_notes_and_sources_that_are_needed() -> None:
    assert needs_note(Given(none_yet=True))
    assert not needs_note(Given(none_yet=True, note="ya"))
    assert not needs_note(Given("A"))
    assert not needs_note(None)
    assert needs_source(q(INDEX), Given("3.6"))
    assert needs_source(q(INDEX), Given("3.6", source=" "))
    assert not needs_source(q(INDEX), Given("3.6", source="Survei 2026"))
    assert not needs_source(q(INDEX), Given(none_yet=True))
    assert not needs_source(q(INDEX), Given())
    assert not needs_source(q(INDEX), None)
    assert not needs_source(q(CHOICE), Given("A"))


@pytest.mark.parametrize(
    ("code", "answer", "text"),
    [
        (CHOICE, Given("A"), "A"),
        (CHOICE, Given(none_yet=True), "belum ada"),
        (CHOICE, Given(), "belum dijawab"),
        (CHOICE, None, "belum dijawab"),
        (INDEX, Given("3.6"), "3,6"),
        (
            RATIO,
            Given({"agen": 7, "perubahan": 0}),
            "Jumlah agen perubahan: 7; Jumlah perubahan yang dibuat: 0",
        ),
        (
            RATIO,
            Given({"agen": 7}),
            "Jumlah agen perubahan: 7; Jumlah perubahan yang dibuat: belum diisi",
        ),
    ],
)
def test_display(code: str, answer: Given | None, text: str) -> None:
    assert display(q(code), answer) == text


def test_gaps_of_a_sheet() -> None:
    sheet = best_sheet(instrument())
    assert gaps(instrument(), sheet).none
    sheet[CHOICE] = Given(none_yet=True)
    sheet["A.I.1.i.a"] = Given(none_yet=True, note="belum dibentuk")
    sheet[RATIO] = Given({"agen": 7})
    sheet[INDEX] = Given("3.6")
    del sheet["B.I.b"]
    assert gaps(instrument(), sheet) == Gaps((RATIO, "B.I.b"), (CHOICE,), (INDEX,))
