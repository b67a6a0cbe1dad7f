"""The cheapest way to a predicate: the least effort of single steps that closes all its shortfalls, exactly.

Every question is worth its share of the leaf's weight, and every sum above is a plain sum, so each minimum that
`verdict` asks is one about the gains of some questions: whole numbers once all have a common denominator.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, lcm

from .answers import Given
from .covering import least_effort
from .instrument import Instrument, Question
from .policy_model import Policy
from .prices import Item, Need
from .raising import Level, levels
from .scoring import Score, exact_sum, score
from .verdict import TOTAL, Shortfall, verdict

USUAL = 1  # the effort of a step at a question that nobody has weighed


@dataclass(frozen=True)
class Raise:
    """A question to raise: by how many single steps, to where, what they gain in points of the total and cost."""

    question: Question
    steps: int
    level: Level
    gain: Fraction
    effort: int


@dataclass(frozen=True)
class OutOfReach:
    """A minimum that all steps together do not reach, and what they do reach."""

    line: Shortfall
    best: Shortfall


@dataclass(frozen=True)
class Way:
    """`raises` in the order of the sheet; none where `missing` says what they could never reach. `lines`: every
    minimum of the predicate as it stands, `after` as it is once all is raised."""

    raises: tuple[Raise, ...]
    lines: tuple[Shortfall, ...]
    after: tuple[Shortfall, ...]
    missing: tuple[OutOfReach, ...]

    @property
    def effort(self) -> int:
        """What the whole way costs."""
        return sum(one.effort for one in self.raises)


def cheapest(
    policy: Policy,
    predicate: str,
    instrument: Instrument,
    answers: Mapping[str, Given],
    efforts: Mapping[str, int] | None = None,
) -> Way:
    """The way of the least effort; of equal ones that with the fewest questions, then that which raises more at the
    first question where two differ (where that would take too long: the one that gains most, see `covering`).
    `efforts`: of one step at a question, whole and above 0; 1 where not named.

    ValueError as `score`, and for efforts below 1. KeyError: the policy has no such predicate.
    """
    efforts = efforts or {}
    if any(effort < 1 for effort in efforts.values()):
        raise ValueError("an effort must be at least 1")
    scored = score(instrument, answers)
    lines = verdict(policy, instrument, scored)[predicate].lines
    counted = [counted_in(instrument, line) for line in lines]
    open_to = _open(instrument, answers, scored)
    gains = {code: [gain for _, gain in steps] for code, steps in open_to.items()}
    most = {code: steps[-1] for code, steps in gains.items()}
    best = _raised(scored, lines, counted, most)
    missing = tuple(OutOfReach(now, at) for now, at in zip(lines, best, strict=True) if not at.met)
    if missing:
        return Way((), lines, lines, missing)
    taken = _taken(scored, lines, counted, gains, efforts)
    raises = tuple(
        Raise(instrument.questions[code], n, *open_to[code][n - 1], effort=n * efforts.get(code, USUAL))
        for code, n in taken.items()
        if n
    )
    reached = {one.question.code: one.gain for one in raises}
    return Way(raises, lines, _raised(scored, lines, counted, reached), ())


def _open(
    instrument: Instrument, answers: Mapping[str, Given], scored: Score
) -> dict[str, list[tuple[Level, Fraction]]]:
    """The questions that can be raised, in the order of the sheet: where each step leads and what it gains from now."""
    found = {}
    for code, question in instrument.questions.items():
        worth, now = instrument.worths[code], scored.questions[code]
        given = levels(question, answers.get(code))
        steps = [(level, worth * (level.value - now if now else level.value)) for level in given]
        if steps:
            found[code] = steps
    return found


def _taken(
    scored: Score,
    lines: tuple[Shortfall, ...],
    counted: list[set[str]],
    gains: Mapping[str, list[Fraction]],
    efforts: Mapping[str, int],
) -> dict[str, int]:
    """How many steps each question takes."""
    whole = lcm(*(gain.denominator for steps in gains.values() for gain in steps))
    items = [
        Item(efforts.get(code, USUAL), tuple(gain.numerator * (whole // gain.denominator) for gain in steps))
        for code, steps in gains.items()
    ]
    needs = [
        Need(
            frozenset(n for n, code in enumerate(gains) if code in codes),
            ceil(_points(scored, line, line.gap) * whole),
        )
        for line, codes in zip(lines, counted, strict=True)
        if not line.met
    ]
    return dict(zip(gains, least_effort(items, needs), strict=True))


def counted_in(instrument: Instrument, line: Shortfall) -> set[str]:
    """The codes of the questions that count towards a minimum."""
    if line.what == TOTAL:
        return set(instrument.questions)
    if line.percent:
        return {question.code for question in instrument.area_questions(line.what)}
    leaves = instrument.components_by_code[line.what].walk()
    return {question.code for leaf in leaves for question in leaf.questions}


def _points(scored: Score, line: Shortfall, gap: Fraction) -> Fraction:
    """A distance to the minimum in points: percent are of the weight of their area."""
    return gap * scored.areas[line.what].weight / 100 if line.percent else gap


def _raised(
    scored: Score, lines: tuple[Shortfall, ...], counted: list[set[str]], gains: Mapping[str, Fraction]
) -> tuple[Shortfall, ...]:
    """The minima once these questions have gained so much."""
    found = []
    for line, codes in zip(lines, counted, strict=True):
        gain = exact_sum(points for code, points in gains.items() if code in codes)
        if line.percent:
            gain = gain / scored.areas[line.what].weight * 100
        found.append(replace(line, value=line.value + gain))
    return tuple(found)
