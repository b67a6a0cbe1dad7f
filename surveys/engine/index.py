"""The index of a survey and how sure it is.

Index: the mean of all degrees × 4 / degrees of the scale, from 0 to 4 (rules 4.4; PermenPANRB 90/2021 p. 86-87).
SKM: the mean on a scale of four × 25 (PermenPANRB 14/2017). Interval: 95 %, Student's t with the correction for a
finite population, (N − n) / (N − 1), since the respondents of a unit are a good part of all its users.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

TOP = 4
EXACT = Context(prec=40)
DIGITS = 4
# Two-sided 95 % quantiles of Student's t by degrees of freedom; in between the next lower row, which is the wider one.
_QUANTILES = """
    12.706 4.303 3.182 2.776 2.571 2.447 2.365 2.306 2.262 2.228 2.201 2.179 2.160 2.145 2.131 2.120 2.110 2.101 2.093
    2.086 2.080 2.074 2.069 2.064 2.060 2.056 2.052 2.048 2.045 2.042 2.021 2.000 1.980
"""
T95 = dict(zip([*range(1, 31), 40, 60, 120], map(Decimal, _QUANTILES.split()), strict=True))
# SKM grades by their lower ends (PermenPANRB 14/2017).
GRADES = (("A", Fraction("88.31")), ("B", Fraction("76.61")), ("C", Fraction(65)))


@dataclass(frozen=True)
class Interval:
    """Between which indices the true one lies with 95 % certainty, rounded outwards."""

    low: Decimal
    high: Decimal


def index_of(rows: Sequence[Sequence[int]], degrees: int) -> Fraction | None:
    """The index of answers (each the degrees of all its items); None without answers."""
    return _mean([of_one(row, degrees) for row in rows])


def item_indices(rows: Sequence[Sequence[int]], degrees: int) -> list[Fraction | None]:
    """The index of each item in the order of the questionnaire; empty without answers."""
    return [_mean([Fraction(value * TOP, degrees) for value in column]) for column in zip(*rows, strict=True)]


def of_one(row: Sequence[int], degrees: int) -> Fraction:
    """What one respondent says: the mean of the own degrees on 0 to 4."""
    return Fraction(sum(row) * TOP, len(row) * degrees)


def skm(index: Fraction) -> tuple[Fraction, str]:
    """The index as SKM reports it, × 25, with its grade A to D."""
    value = index * 25
    rounded = Fraction(rounded_decimal(value, 2))
    return value, next((grade for grade, low in GRADES if rounded >= low), "D")


def interval_of(
    rows: Sequence[Sequence[int]], degrees: int, population: int = 0, *, digits: int = DIGITS
) -> Interval | None:
    """The 95 % interval of the index; None where nothing can be said: below two answers, and where all have the same
    mean and not everybody answered, since nobody knows how much the others differ.

    `population`: how many users the services had in the period; fewer than the answers (0: not known): no correction.
    """
    count = len(rows)
    if count < 2:
        return None
    means = [of_one(row, degrees) for row in rows]
    middle = sum(means, Fraction(0)) / count
    variance = sum(((one - middle) ** 2 for one in means), Fraction(0)) / (count - 1) / count
    if variance == 0 and population != count:
        return None
    if population >= count:
        variance *= Fraction(population - count, population - 1)
    half = EXACT.multiply(t95(count - 1), EXACT.sqrt(_decimal(variance)))
    low = max(Decimal(0), EXACT.subtract(_decimal(middle), half))
    high = min(Decimal(TOP), EXACT.add(_decimal(middle), half))
    step = Decimal(1).scaleb(-digits)
    return Interval(low.quantize(step, ROUND_FLOOR), high.quantize(step, ROUND_CEILING))


def t95(freedom: int) -> Decimal:
    """The two-sided 95 % quantile of Student's t for these degrees of freedom (at least 1)."""
    return T95[max(known for known in T95 if known <= freedom)]


def floor_decimal(value: Fraction, digits: int = DIGITS) -> Decimal:
    """The value cut to so many decimals, never rounded up: a minimum that is not reached must not seem reached."""
    scaled = value * 10**digits
    return Decimal(scaled.numerator // scaled.denominator).scaleb(-digits)


def shown(value: Fraction) -> str:
    """An index as people read it: cut to two decimals, with a comma."""
    return format(floor_decimal(value, 2), "f").replace(".", ",")


def rounded_decimal(value: Fraction, digits: int) -> Decimal:
    """The value rounded half up."""
    return _decimal(value).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


def _mean(values: Sequence[Fraction]) -> Fraction | None:
    return sum(values, Fraction(0)) / len(values) if values else None


def _decimal(value: Fraction) -> Decimal:
    return EXACT.divide(Decimal(value.numerator), Decimal(value.denominator))
