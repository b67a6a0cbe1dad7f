"""A number of years that must have passed, such as the time spent building ZI (PermenPANRB 90/2021 p. 46)."""

from __future__ import annotations

from .base import Asked, Finding, Rule, at_least, clean_number, comma


def clean(raw: str, scale: tuple[str, ...]) -> str:
    """A number of years, 0 to 100, also with decimals."""
    return clean_number(raw, 0, 100, "1,5")


def judge(asked: Asked) -> Finding:
    """Met when at least the required years have passed."""
    return Finding(at_least(asked), f"{comma(asked.value)} tahun", required(asked.required))


def required(value: str) -> str:
    """The requirement in words."""
    return f"minimal {comma(value)} tahun"


RULE = Rule("years", clean, judge, required, choices=lambda scale: (), hint="Isi jumlah tahun, misalnya 1,5.")
