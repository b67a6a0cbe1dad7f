"""Several sheets side by side: where they agree and where they differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import median

from .answers import Given, clean_value, is_answered
from .instrument import Instrument, Question
from .scoring import ZERO, judged


@dataclass(frozen=True)
class Comparison:
    """How far unit, members and the final answer to a question lie apart.

    `spread`: the largest distance between two of them, 0..1; who has not answered is left out, the unit is not.
    `movement`: points by which the question moves the total away from the unit's, with sign: by the final answer,
    else by the median of the members, else 0. `differs`: a member says otherwise than the unit. `divided`: the
    members who answered do not all say the same. `agreed`: all members have answered, and alike.
    """

    spread: Fraction
    movement: Fraction
    differs: bool
    divided: bool
    agreed: bool

    @property
    def effect(self) -> Fraction:
        """The movement without its sign: |final or median - unit| x share of the weight, in points."""
        return abs(self.movement)


def compare(
    question: Question,
    worth: Fraction,
    unit: Given | None,
    members: Sequence[Given | None],
    final: Given | None = None,
) -> Comparison:
    """Lay the answers to a question side by side; `worth` is its share of the weight (`Instrument.worths`).

    `members` are those who count: nobody who is excused. Where the reader may not know the final answer, none is
    given. The unit's missing answer is worth 0, as in its score.
    """
    claimed, _ = judged(question, unit)
    found, decided = judged(question, final)
    said = [(given, *judged(question, given)) for given in members]
    heard = [given for given, _, answered in said if answered]
    values = [value for _, value, answered in said if answered]
    settled = found if decided else median(values) if values else None
    everyone = [claimed, *values, found] if decided else [claimed, *values]
    divided = any(not same_answer(question, heard[0], given) for given in heard[1:])
    return Comparison(
        spread=max(everyone) - min(everyone),
        movement=ZERO if settled is None else (settled - claimed) * worth,
        differs=any(not same_answer(question, unit, given) for given in heard),
        divided=divided,
        agreed=bool(heard) and len(heard) == len(said) and not divided,
    )


def same_answer(question: Question, one: Given | None, other: Given | None) -> bool:
    """Whether two answers say the same: equal canonical values, or both "belum ada". Notes don't count."""
    if one is not None and other is not None and (one.value, one.none_yet) == (other.value, other.none_yet):
        return True  # nothing to clean
    return _said(question, one) == _said(question, other)


def agreed(question: Question, givens: Iterable[Given | None]) -> Given | None:
    """The answer on which all sheets agree; None where one is unanswered, they differ, or there is no sheet.

    Its note holds the different notes of the sheets one under another, its source the first one given.
    """
    sheets = list(givens)
    if not sheets or any(given is None or not is_answered(question, given) for given in sheets):
        return None
    told = [given for given in sheets if given is not None]
    first = told[0]
    if not all(same_answer(question, first, given) for given in told):
        return None
    notes = dict.fromkeys(given.note.strip() for given in told if given.note.strip())
    source = next((given.source.strip() for given in told if given.source.strip()), "")
    value, none_yet = _said(question, first)
    return Given(value, none_yet, "\n".join(notes), source)


def differing_without_note(
    instrument: Instrument, unit: Mapping[str, Given], final: Mapping[str, Given]
) -> tuple[str, ...]:
    """Codes where the final answer differs from the unit's and no note says why, in the order of the sheet."""
    return tuple(
        code
        for code, question in instrument.questions.items()
        if (given := final.get(code)) is not None
        and is_answered(question, given)
        and not given.note.strip()
        and not same_answer(question, unit.get(code), given)
    )


def _said(question: Question, given: Given | None) -> tuple[str | dict[str, int] | None, bool]:
    if given is None:
        return None, False
    if given.none_yet:
        return None, True
    if isinstance(given.value, str) and given.value in question.option_by_code:
        return given.value, False  # a stored choice: nothing to clean
    return clean_value(question, given.value), False
