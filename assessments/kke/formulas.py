"""Live formulas of our workbook, one for each kind of question, that agree with `engine.scoring`.

A question's cell shows its value 0..1, or "" while it is unanswered; sums skip "" and the mean divides by the
number of questions, so that an unanswered question counts 0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cache

from assessments.engine.answers import decimal_text
from assessments.engine.instrument import Component, Question

from .entries import NONE_YET


@cache
def literal(number: Fraction) -> str:
    """A number for a formula: its decimal, or a fraction in brackets where it has none."""
    return decimal_text(number) or f"({number.numerator}/{number.denominator})"


def question_value(question: Question, answer: str, note: str, counts: Mapping[str, str]) -> str:
    """The formula of a question's value; `answer`, `note` and `counts` (by input code) are cell addresses."""
    body = _BODY[question.kind](question, answer, counts)
    # "Belum ada" counts as answered, with 0, once a note says why (engine.answers.is_answered).
    return f'=IF({answer}="{NONE_YET}",IF(TRIM({note})="","",0),{body})'


def _choice(question: Question, answer: str, counts: Mapping[str, str]) -> str:
    body = '""'
    for option in reversed(question.options):
        body = f'IF(TRIM({answer})="{option.code}",{literal(option.value)},{body})'
    return body


def _index(question: Question, answer: str, counts: Mapping[str, str]) -> str:
    if question.maximum is None:
        raise ValueError(f"{question.code} is an index without a maximum")
    return f'IF(ISNUMBER({answer}),{answer}/{literal(question.maximum)},"")'


def _if_complete(counts: Mapping[str, str], body: str) -> str:
    cells = list(counts.values())
    return f'IF(COUNT({",".join(cells)})<{len(cells)},"",{body})'


def _ratio(question: Question, answer: str, counts: Mapping[str, str]) -> str:
    part, whole = ("+".join(counts[code] for code in codes) for codes in (question.part, question.whole))
    zero = literal(question.if_whole_zero or Fraction(0))
    return _if_complete(counts, f"IF(({whole})=0,{zero},MIN(1,({part})/({whole})))")


def _decrease(question: Question, answer: str, counts: Mapping[str, str]) -> str:
    before, after = counts[question.before], counts[question.after]
    return _if_complete(counts, f"IF({before}=0,IF({after}=0,1,0),MAX(0,({before}-{after})/{before}))")


_BODY = {"choice": _choice, "index": _index, "ratio": _ratio, "decrease": _decrease}


def component_points(component: Component, weight: str, below: Sequence[str]) -> str:
    """The formula of a component's points; `below` are the cells of its questions or children."""
    total = f"SUM({','.join(below)})"
    return f"={total}/{len(below)}*{weight}" if component.questions else f"={total}"


def met(value: str, minimum: Fraction, *, percent: bool = False) -> str:
    """ "Memenuhi" or "Belum": reached exactly counts, so the last bits of a double are rounded away."""
    shown = f"{value}*100" if percent else value
    return f'=IF(ROUND({shown},9)>={literal(minimum)},"Memenuhi","Belum")'
