"""What somebody typed or saved is never lost without a word: letters, the survey, values, a corrected decision."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from assessments.models import Answer, SelfPermit, Sheet, StageResult, State, TpnSurvey
from assessments.services.decrees import correct_decree
from assessments.services.errors import Refused
from assessments.services.objection_checks import Outcome
from assessments.services.objections import cancel_objection, decide_objection, file_objection
from assessments.services.self_determination import end_permit
from assessments.services.tpn import survey_seen
from assessments.services.workflow import refusals
from assessments.tpn_rows import tpn_rows
from tests.factories.assessments import fresh
from tests.tpn.stage import ago, announce, contest, filing, in_tpn, say
from tests.tpn.test_ends import all_stages, decide, permit, survey
from tests.tpn.test_pages import url

pytestmark = pytest.mark.django_db


# --- one letter about many --------------------------------------------------------------------------------


def letter(*units, stage: str = "pra_evaluasi", **fields) -> dict:
    """A letter as it is posted: "lanjut" for the units."""
    told = {"stage": stage, "letter_number": "B/7", "letter_date": ago(5).isoformat()}
    for a in units:
        told |= {f"result-{a.pk}": "lanjut", f"note-{a.pk}": "Baik.", f"version-{a.pk}": "0"}
    return told | fields


def test_a_unit_that_left_tpn_meanwhile_stops_the_letter(world):
    first, second = in_tpn(world, world.unit, world.unit2)
    type(second).objects.filter(pk=second.pk).update(state=State.BELUM_MEMENUHI)
    page, admin = url("tpn_letter", "KAB-X", 2026), world.client("admin")
    refused = admin.post(page, letter(first, second))
    html = refused.content.decode()
    assert (refused.status_code, StageResult.objects.count()) == (422, 0)
    assert ("Unit ini tidak lagi dinilai TPN." in html, second.unit.name in html) == (True, True)
    assert "Yang Anda isi: Lanjut; catatan: Baik." in html
    assert admin.post(page, letter(first)).status_code == 302  # what the page holds after the refusal
    assert StageResult.objects.get().proposal_unit.assessment_id == first.pk


def test_a_unit_that_has_to_wait_stops_the_letter(world):
    first, second = in_tpn(world, world.unit, world.unit2)
    say(world, first, "pra_evaluasi")
    page = url("tpn_letter", "KAB-X", 2026)
    refused = world.client("admin").post(page, letter(first, second, stage="desk_evaluasi"))
    html = refused.content.decode()
    assert (refused.status_code, StageResult.objects.count()) == (422, 1)
    assert html.count("Yang Anda isi: Lanjut; catatan: Baik.") == 1


def test_a_note_without_a_result_stops_the_letter(world):
    first, second = in_tpn(world, world.unit, world.unit2)
    page, admin = url("tpn_letter", "KAB-X", 2026), world.client("admin")
    refused = admin.post(page, letter(first, second) | {f"result-{second.pk}": ""})
    html = refused.content.decode()
    assert (refused.status_code, StageResult.objects.count()) == (422, 0)
    assert "Pilih hasilnya, atau kosongkan catatannya." in html
    say(world, second, "pra_evaluasi", note="Sudah\ndicatat.")
    untouched = letter(first) | {f"result-{second.pk}": "", f"note-{second.pk}": "Sudah\r\ndicatat."}
    assert admin.post(page, untouched).status_code == 302


def test_a_unit_of_another_year_is_no_line(world):
    (a,) = in_tpn(world)
    page, admin = url("tpn_letter", "KAB-X", 2026), world.client("admin")
    assert admin.post(page, letter(a) | {"result-999999": "lanjut"}).status_code == 403
    assert admin.post(page, letter(a) | {f"result-{'9' * 30}": "lanjut"}).status_code == 302


def test_a_letter_about_a_thousand_units_is_read(world):
    in_tpn(world)
    rows = {f"{name}-{pk}": "" for name in ("result", "note", "version") for pk in range(10**6, 10**6 + 1000)}
    answer = world.client("admin").post(url("tpn_letter", "KAB-X", 2026), letter(**rows))
    assert (answer.status_code, "Pilih hasil paling sedikit satu unit." in answer.content.decode()) == (
        422,
        True,
    )


# --- the survey -------------------------------------------------------------------------------------------


def stored_index(a) -> str:
    """TPN's first index."""
    return Answer.objects.get(sheet__assessment=a, sheet__kind=Sheet.Kind.TPN, code="B.I.a").value


def seen(a) -> int:
    """What a page opened now would hold."""
    return survey_seen(TpnSurvey.objects.filter(proposal_unit__assessment=a).first(), fresh(a))


def test_another_index_of_somebody_else_is_not_overwritten(world):
    (a,) = in_tpn(world)
    survey(world, a)
    before = seen(a)
    survey(world, a, "3,7", seen=before)
    with pytest.raises(Refused, match="baru saja diubah"):
        survey(world, a, "3,5", seen=before)
    assert (stored_index(a), survey(world, a, "3,7", seen=before).executor) == ("3.7", "BPS")


def test_the_survey_page_shows_what_stands_now(world):
    (a,) = in_tpn(world)
    survey(world, a)
    page, admin = url("tpn_survey", a.pk), world.client("admin")
    data = {"executor": "BPS", "respondents": "64", "index-B.II.a": "4", "version": str(seen(a))}
    assert admin.post(page, data | {"index-B.I.a": "3,7"}).status_code == 302
    refused = admin.post(page, data | {"index-B.I.a": "3,5"})
    html = refused.content.decode()
    assert (refused.status_code, stored_index(a), 'value="3,5"' in html) == (422, "3.7", True)
    assert f'name="version" value="{seen(a)}"' in html
    data["version"] = str(seen(a))
    assert (admin.post(page, data | {"index-B.I.a": "3,5"}).status_code, stored_index(a)) == (302, "3.5")


