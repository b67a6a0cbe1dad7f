"""A percentage that must be reached, such as the follow-up of audit findings (PermenPANRB 90/2021 p. 46)."""

from __future__ import annotations

from .base import Asked, Finding, Rule, at_least, clean_number, comma


def clean(raw: str, scale: tuple[str, ...]) -> str:
    """A number 0 to 100, with or without a percent sign."""
    return clean_number(str(raw).strip().removesuffix("%").strip(), 0, 100, "98,5")


def judge(asked: Asked) -> Finding:
    """Met when the percentage is reached; compared exactly, 99.99 is not 100."""
    return Finding(at_least(asked), f"{comma(asked.value)}%", required(asked.required))


def required(value: str) -> str:
    """The requirement in words."""
    return f"minimal {comma(value)}%"


RULE = Rule(
    "percent", clean, judge, required, choices=lambda scale: (), hint="Isi persentase, misalnya 98,5."
)
