"""How values lie around their middle, and which of them lie far off. Exact and robust: one odd value moves nothing."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from statistics import median

LEAST = 3  # of fewer values none can be called odd


def quartiles(values: Sequence[Fraction]) -> tuple[Fraction, Fraction, Fraction]:
    """The lower quartile, the median and the upper quartile, between two values in proportion. ValueError: none."""
    if not values:
        raise ValueError("no values, no quartiles")
    ordered = sorted(values)

    def _at(share: Fraction) -> Fraction:
        place = share * (len(ordered) - 1)
        low = place.numerator // place.denominator
        high = min(low + 1, len(ordered) - 1)
        return ordered[low] + (ordered[high] - ordered[low]) * (place - low)

    lower, middle, upper = (_at(Fraction(n, 4)) for n in (1, 2, 3))
    return lower, middle, upper


def outliers(values: Sequence[Fraction], *, least: Fraction = Fraction(0)) -> tuple[bool, ...]:
    """For each value, whether it is an outlier: farther from the median than twice the MAD, and than `least`.

    MAD is the median of the distances from the median; where more than half of the values are equal it is 0, and
    `least` alone decides. Fewer than three values have no outliers.
    """
    if len(values) < LEAST:
        return (False,) * len(values)
    middle = median(values)
    distances = [abs(value - middle) for value in values]
    limit = max(2 * median(distances), least)
    return tuple(distance > limit for distance in distances)
