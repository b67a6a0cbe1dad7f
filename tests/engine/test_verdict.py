from fractions import Fraction

import pytest

from assessments.engine.answers import Given
from assessments.engine.scoring import score
from assessments.engine.verdict import Shortfall, verdict
from tests.engine.material import best_sheet, instrument, policy


def judged(code: str, instrument_code: str, **answers: Given):
    of = instrument(instrument_code)
    changes = {name.replace("_", "."): given for name, given in answers.items()}
    return verdict(policy(code), of, score(of, best_sheet(of) | changes))


def test_lines_hold_every_minimum_in_order() -> None:
    found = judged("policy-2024", "lke-zi-2021")
    assert [line.what for line in found["WBK"].lines] == [
        *("total", "A", "B.I", "B.I.a", "B.I.b", "B.II"),
        *("MP", "TT", "SDM", "AK", "PW", "PP"),
    ]
    assert [line.name for line in found["WBK"].lines][:2] == ["Total", "Pengungkit"]
    assert found["WBK"].met
    assert found["WBK"].short == ()
    assert {line.gap_text for line in found["WBK"].lines} == {""}


def test_exactly_reached_counts() -> None:
    exact = judged("policy-2024", "lke-zi-2021", B_I_a=Given("3.6"))
    assert exact["WBBM"].met
    below = judged("policy-2024", "lke-zi-2021", B_I_a=Given("3.599999"))
    assert [line.what for line in below["WBBM"].short] == ["B.I.a"]
    assert below["WBBM"].short[0].gap == Fraction("15.75") - Fraction("3.599999") / 4 * Fraction("17.5")


def test_policy_without_area_minima() -> None:
    found = judged("policy-2019", "lke-zi-2014", B_I_1=Given("2"))
    assert [line.what for line in found["WBK"].lines] == ["total", "B.I", "B.I.1", "B.I.2"]
    assert [line.what for line in found["WBBM"].short] == ["B.I", "B.I.1"]
    assert [line.what for line in found["WBBM"].lines] == ["total", "B.I", "B.I.1", "B.I.2", "B.II"]


@pytest.mark.parametrize(
    ("value", "percent", "text"),
    [
        ("15.75", False, ""),
        ("16", False, ""),
        ("15.32", False, "kurang 0,43 poin"),
        ("15.70625", False, "kurang 0,05 poin"),  # 0.04375 rounded up
        ("15.7400001", False, "kurang dari minimum, selisih di bawah 0,01 poin"),
        ("15.74", False, "kurang 0,01 poin"),
        ("10", True, "kurang 5,75 persen"),
    ],
)
def test_distance_in_words(value: str, percent: bool, text: str) -> None:
    assert Shortfall("B.I.a", "SPAK", Fraction("15.75"), Fraction(value), percent).gap_text == text
