"""A statement that is true or not, such as performing a core service (PermenPANRB 90/2021 p. 46, 65)."""

from __future__ import annotations

from .base import Asked, Finding, Rule, choose

YES, NO = "ya", "tidak"


def clean(raw: str, scale: tuple[str, ...]) -> str:
    """`ya` or `tidak`."""
    return choose(raw, (YES, NO))


def judge(asked: Asked) -> Finding:
    """Met when the statement holds."""
    return Finding(asked.value == YES, asked.value, required(asked.required))


def required(value: str) -> str:
    """The requirement in words."""
    return YES


RULE = Rule("statement", clean, judge, required, choices=lambda scale: (YES, NO), hint="Pilih ya atau tidak.")