# --- values -----------------------------------------------------------------------------------------------


def as_it_stands(a) -> dict[str, str]:
    """The page of Hasil as it is posted when nothing was changed."""
    data = {}
    for row in tpn_rows(a, "HASIL", None):
        code = row.question.code
        data |= {f"{code}-version": str(row.seen), f"{code}-note": row.typed.note, code: row.text}
        data |= {f"{code}-{name}": str(value) for name, _, value in row.counts}
    return data


def test_a_conflict_of_values_shows_the_other_value(world):
    (a,) = in_tpn(world)
    page, admin = url("tpn_values", a.pk, "HASIL"), world.client("admin")
    data = as_it_stands(a) | {"B.I.a": "3,6", "B.I.a-note": "Survei."}
    assert admin.post(page, data).status_code == 302
    late = data | {"B.I.a": "3,5"}
    refused = admin.post(page, late)
    html = refused.content.decode()
    assert (refused.status_code, stored_index(a), 'value="3,5"' in html) == (422, "3.6", True)
    assert "Sekarang tersimpan: 3,6 (Survei.)" in html
    assert admin.post(page, late | {"B.I.a-version": "2"}).status_code == 302
    assert stored_index(a) == "3.5"


def test_a_note_that_is_too_long_is_told_at_its_question(world):
    (a,) = in_tpn(world)
    long = "x" * 5001
    refused = world.client("admin").post(
        url("tpn_values", a.pk, "HASIL"), as_it_stands(a) | {"B.I.a": "3,6", "B.I.a-note": long}
    )
    html = refused.content.decode()
    assert (refused.status_code, long in html, 'value="3,6"' in html) == (422, True, True)
    assert '<p class="invalid-feedback d-block">Catatan B.I.a paling panjang 5.000 huruf' in html


def test_a_version_of_five_thousand_digits_is_none(world):
    (a,) = in_tpn(world)
    data = {"B.I.a": "3,6", "B.I.a-version": "9" * 5000}
    assert world.client("admin").post(url("tpn_values", a.pk, "HASIL"), data).status_code == 422


# --- the end of the road ----------------------------------------------------------------------------------


def test_belum_memenuhi_waits_for_the_end_of_sanggah(world):
    (a,) = in_tpn(world)
    say(world, a, "pra_evaluasi", "tidak")
    window = announce(world)
    with pytest.raises(Refused) as refused:
        decide(world, a, "belum")
    assert [where for _, where in refused.value.reasons] == ["sanggah"]
    assert "masih terbuka sampai" in str(refused.value)
    assert fresh(a).state == State.PENILAIAN_TPN
    window.closes_on = ago(1)
    window.save()
    assert decide(world, a, "belum").state == State.BELUM_MEMENUHI


def test_no_window_announced_blocks_nothing(world):
    (a,) = in_tpn(world)
    say(world, a, "pra_evaluasi", "tidak")
    assert decide(world, a, "belum").state == State.BELUM_MEMENUHI


def test_a_later_refusal_and_a_used_sanggah_wait_for_nothing(world):
    first, second = in_tpn(world, world.unit, world.unit2)
    announce(world)
    say(world, first, "pra_evaluasi")
    say(world, first, "desk_evaluasi", "tidak", days=9)
    say(world, second, "pra_evaluasi", "tidak")
    file_objection(second.pk, filing=filing(), actor=world.admin)
    told = [r.message for r in refusals(fresh(first), "tetapkan_belum")]
    told += [r.message for r in refusals(fresh(second), "tetapkan_belum")]
    assert [one for one in told if "masih terbuka" in one] == []


def test_a_decision_is_not_corrected_to_before_the_last_stage(world):
    (a,) = in_tpn(world)
    all_stages(world, a)
    decide(world, a)
    args = {"decree_number": "KEP/2", "reason": "Salah ketik.", "seen": 1, "actor": world.admin}
    with pytest.raises(Refused, match="sebelum tahap terakhir"):
        correct_decree(a.pk, decree_date=date(1901, 1, 1), **args)
    corrected = correct_decree(a.pk, decree_date=timezone.localdate() - timedelta(days=2), **args)
    assert corrected.decree_date == ago(2)


def test_a_permission_typed_wrongly_is_recorded_rightly(world):
    wrong = permit(world, from_year=2025)
    with pytest.raises(Refused, match="sudah dicatat"):
        permit(world, from_year=2026)
    end_permit(wrong, until_year=2024, reason="Salah ketik.", actor=world.admin)
    again = permit(world, from_year=2025)
    assert (again.pk != wrong.pk, again.until_year, SelfPermit.objects.count()) == (True, None, 2)
    end_permit(again, until_year=2024, reason="Salah lagi.", actor=world.admin)
    assert permit(world, from_year=2026).from_year == 2026


def test_a_sanggah_that_tpn_answered_is_not_taken_back_in_silence(world):
    (a,) = in_tpn(world)
    contest(world, a)
    answered = Outcome("ditolak", "B/9", timezone.localdate())
    decide_objection(a.pk, outcome=answered, seen=1, actor=world.admin)
    with pytest.raises(Refused, match="sudah dijawab TPN"):
        cancel_objection(a.pk, reason="Salah.", seen=2, actor=world.admin)
    page = url("tpn_objection", a.pk)
    data = {"form": "batal", "batal-version": "1", "batal-reason": "Salah."}
    refused = world.client("admin").post(page, data)
    html = refused.content.decode()
    assert (refused.status_code, "sudah dijawab TPN" in html, "Salah." in html) == (422, True, True)
