"""Whether a score reaches the minima of each predicate, and what it is short of.

Minima are inclusive and compared with unrounded values (PermenPANRB 90/2021 p. 52-53 and 58).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from .instrument import Instrument
from .policy_model import Policy
from .scoring import Score

TOTAL = "total"
_CENT = Fraction(1, 100)


@dataclass(frozen=True)
class Shortfall:
    """A minimum and the value against it. `what`: "total", a component's or an area's code.

    Points, but percent of the area's weight where `percent` holds. `gap` is 0 where the minimum is reached.
    """

    what: str
    name: str
    minimum: Fraction
    value: Fraction
    percent: bool = False

    @property
    def met(self) -> bool:
        """Whether the minimum is reached; exactly counts."""
        return self.value >= self.minimum

    @property
    def gap(self) -> Fraction:
        """How far the value is below the minimum."""
        return max(Fraction(0), self.minimum - self.value)

    @property
    def gap_text(self) -> str:
        """The distance in words, such as "kurang 0,43 poin"; "" where the minimum is reached.

        Rounded up, so that what is short never looks reached.
        """
        gap = self.gap
        if not gap:
            return ""
        unit = "persen" if self.percent else "poin"
        if gap < _CENT:
            return f"kurang dari minimum, selisih di bawah 0,01 {unit}"
        cents = -(-gap.numerator * 100 // gap.denominator)
        return f"kurang {cents // 100},{cents % 100:02} {unit}"


@dataclass(frozen=True)
class Verdict:
    """`short`: what is below its minimum, in the order total, components, areas; `lines`: every minimum."""

    met: bool
    short: tuple[Shortfall, ...]
    lines: tuple[Shortfall, ...]


def verdict(policy: Policy, instrument: Instrument, score: Score) -> dict[str, Verdict]:
    """The verdict on each predicate of the policy."""
    found = {}
    for predicate in policy.predicates:
        lines = tuple(_lines(policy, predicate, instrument, score))
        short = tuple(line for line in lines if not line.met)
        found[predicate] = Verdict(not short, short, lines)
    return found


def _lines(policy: Policy, predicate: str, instrument: Instrument, score: Score) -> Iterator[Shortfall]:
    minima = policy.predicates[predicate]
    yield Shortfall(TOTAL, "Total", minima.total, score.total)
    for code, component in instrument.components_by_code.items():  # in the order of the sheet
        if code in minima.components:
            yield Shortfall(code, component.name, minima.components[code], score.components[code])
    if minima.area_percent is not None:
        for area, name in instrument.areas.items():
            yield Shortfall(area, name, minima.area_percent, score.areas[area].percent, percent=True)
