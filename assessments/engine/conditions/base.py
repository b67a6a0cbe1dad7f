"""What every condition rule takes and gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from ..answers import BadValue, decimal_text, parse_number

NO_DATA = "belum ada data"


@dataclass(frozen=True)
class Asked:
    """A rule's question: is `value` enough where `required` is asked? Both in the rule's canonical text.

    `scale`: the grades from worst to best, for rules that have one. `required` is "" for a statement.
    """

    value: str
    required: str
    scale: tuple[str, ...] = ()


@dataclass(frozen=True)
class Finding:
    """A rule's answer. `value` and `required` as people read them, e.g. "98,5%" and "minimal 100%"."""

    met: bool
    value: str
    required: str


@dataclass(frozen=True)
class Rule:
    """A kind of condition.

    `clean(raw, scale)`: the canonical text of what was typed, BadValue if it is none of the allowed.
    `judge(asked)`: whether it is met. `required(value, scale)`: the requirement in words.
    `choices(scale)`: the values to choose from; empty where a number is typed. `hint`: what to type.
    """

    kind: str
    clean: Callable[[str, tuple[str, ...]], str]
    judge: Callable[[Asked], Finding]
    required: Callable[[str], str]
    choices: Callable[[tuple[str, ...]], tuple[str, ...]]
    hint: str


def choose(raw: str, allowed: tuple[str, ...]) -> str:
    """The allowed text that was typed, whatever its case. BadValue: none of them."""
    typed = str(raw).strip().casefold()
    for value in allowed:
        if value.casefold() == typed:
            return value
    raise BadValue(f"“{raw}” tidak dikenal. Pilihannya: {', '.join(allowed)}.")


def clean_number(raw: str, low: int, high: int, example: str) -> str:
    """A number inside the bounds as decimal text with a point. BadValue: no number, or outside."""
    number = parse_number(raw)
    if number is None:
        raise BadValue(f"“{raw}” bukan angka. Isi misalnya {example}.")
    text = decimal_text(number)
    if text is None or not low <= number <= high:
        raise BadValue(f"{raw} di luar rentang {low} sampai {high}.")
    return text


def at_least(asked: Asked) -> bool:
    """Whether a number reaches what is required, compared exactly."""
    return Fraction(asked.value) >= Fraction(asked.required)


def comma(text: str) -> str:
    """A decimal text as people read it."""
    return text.replace(".", ",")
