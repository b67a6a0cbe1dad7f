"""TPN's stages one after the other: what may be recorded next (PermenPANRB 90/2021 p. 52-56)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from .facts import STAGE_FAILED, Refusal
from .policy_model import Policy, Stage
from .wording import long_date

PAGE = "tpn"


@dataclass(frozen=True)
class Recorded:
    """What stands for a stage: its result and the date of TPN's letter. `contested`: a sanggah was filed against it."""

    result: str
    on: date
    contested: bool = False


def stage_refusals(
    policy: Policy,
    recorded: Mapping[str, Recorded],
    *,
    stage: str,
    result: str,
    on: date,
    today: date,
    sent_on: date | None,
) -> list[Refusal]:
    """Why the result of a stage cannot be recorded (or changed to this); `recorded`: stage code → what stands.

    A stage comes after the earlier ones, and none comes after one that ended the road. Its date lies neither before the
    sending or the stage before, nor after the stage behind it, nor in the future. A contested result is changed by the
    outcome of its sanggah alone.
    """
    stages = policy.stages_before_decision
    codes = [one.code for one in stages]
    if stage not in codes:
        return [Refusal(f"Tahap {stage} tidak ada di ketentuan periode ini.", PAGE)]
    at = codes.index(stage)
    before = [(one, recorded[one.code]) for one in stages[:at] if one.code in recorded]
    after = [(one, recorded[one.code]) for one in stages[at + 1 :] if one.code in recorded]
    found = _out_of_turn(stages[:at], recorded, stages[at])
    if result == STAGE_FAILED and after:
        found.append(
            Refusal(
                f"Tahap {after[0][0].name} sudah dicatat, jadi {stages[at].name} tidak dapat menjadi tidak lanjut. "
                "Batalkan dulu hasil tahap-tahap sesudahnya.",
                PAGE,
            )
        )
    stands = recorded.get(stage)
    if stands is not None and stands.contested and result != stands.result:
        found.append(
            Refusal(f"Hasil {stages[at].name} sudah disanggah; hanya hasil sanggah yang mengubahnya.", PAGE)
        )
    return found + _dates(before, after, stages[at], on, today, sent_on)


def removal_refusals(policy: Policy, recorded: Mapping[str, Recorded], *, stage: str) -> list[Refusal]:
    """Why the result of a stage cannot be taken back: later stages rest on it, or a sanggah is about it."""
    found = later_refusals(policy, recorded, stage=stage)
    if recorded[stage].contested:
        name = next(one.name for one in policy.stages_before_decision if one.code == stage)
        found.append(Refusal(f"Hasil {name} sudah disanggah, jadi tidak dapat dibatalkan.", PAGE))
    return found


def later_refusals(policy: Policy, recorded: Collection[str], *, stage: str) -> list[Refusal]:
    """Why a result cannot be undone or turned round: the stage after it was recorded. `recorded`: codes of stages."""
    stages = policy.stages_before_decision
    at = next(place for place, one in enumerate(stages) if one.code == stage)
    later = next((one for one in stages[at + 1 :] if one.code in recorded), None)
    if later is None:
        return []
    return [Refusal(f"Tahap {later.name} sudah dicatat. Batalkan dulu hasilnya.", PAGE)]


def next_stage(policy: Policy, results: Mapping[str, str]) -> Stage | None:
    """The stage whose result is awaited; None once all are recorded or one ended the road."""
    for stage in policy.stages_before_decision:
        if stage.code not in results:
            return stage
        if results[stage.code] == STAGE_FAILED:
            return None
    return None


def _out_of_turn(earlier: tuple[Stage, ...], recorded: Mapping[str, Recorded], stage: Stage) -> list[Refusal]:
    for one in earlier:
        if one.code not in recorded:
            return [Refusal(f"Catat hasil {one.name} dulu, baru {stage.name}.", PAGE)]
        if recorded[one.code].result == STAGE_FAILED:
            text = f"Tahap {one.name} dicatat tidak lanjut, jadi {stage.name} tidak dapat dicatat."
            return [Refusal(text, PAGE)]
    return []


def _dates(
    before: list[tuple[Stage, Recorded]],
    after: list[tuple[Stage, Recorded]],
    stage: Stage,
    on: date,
    today: date,
    sent_on: date | None,
) -> list[Refusal]:
    if on > today:
        return [Refusal(f"Tanggal {stage.name}, {long_date(on)}, belum tiba.", PAGE)]
    if sent_on is not None and on < sent_on:
        text = f"Tanggal {stage.name} tidak boleh sebelum usulan dikirim, {long_date(sent_on)}."
        return [Refusal(text, PAGE)]
    if before and on < before[-1][1].on:
        name, day = before[-1][0].name, long_date(before[-1][1].on)
        return [Refusal(f"Tanggal {stage.name} tidak boleh sebelum {name}, {day}.", PAGE)]
    if after and on > after[0][1].on:
        name, day = after[0][0].name, long_date(after[0][1].on)
        return [Refusal(f"Tanggal {stage.name} tidak boleh sesudah {name}, {day}.", PAGE)]
    return []
