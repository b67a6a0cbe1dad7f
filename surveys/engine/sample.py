"""How many people to ask, and whether those who answered stand for all.

Krejcie and Morgan (1970): s = X²NP(1−P) / (d²(N−1) + X²P(1−P)) with X² = 3.841, P = 0.5, d = 0.05, rounded half up
as in their table. TPN asks for at least 30 who finished the service, balanced over kinds (PermenPANRB 90/2021 p. 55).
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import ceil

X2 = Fraction("3.841")
SPREAD = Fraction(1, 4)  # P(1 − P)
D2 = Fraction("0.0025")
LEAST = 30


def sample_size(population: int) -> int:
    """The sample for a population of so many; 0 for nobody."""
    if population <= 0:
        return 0
    exact = X2 * population * SPREAD / (D2 * (population - 1) + X2 * SPREAD)
    return (exact + Fraction(1, 2)).__floor__()


def shared_out(sample: int, populations: Mapping[int, int]) -> dict[int, int]:
    """The sample shared out over services (key → population) by their size, each with people at least one.

    Largest remainders get what rounding leaves; never more than there are people.
    """
    whole = sum(populations.values())
    if whole == 0:
        return dict.fromkeys(populations, 0)
    exact = {key: Fraction(sample * people, whole) for key, people in populations.items()}
    shares = {key: value.__floor__() for key, value in exact.items()}
    left = min(sample, whole) - sum(shares.values())
    for key in sorted(exact, key=lambda key: (shares[key] - exact[key], key))[:left]:
        shares[key] += 1
    return {key: min(people, max(1, shares[key])) if people else 0 for key, people in populations.items()}


def least_of(population: int) -> int:
    """How many TPN wants to see: 30, or everybody where there were fewer."""
    return min(LEAST, population) if population > 0 else LEAST


def unbalanced(answered: Mapping[int, int], populations: Mapping[int, int]) -> tuple[list[int], list[int]]:
    """The services with less than half of the answers that are theirs by their share of the people, and those with more
    than twice as many (theirs rounded up: a small service gets its one), in their order.

    Nothing is said before anybody answered.
    """
    total, whole = sum(answered.values()), sum(populations.values())
    if total == 0 or whole == 0:
        return [], []
    theirs = {key: Fraction(total * people, whole) for key, people in populations.items()}
    missed = [key for key, exact in theirs.items() if 2 * answered.get(key, 0) < exact]
    crowded = [key for key, exact in theirs.items() if answered.get(key, 0) > 2 * ceil(exact)]
    return missed, crowded
