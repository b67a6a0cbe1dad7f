"""Years since a predicate was revoked: two before a new proposal for WBK (PermenPANRB 90/2021 p. 63-64)."""

from __future__ import annotations

from datetime import date

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


def free_from(revoked: date, years: int) -> date:
    """The first day on which so many whole years have passed since a revocation.

    The same day of the month; revoked on 29 February it is 1 March where there is no such day, because only then
    whole years have passed.
    """
    try:
        return revoked.replace(year=revoked.year + years)
    except ValueError:
        return date(revoked.year + years, 3, 1)


def years_since(revoked: date, today: date) -> str:
    """How long ago a revocation was, as the canonical text of a fact: never rounded up, so that on the day before the
    last of whole years it is still less. Whole years, then days of the running one, cut after two decimals.

    ValueError: the revocation lies ahead.
    """
    if revoked > today:
        raise ValueError("the revocation lies ahead")
    whole = today.year - revoked.year - (free_from(revoked, today.year - revoked.year) > today)
    begun = free_from(revoked, whole)
    hundredths = (today - begun).days * 100 // (free_from(revoked, whole + 1) - begun).days
    return str(whole) if hundredths == 0 else f"{whole}.{hundredths:02d}".rstrip("0")


RULE = Rule(
    "years_since_revocation",
    clean,
    judge,
    required,
    choices=lambda scale: (),
    hint=f"Isi jumlah tahun sejak dicabut, atau “{NEVER}”.",
)
