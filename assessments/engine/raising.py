"""The single steps by which the answer to a question can be raised.

A choice goes to the next better one. Counts go to the next quarter of the whole, as the five choices A to E do, and so
in at most four steps; where the counts are not in yet, the quarter itself is the step. What a survey asks its
respondents nobody raises by deciding so: an index has no steps.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from .answers import Given, clean_value, is_complete
from .instrument import Level, Question
from .scoring import question_value

QUARTERS = tuple(Fraction(n, 4) for n in range(1, 5))
QUARTER_LEVELS = tuple(Level(quarter, None) for quarter in QUARTERS)


def levels(question: Question, given: Given | None) -> tuple[Level, ...]:
    """What the answer can be raised to, step by step, each worth more than the one before."""
    found: list[Level] = []
    now = question_value(question, given)
    for level in _levels(question, _counts(question, given)):
        if _exceeds(level.value, found[-1].value if found else now):
            found.append(level)
    return tuple(found)


def _exceeds(one: Fraction, other: Fraction) -> bool:
    """`one > other`, several times faster: fractions ask first what kind of number they are compared with."""
    return one.numerator * other.denominator > other.numerator * one.denominator


def _levels(question: Question, counts: Mapping[str, int] | None) -> Iterator[Level]:
    if question.kind == "choice":
        yield from question.rising
    elif question.kind == "ratio":
        yield from _ratio(question, counts)
    elif question.kind == "decrease":
        yield from _decrease(question, counts)


def _counts(question: Question, given: Given | None) -> Mapping[str, int] | None:
    """The counts of an answer where all are in."""
    if not question.inputs or given is None or given.none_yet:
        return None
    value = clean_value(question, given.value)
    return value if isinstance(value, dict) and is_complete(question, value) else None


def _ratio(question: Question, counts: Mapping[str, int] | None) -> Iterator[Level]:
    whole = sum(counts[code] for code in question.whole) if counts else 0
    if not counts or not whole:
        yield from QUARTER_LEVELS
        return
    first, others = question.part[0], sum(counts[code] for code in question.part[1:])
    for quarter in QUARTERS:
        part = -(-whole * quarter // 1)
        yield Level(Fraction(part, whole), {**counts, first: max(counts[first], part - others)})


def _decrease(question: Question, counts: Mapping[str, int] | None) -> Iterator[Level]:
    if not counts:
        yield from QUARTER_LEVELS
        return
    before = counts[question.before]
    for quarter in QUARTERS if before else QUARTERS[-1:]:
        after = int(before * (1 - quarter))
        yield Level(
            Fraction(before - after, before) if before else Fraction(1), {**counts, question.after: after}
        )
