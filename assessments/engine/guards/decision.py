"""TPN's stages and the determination (PermenPANRB 90/2021 p. 52-60)."""

from __future__ import annotations

from ..facts import STAGE_FAILED, Facts, Refusal, given
from ..wording import long_date, long_time
from .proposing import shortfall_text

PAGE = "tpn"


def all_stages_have_results(facts: Facts) -> list[Refusal]:
    """Every stage of the policy up to the panel has a result."""
    stages = given(facts.policy, "policy").stages_before_decision
    return [
        Refusal(f"Hasil tahap {stage.name} belum dicatat.", PAGE)
        for stage in stages
        if stage.code not in facts.stage_results
    ]


def stages_lead_to_predicate(facts: Facts) -> list[Refusal]:
    """No stage ended the road."""
    stages = given(facts.policy, "policy").stages_before_decision
    return [
        Refusal(
            f"Tahap {stage.name} dicatat tidak lanjut. Periksa hasilnya atau tetapkan belum memenuhi.", PAGE
        )
        for stage in stages
        if facts.stage_results.get(stage.code) == STAGE_FAILED
    ]


def stages_up_to_the_end(facts: Facts) -> list[Refusal]:
    """Every stage has a result up to the one that ended the road; up to the panel if none did."""
    found = []
    for stage in given(facts.policy, "policy").stages_before_decision:
        result = facts.stage_results.get(stage.code)
        if result == STAGE_FAILED:
            break
        if result is None:
            found.append(Refusal(f"Hasil tahap {stage.name} belum dicatat.", PAGE))
    return found


def decision_is_dated(facts: Facts) -> list[Refusal]:
    """Number and date of the decision or letter that tells the outcome."""
    missing = (
        (not facts.decision_number.strip(), "Nomor keputusan atau surat hasil TPN belum diisi."),
        (facts.decision_date is None, "Tanggal keputusan atau surat hasil TPN belum diisi."),
    )
    return [Refusal(message, PAGE) for is_missing, message in missing if is_missing]


def decision_date_is_possible(facts: Facts) -> list[Refusal]:
    """The decision is not of a day to come, nor of one before the last stage."""
    day, last = facts.decision_date, facts.last_stage_on
    if day is None:
        return []
    if day > given(facts.today, "today"):
        return [Refusal(f"Tanggal keputusan, {long_date(day)}, belum tiba.", PAGE)]
    if last is not None and day < last:
        return [Refusal(f"Tanggal keputusan tidak boleh sebelum tahap terakhir, {long_date(last)}.", PAGE)]
    return []


def no_objection_is_pending(facts: Facts) -> list[Refusal]:
    """A sanggah that TPN has not answered yet keeps the road open."""
    text = "Sanggah unit ini belum diputus. Catat hasilnya dulu."
    return [Refusal(text, "sanggah")] if facts.objection_pending else []


def objection_window_has_passed(facts: Facts) -> list[Refusal]:
    """Nobody loses the right to a sanggah while its window is open; a window that is not announced blocks nothing."""
    until = facts.objection_open_until
    if until is None:
        return []
    return [Refusal(f"Masa sanggah unit ini masih terbuka sampai {long_time(until)}.", "sanggah")]


def determined_by_tpn(facts: Facts) -> list[Refusal]:
    """The verdict is TPN's: WBK mandiri has no stages to go back to."""
    if not given(facts.self_determined, "self_determined"):
        return []
    text = "WBK ini ditetapkan pimpinan instansi, bukan TPN. Batalkan di halaman WBK mandiri."
    return [Refusal(text, "wbk_mandiri")]


def determined_by_instansi(facts: Facts) -> list[Refusal]:
    """The verdict is the instansi's own: TPN's is taken back to its stages."""
    if given(facts.self_determined, "self_determined"):
        return []
    return [Refusal("WBK ini ditetapkan menteri. Batalkan di halaman penetapan TPN.", "tpn")]


def nothing_rests_on_the_determination(facts: Facts) -> list[Refusal]:
    """Nothing that came later was decided on the ground of the determination."""
    return [
        Refusal(f"Penetapan ini sudah diikuti {what}, jadi tidak dapat dibatalkan lagi.", "alur")
        for what in given(facts.resting, "resting")
    ]


def final_values_reach_minima(facts: Facts) -> list[Refusal]:
    """The final values reach the minima of the predicate (90/2021 p. 58); otherwise it is belum memenuhi."""
    if facts.tpn_verdict is None:
        return [Refusal("Nilai akhir TPN belum diisi.", PAGE)]
    return [Refusal(f"Nilai akhir TPN {shortfall_text(line)}", PAGE) for line in facts.tpn_verdict.short]


def proposed_as_wbk(facts: Facts) -> list[Refusal]:
    """The unit was proposed for WBK."""
    return _proposed_as(facts, "WBK")


def proposed_as_wbbm(facts: Facts) -> list[Refusal]:
    """The unit was proposed for WBBM."""
    return _proposed_as(facts, "WBBM")


def _proposed_as(facts: Facts, predicate: str) -> list[Refusal]:
    asked = given(facts.predicate, "predicate")
    if asked == predicate:
        return []
    return [Refusal(f"Unit ini diusulkan untuk {asked}, bukan {predicate}.", "usulan")]
