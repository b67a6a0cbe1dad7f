"""What may be recorded of TPN's stages: in order, with dates that can be, and never past the end of the road."""

from datetime import date

import pytest

from assessments.engine.stages import Recorded, next_stage, removal_refusals, stage_refusals
from tests.engine.material import policy

SENT, DAY, TODAY = date(2026, 5, 28), date(2026, 6, 10), date(2026, 7, 1)
PRA = {"pra_evaluasi": Recorded("lanjut", DAY)}
TWO = PRA | {"desk_evaluasi": Recorded("lanjut_catatan", date(2026, 6, 20))}
FAILED = {"pra_evaluasi": Recorded("tidak", DAY)}
CONTESTED = {"pra_evaluasi": Recorded("tidak", DAY, contested=True)}


def refused(
    recorded, stage="desk_evaluasi", result="lanjut", on=date(2026, 6, 20), sent_on=SENT
) -> list[str]:
    """What is said against a result."""
    found = stage_refusals(
        policy(), recorded, stage=stage, result=result, on=on, today=TODAY, sent_on=sent_on
    )
    assert {refusal.where for refusal in found} <= {"tpn"}
    return [refusal.message for refusal in found]


@pytest.mark.parametrize("result", ["lanjut", "lanjut_catatan", "tidak"])
def test_the_next_stage_is_recorded(result):
    assert refused({}, "pra_evaluasi", result, DAY) == []
    assert refused(PRA, result=result) == []
    assert refused(PRA, on=DAY) == []  # of the same day as the stage before
    assert refused({}, "pra_evaluasi", on=SENT) == []  # of the day of the sending
    assert refused({}, "pra_evaluasi", on=TODAY, sent_on=None) == []


def test_not_before_an_earlier_one():
    assert refused({}) == ["Catat hasil Pra evaluasi dulu, baru Desk evaluasi."]
    assert refused(PRA, "panel") == ["Catat hasil Desk evaluasi dulu, baru Panel."]


def test_not_after_the_end_of_the_road():
    assert refused(FAILED) == [
        "Tahap Pra evaluasi dicatat tidak lanjut, jadi Desk evaluasi tidak dapat dicatat."
    ]


@pytest.mark.parametrize("stage", ["penetapan", "sanggah", ""])
def test_what_is_no_stage_of_the_policy(stage):
    assert refused({}, stage) == [f"Tahap {stage} tidak ada di ketentuan periode ini."]


DATES = [
    ({}, "pra_evaluasi", date(2026, 7, 2), "Tanggal Pra evaluasi, 2 Juli 2026, belum tiba."),
    (
        {},
        "pra_evaluasi",
        date(2026, 5, 27),
        "Tanggal Pra evaluasi tidak boleh sebelum usulan dikirim, 28 Mei 2026.",
    ),
    (
        PRA,
        "desk_evaluasi",
        date(2026, 6, 9),
        "Tanggal Desk evaluasi tidak boleh sebelum Pra evaluasi, 10 Juni 2026.",
    ),
    (
        TWO,
        "pra_evaluasi",
        date(2026, 6, 21),
        "Tanggal Pra evaluasi tidak boleh sesudah Desk evaluasi, 20 Juni 2026.",
    ),
]


@pytest.mark.parametrize(("recorded", "stage", "on", "message"), DATES)
def test_dates_that_cannot_be(recorded, stage, on, message):
    assert refused(recorded, stage, on=on) == [message]


def test_an_earlier_stage_cannot_end_what_went_on():
    assert refused(TWO, "pra_evaluasi", "tidak", DAY) == [
        "Tahap Desk evaluasi sudah dicatat, jadi Pra evaluasi tidak dapat menjadi tidak lanjut. "
        "Batalkan dulu hasil tahap-tahap sesudahnya."
    ]
    assert refused(TWO, "pra_evaluasi", "lanjut_catatan", DAY) == []


def test_a_contested_result_is_changed_by_its_sanggah_alone():
    text = "Hasil Pra evaluasi sudah disanggah; hanya hasil sanggah yang mengubahnya."
    assert refused(CONTESTED, "pra_evaluasi", "lanjut", DAY) == [text]
    assert refused(CONTESTED, "pra_evaluasi", "tidak", DAY) == []  # its number or note


def removal(recorded, stage) -> list[str]:
    """What is said against taking a result back."""
    return [refusal.message for refusal in removal_refusals(policy(), recorded, stage=stage)]


def test_only_the_last_result_is_taken_back():
    assert removal(TWO, "desk_evaluasi") == []
    assert removal(TWO, "pra_evaluasi") == ["Tahap Desk evaluasi sudah dicatat. Batalkan dulu hasilnya."]
    assert removal(CONTESTED, "pra_evaluasi") == [
        "Hasil Pra evaluasi sudah disanggah, jadi tidak dapat dibatalkan."
    ]


def test_the_stage_that_is_awaited():
    codes = [stage.code for stage in policy().stages_before_decision]

    def awaited(results):
        found = next_stage(policy(), results)
        return found.code if found else None

    assert awaited({}) == "pra_evaluasi"
    assert awaited({"pra_evaluasi": "lanjut"}) == "desk_evaluasi"
    assert awaited({"pra_evaluasi": "tidak"}) is None
    assert awaited(dict.fromkeys(codes, "lanjut")) is None
