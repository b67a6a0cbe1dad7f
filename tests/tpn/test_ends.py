"""How it ends: letters about many units, the survey, determination and its correction, WBK mandiri, a second try."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.facts import held_predicates
from assessments.models import (
    FormerDecree,
    PredicateRecord,
    Proposal,
    SelfDetermination,
    SelfPermit,
    Sheet,
    StageDocument,
    StageResult,
    State,
    TpnSurvey,
)
from assessments.services.answers import Change, Given, save_answers
from assessments.services.decrees import correct_decree
from assessments.services.errors import NotAllowed, Refused
from assessments.services.revoking import revoke_predicate
from assessments.services.self_determination import determine_self, end_permit, record_permit
from assessments.services.tpn import determine, record_survey, start_tpn
from assessments.services.tpn_letters import Line, LinesRefused, record_letter
from assessments.services.workflow import refusals
from audit.models import Entry
from audit.queries import verify
from tests.after.test_register import entry
from tests.factories.assessments import fresh, make_assessment, make_period
from tests.handover.pulling import issue, propose, released
from tests.permissions.place import undone
from tests.tpn.stage import STAGES, ago, in_tpn, paper, say

pytestmark = pytest.mark.django_db


def decide(world, a, verdict: str = "WBK", number: str = "KEP/1", **more):
    """A determination of today."""
    args = {"decree_date": timezone.localdate(), "seen": 1, "actor": world.admin} | more
    return determine(a.pk, verdict=verdict, decree_number=number, **args)


def all_stages(world, a) -> None:
    """TPN says yes at every stage."""
    for days, stage in zip(range(20, 14, -1), STAGES, strict=True):
        say(world, a, stage, days=days)


# --- one letter about many --------------------------------------------------------------------------------


def letter(world, *lines: Line, **more) -> int:
    """One letter about the paper check."""
    told = {"stage": "pra_evaluasi", "letter_number": "B/1", "letter_date": ago(10), "actor": world.admin}
    return record_letter(world.period, lines=lines, **(told | more))


def test_one_letter_records_all_units_with_one_scan(world):
    first, second = in_tpn(world, world.unit, world.unit2)
    lines = [Line(first.pk, "lanjut", "", 0), Line(second.pk, "tidak", "Kurang.", 0)]
    scan = paper(world)
    for _ in range(2):
        assert letter(world, *lines, scan=scan) == 2
    assert dict(StageResult.objects.values_list("proposal_unit__assessment", "result")) == {
        first.pk: "lanjut",
        second.pk: "tidak",
    }
    assert set(StageDocument.objects.values_list("revision", flat=True)) == {scan.pk}
    assert Entry.objects.filter(action="tpn.stage").count() == 2


def test_a_letter_that_one_unit_refuses_records_none(world):
    first, second = in_tpn(world, world.unit, world.unit2)
    say(world, second, "pra_evaluasi", "tidak")
    lines = [Line(first.pk, "nonsens", "", 0), Line(second.pk, "lanjut", "", 0)]
    with pytest.raises(LinesRefused) as refused:
        letter(world, *lines)
    assert refused.value.lines == [first.pk, second.pk]  # each told its own reason
    assert StageResult.objects.get().result == "tidak"


def test_who_may_write_a_letter_about_whom(world):
    (a,) = in_tpn(world)
    line = Line(a.pk, "lanjut", "", 0)
    for who in ("pimpinan_instansi", "petugas", "orang_asing"):
        with pytest.raises(NotAllowed):
            letter(world, line, actor=world.people[who])
    with pytest.raises(NotAllowed):
        record_letter(
            world.other_period,
            stage="pra_evaluasi",
            letter_number="B",
            letter_date=ago(1),
            lines=[line],
            actor=world.orang_asing,
        )
    with pytest.raises(Refused, match="paling sedikit satu unit"):
        letter(world)


# --- the survey -------------------------------------------------------------------------------------------


def survey(world, a, spak: str = "3,6", *, seen: int = 0, **more) -> TpnSurvey:
    """The external survey of a unit."""
    told = {"executor": "BPS", "respondents": 64, "population": None, "actor": world.admin}
    return record_survey(a.pk, indices={"B.I.a": spak, "B.II.a": "4"}, seen=seen, **(told | more))


def test_the_survey_replaces_the_indices_exactly(world):
    (a,) = in_tpn(world)
    before = Sheet.objects.get(assessment=a, kind=Sheet.Kind.TPN).total
    for _ in range(2):
        survey(world, a)
    sheet = Sheet.objects.get(assessment=a, kind=Sheet.Kind.TPN)
    answer = sheet.answers.get(code="B.I.a")
    assert (str(before), str(sheet.total)) == ("100.000000", "98.250000")  # 17.5 × 3.6/4
    assert (answer.value, answer.source) == ("3.6", "Survei eksternal BPS, 64 responden")
    assert Entry.objects.filter(action="tpn.survey").count() == 1
    assert str(Sheet.objects.get(assessment=a, kind=Sheet.Kind.TPI).total) == "100.000000"


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"executor": " "}, "executor"),
        ({"respondents": 0}, "respondents"),
        ({"population": 63}, "population"),
    ],
)
def test_a_survey_that_cannot_be(world, more, field):
    (a,) = in_tpn(world)
    with pytest.raises(Refused) as refused:
        survey(world, a, **more)
    assert [where for _, where in refused.value.reasons] == [field]
    assert TpnSurvey.objects.count() == 0


def test_a_stale_survey_is_refused(world):
    (a,) = in_tpn(world)
    survey(world, a)
    with pytest.raises(Refused, match="baru saja diubah"):
        survey(world, a, respondents=65)


# --- the determination ------------------------------------------------------------------------------------


def test_a_decision_is_corrected_with_a_reason_and_the_register_follows(world):
    (a,) = in_tpn(world)
    all_stages(world, a)
    with pytest.raises(Refused, match="belum tiba"):
        decide(world, a, decree_date=timezone.localdate() + timedelta(days=1))
    with pytest.raises(Refused, match="sebelum tahap terakhir"):
        decide(world, a, decree_date=ago(16))
    assert decide(world, a, number="KEP/l", scan=paper(world)).state == State.WBK
    told = {"decree_number": "KEP/1", "decree_date": timezone.localdate(), "actor": world.admin}
    with pytest.raises(Refused, match="Tulis alasan"):
        correct_decree(a.pk, reason=" ", seen=1, **told)
    with pytest.raises(Refused, match="baru saja diubah"):
        correct_decree(a.pk, reason="Salah ketik.", seen=7, **told)
    for _ in range(2):
        correct_decree(a.pk, reason="Salah ketik.", seen=1, **told)
    former, entry = FormerDecree.objects.get(), PredicateRecord.objects.get()
    assert (former.decree_number, former.reason, entry.decree_number) == ("KEP/l", "Salah ketik.", "KEP/1")
    assert entry.scan == fresh(a).proposal_unit.decree_scan is not None
    assert Entry.objects.get(action="tpn.decree_correct").reason == "Salah ketik."
    with pytest.raises(NotAllowed):
        correct_decree(a.pk, reason="x", seen=2, **(told | {"actor": world.pimpinan_unit}))
    assert verify(a.audit_chain) == []


def test_nothing_is_corrected_before_the_decision(world):
    (a,) = in_tpn(world)
    told = {"decree_number": "1", "decree_date": ago(1), "reason": "x", "seen": 1, "actor": world.admin}
    with pytest.raises(Refused, match="belum ditetapkan"):
        correct_decree(a.pk, **told)


# --- WBK mandiri ------------------------------------------------------------------------------------------


def permit(world, **more) -> SelfPermit:
    """The Minister's letter."""
    told = {
        "letter_number": "B/5/M",
        "letter_date": ago(40),
        "from_year": 2026,
        "scan": paper(world),
        "actor": world.admin,
    }
    return record_permit(world.instansi, **(told | more))


