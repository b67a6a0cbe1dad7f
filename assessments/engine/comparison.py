"""Several sheets side by side: where they agree and where they differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from .answers import Given, clean_value, is_answered
from .instrument import Instrument, Question


def same_answer(question: Question, one: Given | None, other: Given | None) -> bool:
    """Whether two answers say the same: equal canonical values, or both "belum ada". Notes don't count."""
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
    return clean_value(question, given.value), False
