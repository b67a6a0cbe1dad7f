"""The revocation of a predicate by the Minister, on TPN's written recommendation (PermenPANRB 90/2021 p. 63-64)."""

from __future__ import annotations

from ..facts import Facts, Refusal, given
from ..wording import long_date

PAGE = "register"


def revocation_is_dated(facts: Facts) -> list[Refusal]:
    """Number and date of the decision that revokes."""
    missing = (
        (not facts.revocation_number.strip(), "Nomor keputusan pencabutan belum diisi."),
        (facts.revoked_on is None, "Tanggal keputusan pencabutan belum diisi."),
    )
    return [Refusal(message, PAGE) for is_missing, message in missing if is_missing]


def revocation_follows_the_determination(facts: Facts) -> list[Refusal]:
    """The decision came after the one that it revokes, and not after today: the ban counts from its date."""
    if facts.revoked_on is None:
        return []
    if facts.revoked_on > given(facts.today, "today"):
        return [Refusal("Tanggal keputusan pencabutan belum tiba. Periksa tahunnya.", PAGE)]
    if facts.determined_on is not None and facts.revoked_on < facts.determined_on:
        when = long_date(facts.determined_on)
        return [
            Refusal(f"Predikat ini baru ditetapkan {when}; pencabutannya tidak mungkin lebih awal.", PAGE)
        ]
    return []


def held_as_wbk(facts: Facts) -> list[Refusal]:
    """What was revoked is WBK."""
    return _held_as(facts, "wbk")


def held_as_wbbm(facts: Facts) -> list[Refusal]:
    """What was revoked is WBBM."""
    return _held_as(facts, "wbbm")


def _held_as(facts: Facts, state: str) -> list[Refusal]:
    before = given(facts.revoked_from, "revoked_from")
    return [] if before == state else [Refusal(f"Yang dicabut bukan {state.upper()}.", PAGE)]


def nothing_rests_on_the_revocation(facts: Facts) -> list[Refusal]:
    """Nothing that came later was decided by who knew of the revocation."""
    return [
        Refusal(f"Pencabutan ini sudah diikuti {what}, jadi tidak dapat dibatalkan lagi.", PAGE)
        for what in given(facts.resting, "resting")
    ]


def nothing_higher_is_held(facts: Facts) -> list[Refusal]:
    """A WBK is not revoked under a WBBM that stands: who loses WBBM loses both."""
    if not facts.held_above:
        return []
    return [Refusal(f"Unit ini sudah berpredikat {facts.held_above}. Cabut predikat itu.", PAGE)]
