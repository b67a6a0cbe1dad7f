"""WBK mandiri: an instansi that the Minister allows determines WBK itself (PermenPANRB 5/2024 p. 7)."""

from __future__ import annotations

from ..facts import Facts, Refusal, given
from ..wording import long_date


def self_determination_is_allowed(facts: Facts) -> list[Refusal]:
    """The policy knows WBK mandiri, and the Minister has allowed it to this instansi for the year."""
    policy = given(facts.policy, "policy")
    if not policy.self_determined_wbk:
        return [Refusal(f"{policy.name} tidak mengenal WBK mandiri.", "alur")]
    if given(facts.self_permitted, "self_permitted"):
        return []
    text = "Izin menteri untuk WBK mandiri tahun ini belum tercatat. Catat suratnya."
    return [Refusal(text, "izin_mandiri")]


def predicate_is_wbk(facts: Facts) -> list[Refusal]:
    """WBBM is never determined by the instansi itself."""
    if given(facts.predicate, "predicate") == "WBK":
        return []
    return [Refusal("WBBM hanya ditetapkan menteri. Usulkan unit ini ke TPN.", "usulan")]


def own_decree_is_complete(facts: Facts) -> list[Refusal]:
    """Number and date of the instansi's own decision, which is not of a day to come."""
    day, found = facts.decision_date, []
    if not facts.decision_number.strip():
        found.append(Refusal("Nomor keputusan WBK mandiri belum diisi.", "wbk_mandiri"))
    if day is None:
        found.append(Refusal("Tanggal keputusan WBK mandiri belum diisi.", "wbk_mandiri"))
    elif day > given(facts.today, "today"):
        found.append(Refusal(f"Tanggal keputusan, {long_date(day)}, belum tiba.", "wbk_mandiri"))
    return found
