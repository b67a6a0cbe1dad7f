"""The score of a sheet, exactly.

question -> 0..1; leaf -> mean of its questions x weight; any other component -> sum of its children.
A question that is unanswered, half answered or marked "belum ada" is worth 0 and keeps its place in the mean.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from .answers import Given, clean_value, is_answered, is_complete
from .instrument import Component, Instrument, Question

ZERO, ONE = Fraction(0), Fraction(1)


@dataclass(frozen=True)
class AreaScore:
    """An area of change: its Pemenuhan and Reform added up, their weights, and the percent reached."""

    points: Fraction
    weight: Fraction
    percent: Fraction


@dataclass(frozen=True)
class Score:
    """A scored sheet. Points in `total` (0..100), `components`, `areas`; values 0..1 in `questions`."""

    total: Fraction
    components: dict[str, Fraction]
    questions: dict[str, Fraction]
    areas: dict[str, AreaScore]
    answered: int
    of: int
    answered_by: dict[str, tuple[int, int]]
    area_answered: dict[str, tuple[int, int]]


def score(instrument: Instrument, answers: Mapping[str, Given]) -> Score:
    """Score the answers (by question code; questions left out are unanswered). Rows with the fields of `Given` do too.

    ValueError: an answer to a question that the instrument does not have. BadValue: a value that its
    question does not allow.
    """
    unknown = [code for code in answers if code not in instrument.questions]
    if unknown:
        raise ValueError(f"{instrument.code} has no question {', '.join(sorted(unknown))}")
    values: dict[str, Fraction] = {}
    done: dict[str, bool] = {}
    for code, question in instrument.questions.items():
        values[code], done[code] = judged(question, answers.get(code))
    points: dict[str, Fraction] = {}
    counts: dict[str, tuple[int, int]] = {}
    for component in instrument.components:
        _score_component(component, values, done, points, counts)
    in_order = instrument.components_by_code
    return Score(
        total=exact_sum(points[component.code] for component in instrument.components),
        components={code: points[code] for code in in_order},
        questions=values,
        areas={area: _area_score(instrument, area, points) for area in instrument.areas},
        answered=sum(done.values()),
        of=len(done),
        answered_by={code: counts[code] for code in in_order},
        area_answered={area: _area_answered(instrument, area, done) for area in instrument.areas},
    )


def question_value(question: Question, given: Given | None) -> Fraction:
    """What an answer is worth, 0..1; 0 when it is missing, incomplete or "belum ada"."""
    if given is None or given.none_yet:
        return ZERO
    value = clean_value(question, given.value)
    if value is None or not is_complete(question, value):
        return ZERO
    if isinstance(value, dict):
        return _ratio(question, value) if question.kind == "ratio" else _decrease(question, value)
    if question.kind == "choice":
        return question.option_by_code[value].value
    assert question.maximum is not None  # clean_value refuses an index without a range
    return Fraction(value) / question.maximum


def judged(question: Question, given: Given | None) -> tuple[Fraction, bool]:
    """(value 0..1, answered) of a question at once; most answers are stored choices, which need no cleaning."""
    if given is None:
        return ZERO, False
    if question.kind == "choice" and not given.none_yet and isinstance(given.value, str):
        option = question.option_by_code.get(given.value)
        if option is not None:
            return option.value, True
    return question_value(question, given), is_answered(question, given)


def six(number: Fraction) -> str:
    """Six decimals with a point, half up: the stored form ("75.000000")."""
    return _rounded(number, 6)


def decimal6(number: Fraction) -> Decimal:
    """The stored form as a Decimal of six places."""
    return Decimal(six(number))


def two(number: Fraction) -> str:
    """Two decimals with a comma, half up: the shown form ("75,00")."""
    return _rounded(number, 2).replace(".", ",")


def _rounded(number: Fraction, places: int) -> str:
    above, below = number.as_integer_ratio()
    units = (abs(above) * 10**places * 2 + below) // (2 * below)
    whole, decimals = divmod(units, 10**places)
    sign = "-" if above < 0 and units else ""
    return f"{sign}{whole}.{decimals:0{places}d}"


def exact_sum(numbers: Iterable[Fraction]) -> Fraction:
    """The sum, exactly; reduced once at the end, which is several times faster than adding fractions."""
    top, bottom = 0, 1
    for number in numbers:
        above, below = number.as_integer_ratio()
        if below == bottom:
            top += above
        else:
            top, bottom = top * below + above * bottom, bottom * below
    return Fraction(top, bottom)


def _ratio(question: Question, counts: Mapping[str, int]) -> Fraction:
    whole = sum(counts[code] for code in question.whole)
    if whole == 0:
        if question.if_whole_zero is None:
            raise ValueError(f"{question.code} does not say what a whole of zero is worth")
        return question.if_whole_zero
    return min(ONE, Fraction(sum(counts[code] for code in question.part), whole))


def _decrease(question: Question, counts: Mapping[str, int]) -> Fraction:
    before, after = counts[question.before], counts[question.after]
    if before == 0:
        return ONE if after == 0 else ZERO
    return max(ZERO, Fraction(before - after, before))


def _score_component(
    component: Component,
    values: Mapping[str, Fraction],
    done: Mapping[str, bool],
    points: dict[str, Fraction],
    counts: dict[str, tuple[int, int]],
) -> None:
    for child in component.children:
        _score_component(child, values, done, points, counts)
    if component.is_leaf:
        codes = [question.code for question in component.questions]
        above, below = exact_sum(values[code] for code in codes).as_integer_ratio()
        weight, parts = component.weight.as_integer_ratio()
        points[component.code] = Fraction(above * weight, below * parts * len(codes))
        counts[component.code] = (sum(done[code] for code in codes), len(codes))
    else:
        children = [child.code for child in component.children]
        points[component.code] = exact_sum(points[code] for code in children)
        counts[component.code] = (
            sum(counts[code][0] for code in children),
            sum(counts[code][1] for code in children),
        )


def _area_score(instrument: Instrument, area: str, points: Mapping[str, Fraction]) -> AreaScore:
    reached = exact_sum(points[leaf.code] for leaf in instrument.area_leaves[area])
    weight = instrument.area_weights[area]
    (above, below), (whole, parts) = reached.as_integer_ratio(), weight.as_integer_ratio()
    return AreaScore(reached, weight, Fraction(above * parts * 100, below * whole))


def _area_answered(instrument: Instrument, area: str, done: Mapping[str, bool]) -> tuple[int, int]:
    codes = [question.code for question in instrument.area_questions(area)]
    return sum(done[code] for code in codes), len(codes)
