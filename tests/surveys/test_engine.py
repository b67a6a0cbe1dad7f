"""Index, interval, sample and balance: cases made by hand, and an independent computation beside them."""

import math
import statistics
from decimal import Decimal
from fractions import Fraction

import pytest

from surveys.engine.index import (
    T95,
    floor_decimal,
    index_of,
    interval_of,
    item_indices,
    rounded_decimal,
    skm,
    t95,
)
from surveys.engine.sample import least_of, sample_size, shared_out, unbalanced

THREE = [(6, 6), (3, 4), (1, 5)]


def test_the_index_is_the_mean_of_all_degrees_on_four():
    assert index_of(THREE, 6) == Fraction(25, 6) * Fraction(4, 6)
    assert index_of([(4, 4), (2, 3)], 4) == Fraction(13, 4)
    assert index_of([(6,)], 6) == 4
    assert index_of([], 6) is None


def test_each_item_has_its_own_index():
    assert item_indices(THREE, 6) == [Fraction(20, 9), Fraction(10, 3)]
    assert item_indices([], 6) == []


@pytest.mark.parametrize(
    ("index", "value", "grade"),
    [
        ("3.6", "90", "A"),
        ("3.5324", "88.31", "A"),
        ("3.5321", "88.3025", "B"),  # 88.30 when it is rounded as it is reported
        ("3.0644", "76.61", "B"),
        ("2.6", "65", "C"),
        ("2.599", "64.975", "D"),
        ("1", "25", "D"),
    ],
)
def test_skm_is_25_times_the_index(index, value, grade):
    assert skm(Fraction(index)) == (Fraction(value), grade)


def independent(rows, degrees, population=None):
    """The interval in floating point, from the standard library's deviation and a quantile found by integration."""
    means = [statistics.fmean(row) * 4 / degrees for row in rows]
    count = len(means)
    error = statistics.stdev(means) / math.sqrt(count)
    if population:
        error *= math.sqrt((population - count) / (population - 1))
    half = quantile(count - 1) * error
    return statistics.fmean(means) - half, statistics.fmean(means) + half


def quantile(freedom: int) -> float:
    """Student's t at 97.5 %: the density integrated by Simpson's rule, halved towards the place."""
    scale = math.exp(math.lgamma((freedom + 1) / 2) - math.lgamma(freedom / 2)) / math.sqrt(freedom * math.pi)

    def below(end: float) -> float:
        steps = 2000
        width = end / steps
        total = sum(
            (1 if i in (0, steps) else 4 if i % 2 else 2)
            * (1 + (i * width) ** 2 / freedom) ** (-(freedom + 1) / 2)
            for i in range(steps + 1)
        )
        return 0.5 + scale * total * width / 3

    low, high = 1.9, 13.0
    for _ in range(30):
        middle = (low + high) / 2
        low, high = (middle, high) if below(middle) < 0.975 else (low, middle)
    return (low + high) / 2


@pytest.mark.parametrize("freedom", sorted(T95))
def test_the_table_of_quantiles_is_right(freedom):
    assert abs(float(t95(freedom)) - quantile(freedom)) < 0.0006


def test_between_two_rows_of_the_table_the_wider_one_holds():
    assert [t95(n) for n in (30, 35, 59, 60, 119, 5000)] == [
        Decimal(text) for text in ("2.042", "2.042", "2.021", "2.000", "2.000", "1.980")
    ]


@pytest.mark.parametrize("population", [0, 120, 400])
def test_the_interval_agrees_with_an_independent_computation(population):
    rows = [tuple(1 + (7 * i + 3 * j + i * j) % 6 for j in range(8)) for i in range(31)]
    found = interval_of(rows, 6, population)
    low, high = independent(rows, 6, population)
    assert abs(float(found.low) - low) < 0.0005
    assert abs(float(found.high) - high) < 0.0005


