"""Years since a predicate was revoked: two before a new proposal for WBK (PermenPANRB 90/2021 p. 63-64)."""

from __future__ import annotations

from .base import Asked, Finding, Rule, at_least, clean_number, comma

NEVER = "tidak pernah"


def clean(raw: str, scale: tuple[str, ...]) -> str:
    """A number of years, or `tidak pernah` for a unit whose predicate was never revoked."""
    return NEVER if str(raw).strip().casefold() == NEVER else clean_number(raw, 0, 100, f"2 atau {NEVER}")


def judge(asked: Asked) -> Finding:
    """Met when nothing was ever revoked, or at least the required years ago."""
    if asked.value == NEVER:
        return Finding(True, "tidak pernah dicabut", required(asked.required))
    return Finding(at_least(asked), f"{comma(asked.value)} tahun", required(asked.required))


def required(value: str) -> str:
    """The requirement in words."""
    return f"minimal {comma(value)} tahun sejak dicabut"


RULE = Rule(
    "years_since_revocation",
    clean,
    judge,
    required,
    choices=lambda scale: (),
    hint=f"Isi jumlah tahun sejak dicabut, atau “{NEVER}”.",
)
