"""A predicate that the unit must hold already: WBBM needs WBK first (PermenPANRB 90/2021 p. 58)."""

from __future__ import annotations

from .base import Asked, Finding, Rule, choose

NONE = "tidak ada"
RANKS = (NONE, "WBK", "WBBM")  # who holds WBBM has held WBK


def clean(raw: str, scale: tuple[str, ...]) -> str:
    """The predicate held: WBK, WBBM or `tidak ada`."""
    return choose(raw, RANKS)


def judge(asked: Asked) -> Finding:
    """Met when the predicate held is the required one or a higher one."""
    met = RANKS.index(asked.value) >= RANKS.index(asked.required)
    return Finding(met, asked.value, required(asked.required))


def required(value: str) -> str:
    """The requirement in words."""
    return f"sudah {value}"


RULE = Rule("predicate", clean, judge, required, lambda scale: RANKS, "Pilih predikat yang masih berlaku.")
