"""Opening of penilaian mandiri."""

from __future__ import annotations

from ..facts import Facts, Refusal, given
from ..wording import long_date, long_time


def development_is_recorded(facts: Facts) -> list[Refusal]:
    """Pembangunan comes before any assessment (PermenPANRB 90/2021 p. 12-14)."""
    if facts.development_recorded:
        return []
    return [Refusal("Pembangunan unit belum dicatat. Isi SK tim kerja dan rencana kerjanya.", "pembangunan")]


def window_is_open(facts: Facts) -> list[Refusal]:
    """There is a period, its window has opened, and its deadline has not passed."""
    if not facts.has_period or facts.opens_on is None:
        return [Refusal("Periode penilaian belum dibuat. Buat periode tahun ini lebih dulu.", "periode")]
    if given(facts.today, "today") < facts.opens_on:
        opens = long_date(facts.opens_on)
        return [Refusal(f"Penilaian mandiri baru dibuka {opens}. Tunggu atau ubah jadwalnya.", "periode")]
    deadline = given(facts.deadline, "deadline")
    if given(facts.now, "now") > deadline:
        text = f"Penilaian mandiri sudah ditutup {long_time(deadline)}. Ubah jadwalnya bila masih perlu."
        return [Refusal(text, "periode")]
    return []
