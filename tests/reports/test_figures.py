"""Numbers on paper never round a shortfall into success."""

from fractions import Fraction as F

import pytest

from assessments.engine.answers import Given
from assessments.engine.scoring import score
from assessments.reports.context import Side
from assessments.reports.figures import figure, minima_of, plain, shortfalls, signed


@pytest.mark.parametrize(
    ("value", "minima", "text"),
    [
        (F(75), [F(75)], "75,00"),
        (F(74999, 1000), [F(75)], "74,99"),
        (F(74999, 1000), [], "75,00"),
        (F(74994, 1000), [F(75)], "74,99"),
        (F(74999999, 1000000), [F(75), F(85)], "74,99"),
        (F(15745, 1000), [F(1575, 100)], "15,74"),
        (F(200, 3), [F(60)], "66,67"),
        (F(0), [F(75)], "0,00"),
        (F(100), [F(75)], "100,00"),
    ],
)
def test_a_figure_does_not_reach_a_minimum_by_rounding(value, minima, text):
    assert figure(value, minima) == text


@pytest.mark.parametrize(
    ("value", "text"), [(F(0), "0,00"), (F(1, 2), "+0,50"), (F(-678, 100), "−6,78"), (F(-1, 1000), "0,00")]
)
def test_differences_carry_their_sign(value, text):
    assert signed(value) == text


@pytest.mark.parametrize(
    ("value", "text"), [(F(75), "75"), (F(63, 4), "15,75"), (F(5, 2), "2,5"), (F(100), "100")]
)
def test_weights_have_no_needless_decimals(value, text):
    assert plain(value) == text


@pytest.mark.django_db
def test_every_minimum_stands_beside_its_value(world):
    side = Side("Unit", {}, score(world.instrument, {"B.I.a": Given("3.6")}))
    minima = minima_of(world.instrument, world.policy, side)
    assert (minima.predicates, minima.met, minima.verified) == (("WBK", "WBBM"), (False, False), True)
    codes = ["", "A", "B.I", "B.I.a", "B.I.b", "B.II", *world.instrument.areas]
    assert [row.code for row in minima.rows] == codes
    row = minima.rows[3]
    assert (row.value, [(a.minimum, a.met, a.gap) for a in row.against]) == (
        "15,75",
        [("15,75", True, ""), ("15,75", True, "")],
    )
    found = shortfalls(world.instrument, world.policy, side, "WBK")
    assert found[0] == "Nilai total: 15,75, minimal 75, kurang 59,25 poin"
    assert found[-1] == "PP Peningkatan Kualitas Pelayanan Publik: 0,00%, minimal 60%, kurang 60,00 persen"
    assert len(found) == 11