def own_decree(world, a, **more):
    """The instansi determines the unit itself."""
    told = {"decree_number": "188/1", "decree_date": timezone.localdate(), "note": "", "actor": world.admin}
    return determine_self(a.pk, **(told | more))


def test_without_permission_nothing_is_determined(world):
    a = released(world, world.unit, State.SELESAI_TPI)
    with pytest.raises(Refused) as refused:
        own_decree(world, a)
    assert refused.value.reasons == [
        ("Izin menteri untuk WBK mandiri tahun ini belum tercatat. Catat suratnya.", "izin_mandiri")
    ]
    assert SelfDetermination.objects.count() == 0


@pytest.mark.parametrize("who", ["admin", "admin_sistem"])
def test_with_permission_it_stands_in_the_register_and_counts_for_wbbm(world, who):
    for _ in range(2):
        permit(world, actor=world.people[who])
    a = released(world, world.unit, State.SELESAI_TPI)
    for _ in range(2):
        assert own_decree(world, a, scan=paper(world)).state == State.WBK
    entry = PredicateRecord.objects.get()
    assert (entry.predicate, entry.decree_number, entry.determined_by) == ("WBK", "188/1", "mandiri")
    assert (SelfPermit.objects.count(), SelfDetermination.objects.count()) == (1, 1)
    later = make_period(world.instansi, 2027)
    fact = held_predicates(later, [world.unit.pk])[world.unit.pk]["sudah_wbk"]
    assert (fact.value, "188/1" in fact.source) == ("WBK", True)


