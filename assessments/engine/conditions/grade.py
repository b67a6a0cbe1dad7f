"""A grade on a scale of the policy, such as the BPK opinion (PermenPANRB 90/2021 p. 46)."""

from __future__ import annotations

from .base import Asked, Finding, Rule, choose


def clean(raw: str, scale: tuple[str, ...]) -> str:
    """One of the grades of the scale."""
    return choose(raw, scale)


def judge(asked: Asked) -> Finding:
    """Met when the grade stands at or above the required one; the scale runs from worst to best."""
    met = asked.scale.index(asked.value) >= asked.scale.index(asked.required)
    return Finding(met, asked.value, required(asked.required))


def required(value: str) -> str:
    """The requirement in words."""
    return f"minimal {value}"


RULE = Rule("grade", clean, judge, required, choices=tuple, hint="Pilih nilai terakhir yang sudah terbit.")