def test_an_interval_made_by_hand():
    # means 4, 2: middle 3, variance 2, error 1, t(1) 12.706: cut to the ends of the scale
    assert interval_of([(6,), (3,)], 6).__dict__ == {"low": Decimal("0.0000"), "high": Decimal("4.0000")}
    # four respondents 2, 2, 4, 4: middle 3, s² 4/3, error √(1/3), of 13: × √(9/12) = 1/2; t(3) 3.182 → ± 1.591
    assert interval_of([(3,), (3,), (6,), (6,)], 6, 13).__dict__ == {
        "low": Decimal("1.4090"),
        "high": Decimal("4.0000"),
    }


def test_everybody_asked_leaves_no_doubt_and_one_says_nothing():
    assert interval_of([(3,), (6,)], 6, 2).__dict__ == {"low": Decimal("3.0000"), "high": Decimal("3.0000")}
    assert interval_of([(3,)], 6) is None
    # three who say the same of 500, or of nobody knows how many, say nothing of what the others think
    assert [interval_of([(6, 5), (5, 6), (6, 5)], 6, people) for people in (500, 4, 0, 2)] == [None] * 4
    assert interval_of([(6,), (6,)], 6, 2).__dict__ == {"low": Decimal("4.0000"), "high": Decimal("4.0000")}
    # fewer people than answers: the population cannot be right, so it narrows nothing
    assert interval_of([(3,), (6,), (6,)], 6, 2) == interval_of([(3,), (6,), (6,)], 6)


def test_what_is_not_reached_is_never_rounded_up():
    assert floor_decimal(Fraction("3.59999")) == Decimal("3.5999")
    assert floor_decimal(Fraction(10, 3)) == Decimal("3.3333")
    assert rounded_decimal(Fraction("2.345"), 2) == Decimal("2.35")


# The table of Krejcie and Morgan (1970)
TABLE = {
    10: 10,
    15: 14,
    20: 19,
    50: 44,
    100: 80,
    200: 132,
    500: 217,
    1000: 278,
    2000: 322,
    5000: 357,
    10000: 370,
    75000: 382,
    1000000: 384,
}


@pytest.mark.parametrize(("population", "sample"), TABLE.items())
def test_the_sample_is_that_of_the_published_table(population, sample):
    assert sample_size(population) == sample


def test_nobody_needs_no_sample():
    assert [sample_size(n) for n in (0, -3, 1)] == [0, 0, 1]


def test_the_sample_is_shared_by_size():
    assert shared_out(80, {1: 50, 2: 30, 3: 20}) == {1: 40, 2: 24, 3: 16}
    assert shared_out(10, {1: 1, 2: 1, 3: 1000}) == {1: 1, 2: 1, 3: 10}  # the small ones get one each
    assert shared_out(10, {1: 5, 2: 5, 3: 0}) == {1: 5, 2: 5, 3: 0}
    assert shared_out(7, {1: 1, 2: 1, 3: 1}) == {1: 1, 2: 1, 3: 1}
    assert shared_out(5, {1: 0}) == {1: 0}


def test_tpn_wants_thirty_or_everybody():
    assert [least_of(n) for n in (0, 12, 30, 400)] == [30, 12, 30, 30]


def test_a_service_with_less_than_half_its_share_is_missed():
    people = {1: 100, 2: 100, 3: 0}
    assert unbalanced({1: 30, 2: 10}, people) == ([], [])
    assert unbalanced({1: 31, 2: 10}, people) == ([2], [])
    assert unbalanced({}, people) == ([], [])
    assert unbalanced({1: 1}, {1: 0}) == ([], [])


def test_a_service_with_more_than_twice_its_share_is_told():
    people = {1: 9500, 2: 500}
    assert unbalanced({1: 50, 2: 50}, people) == ([], [2])
    assert unbalanced({1: 90, 2: 10}, people) == ([], [])
    assert unbalanced({1: 89, 2: 11}, people) == ([], [2])  # of 100 five are theirs
    # of 28 one and two fifths are theirs, so two: four are not yet too many
    assert (unbalanced({1: 24, 2: 4}, people), unbalanced({1: 23, 2: 5}, people)) == (([], []), ([], [2]))
    assert unbalanced({1: 30, 2: 1}, {1: 500, 2: 0}) == ([], [2])