def test_one_by_mistake_is_taken_back_while_nothing_rests_on_it(world):
    permit(world)
    a = released(world, world.unit, State.SELESAI_TPI)
    own_decree(world, a, scan=paper(world), note="Uraian.")
    admin, page = world.client("admin"), reverse("assessments:self_determination", args=[a.pk])
    asked = {"form": "batal", "batal-version": "1", "batal-reason": "<b>Salah</b> unit."}
    assert world.client("pimpinan_instansi").post(page, asked).status_code == 403
    with undone():
        make_assessment(make_period(world.instansi, 2027), world.unit, State.PEMBANGUNAN)
        stopped = admin.post(page, asked)
        html = stopped.content.decode()
        told = "Penetapan ini sudah diikuti penilaian tahun 2027"
        assert (stopped.status_code, html.count(told), "&lt;b&gt;Salah" in html) == (422, 1, True)
    assert admin.post(page, asked | {"batal-version": "9"}).status_code == 422
    for _ in range(2):  # pressed twice it happens once
        assert admin.post(page, asked).status_code == 302
    former = FormerDecree.objects.get()
    assert (fresh(a).state, former.decree_number, former.scan is not None) == (
        State.SELESAI_TPI,
        "188/1",
        True,
    )
    assert (SelfDetermination.objects.count(), PredicateRecord.objects.count()) == (0, 0)
    typed = {"decree_number": "188/1", "decree_date": timezone.localdate().isoformat(), "version": "0"}
    again = admin.post(page, typed)  # a tab from before
    html = again.content.decode()
    assert (again.status_code, "dibatalkan sejak halaman Anda dibuka" in html) == (422, True)
    assert "Penetapan dibatalkan: &lt;b&gt;Salah&lt;/b&gt; unit." in html
    assert admin.post(page, typed | {"version": "1"}).status_code == 302
    assert (fresh(a).state, PredicateRecord.objects.get().withdrawn_at) == (State.WBK, None)
    assert verify(a.audit_chain) == []


def test_conditions_minima_and_recommendation_are_asked(world):
    permit(world)
    a = released(world, world.unit, State.SELESAI_TPI)
    world.fill(a, "worst", kind=Sheet.Kind.TPI)
    with pytest.raises(Refused) as refused:
        own_decree(world, a, decree_number=" ")
    assert {"nilai", "wbk_mandiri"} <= {where for _, where in refused.value.reasons}
    assert (SelfDetermination.objects.count(), PredicateRecord.objects.count()) == (0, 0)


def test_a_unit_in_a_proposal_is_not_determined_so(world):
    permit(world)
    a = released(world, world.unit, State.SELESAI_TPI)
    propose(world.period, {a: "WBK"}, world.admin)
    assert [r.where for r in refusals(fresh(a), "tetapkan_wbk_mandiri")][:1] == ["usulan"]


def test_a_permission_ends_and_is_guarded(world):
    made = permit(world)
    for who in ("pimpinan_instansi", "petugas", "orang_asing"):
        with pytest.raises(NotAllowed):
            permit(world, actor=world.people[who], letter_number="B/9")
    with pytest.raises(Refused) as refused:
        permit(world, letter_number=" ", letter_date=timezone.localdate() + timedelta(days=1), scan=None)
    assert [where for _, where in refused.value.reasons] == ["letter_number", "letter_date", "scan"]
    with pytest.raises(Refused, match="sudah dicatat"):
        permit(world, from_year=2025)
    with pytest.raises(Refused):
        end_permit(made, until_year=2020, reason="x", actor=world.admin)
    end_permit(made, until_year=2025, reason="Salah catat.", actor=world.admin)
    a = released(world, world.unit, State.SELESAI_TPI)
    with pytest.raises(Refused, match="belum tercatat"):
        own_decree(world, a)


# --- a second try -----------------------------------------------------------------------------------------


def test_after_belum_memenuhi_the_unit_goes_again_the_next_year(world):
    (a,) = in_tpn(world)
    say(world, a, "pra_evaluasi", "tidak")
    assert decide(world, a, "belum", "S/1").state == State.BELUM_MEMENUHI
    assert PredicateRecord.objects.count() == 0
    world.period = make_period(world.instansi, 2027)
    again = released(world, world.unit, State.DIUSULKAN)
    issue(again, world.ketua)
    made = propose(world.period, {again: "WBK"}, world.admin)
    Proposal.objects.filter(pk=made.pk).update(sent_at=timezone.now() - timedelta(days=30))
    started = start_tpn(again.pk, actor=world.admin)
    sheet = Sheet.objects.get(assessment=again, kind=Sheet.Kind.TPN)
    stored = sheet.answers.get(code="B.I.a")
    field = Change("B.I.a", Given("3.6", source="TPN"), stored.version)
    save_answers(again.pk, kind=Sheet.Kind.TPN, changes=[field], actor=world.admin)
    all_stages(world, started)
    assert decide(world, again).state == State.WBK
    assert (fresh(a).state, PredicateRecord.objects.get().year) == (State.BELUM_MEMENUHI, 2027)


def test_who_lost_wbk_meanwhile_cannot_become_wbbm(world):
    (a,) = in_tpn(world, predicate="WBBM")
    held = entry(world, 2021)
    all_stages(world, a)
    page = reverse("assessments:proposal", args=[a.proposal_unit.proposal_id])
    assert b"tidak dapat ditetapkan WBBM" not in world.client("admin").get(page).content
    revoke_predicate(
        held.pk, number="KEP-9", on=ago(3), reason="Pungutan.", scan=None, seen=1, actor=world.admin
    )
    assert b"tidak dapat ditetapkan WBBM" in world.client("admin").get(page).content
    with pytest.raises(Refused, match="tidak dapat ditetapkan WBBM"):
        decide(world, a, "WBBM")
    assert fresh(a).state == State.PENILAIAN_TPN
