"""The verdict on a kawasan, against the truth table of PermenPANRB 90/2021 p. 59-60."""

from fractions import Fraction

import pytest

from assessments.engine.answers import BadValue
from assessments.engine.kawasan import (
    CODES,
    UnitStanding,
    clean_score,
    has_integration,
    integration_of,
    kawasan_verdict,
)
from assessments.engine.policy_model import Kawasan

RULE = Kawasan(
    integration={"WBK": Fraction("6.5"), "WBBM": Fraction("7.5")}, scale=10, aspects="mean", wbbm_needs="WBK"
)
WBK, WBBM, NONE = UnitStanding("A", "WBK"), UnitStanding("B", "WBBM"), UnitStanding("C", "")


@pytest.mark.parametrize(
    ("units", "integration", "met"),
    [
        ([WBK, WBBM], "6.5", True),
        ([WBK, WBBM], "6.49", False),
        ([WBK, WBBM], None, False),
        ([WBK, NONE], "9", False),
        ([NONE, NONE], "9", False),
        ([WBK, NONE], "1", False),
        ([], "9", False),
    ],
)
def test_a_kawasan_is_wbk_when_all_units_are_and_it_is_integrated(units, integration, met):
    value = None if integration is None else Fraction(integration)
    assert kawasan_verdict(RULE, "WBK", units, value, holds="").met is met


@pytest.mark.parametrize(
    ("units", "integration", "holds", "met"),
    [
        ([WBBM], "7.5", "WBK", True),
        ([WBBM], "7.5", "", False),
        ([WBBM, WBK], "7.5", "WBK", False),
        ([WBBM], "7.49", "WBK", False),
        ([WBBM], "7.5", "WBBM", True),
    ],
)
def test_a_kawasan_is_wbbm_when_it_was_wbk_before(units, integration, holds, met):
    assert kawasan_verdict(RULE, "WBBM", units, Fraction(integration), holds=holds).met is met


def test_a_mean_is_compared_unrounded():
    just_below = Fraction("6.5") - Fraction(1, 1000)
    found = kawasan_verdict(RULE, "WBK", [WBK], just_below, holds="")
    assert not found.met
    assert found.reasons == ("Integrasi 6,50 dari minimal 6,50 (kurang dari 0,01).",)


def test_every_reason_is_told():
    found = kawasan_verdict(RULE, "WBBM", [WBK, NONE], Fraction(5), holds="")
    assert found.reasons == (
        "A belum berpredikat WBBM.",
        "C belum berpredikat WBBM.",
        "Integrasi 5,00 dari minimal 7,50 (kurang 2,50).",
        "Kawasan belum ditetapkan WBK.",
    )


def test_the_advice_follows_the_report_of_tpn():
    assert "Menteri" in kawasan_verdict(RULE, "WBK", [WBK], Fraction(7), holds="").advice
    assert "membangun integrasi" in kawasan_verdict(RULE, "WBK", [WBK], Fraction(1), holds="").advice
    assert "pembinaan" in kawasan_verdict(RULE, "WBK", [WBK, NONE], Fraction(7), holds="").advice
    assert kawasan_verdict(RULE, "WBK", [WBK], None, holds="").advice == ""


def test_the_integration_is_the_exact_mean_of_five():
    values = dict(zip(CODES, map(Fraction, ("7", "7", "6", "6", "6.5")), strict=True))
    assert integration_of(values) == Fraction("6.5")
    assert integration_of({code: values[code] for code in CODES[:4]}) is None


@pytest.mark.parametrize(("raw", "value"), [("7,5", "7.5"), ("0", "0"), ("10", "10"), ("6.25", "6.25")])
def test_typed_values(raw, value):
    assert clean_score(RULE, raw) == Fraction(value)


@pytest.mark.parametrize("raw", ["10,01", "-1", "tujuh", "7,555", "1e3"])
def test_values_that_are_none(raw):
    with pytest.raises(BadValue, match="0 sampai 10"):
        clean_score(RULE, raw)


def test_nothing_typed_is_nothing_and_2019_has_no_integration():
    assert clean_score(RULE, "  ") is None
    assert not has_integration(Kawasan(instansi_conditions="stranas_pk"))
    assert has_integration(RULE)
