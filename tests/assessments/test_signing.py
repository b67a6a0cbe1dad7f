"""Signatures on TPI's result: anggota, ketua, pengendali teknis; what makes one fall, and who may read what."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.closing import closing_of
from assessments.engine.answers import Given
from assessments.facts import Standing, signature_lines
from assessments.models import Assessment, Sheet, Signature, State
from assessments.result_hash import result_hash
from assessments.services.answers import Change, save_answers
from assessments.services.errors import NotAllowed, Refused
from assessments.services.sheets import excuse_member, mark_done, reopen_sheet
from assessments.services.signing import decline_result, sign_result
from assessments.services.tpi import save_consideration, save_recommendation
from assessments.services.workflow import move, refusals
from audit.models import Entry
from audit.queries import verify
from tests.assessments.tpi import FINAL, members_filled, submitted, weighed
from tests.factories.units import make_user
from units.models import ConflictOfInterest, TeamMember
from units.queries import forget_hats

Seat = TeamMember.Seat
WHY = "Area PP belum dijelaskan 6611"


def ready(world):
    """Everything is there but the signatures on the result."""
    a = submitted(world)
    members_filled(world, a, done=True)
    world.fill(a, "best", kind=FINAL)
    weighed(world, a)
    return world.assessment(State.PENILAIAN_TPI)


def without_pengendali(world) -> None:
    TeamMember.objects.filter(seat=Seat.PENGENDALI).delete()


def standing(world, a) -> dict[str, Standing]:
    """Username → how the signature stands."""
    return {line.member.user.username: line.standing for line in signature_lines(world.assessment(a.state))}


def url(name: str, a) -> str:
    return reverse(f"assessments:{name}", args=[a.pk])


def change_a_final_answer(world, a) -> None:
    change = Change("A.I.1.i.a", Given("Tidak", note="Dokumennya dicabut."), 1)
    save_answers(a.pk, kind=FINAL, changes=[change], actor=world.ketua)


# --- the order -----------------------------------------------------------------------------------------------


def test_they_sign_in_their_order_and_each_once(world):
    a = ready(world)
    with pytest.raises(Refused, match="Ketua TPI belum menandatangani"):
        sign_result(a.pk, actor=world.pengendali)
    first = sign_result(a.pk, actor=world.ketua)
    assert sign_result(a.pk, actor=world.ketua).pk == first.pk
    with pytest.raises(Refused, match="Belum ditandatangani: Pengendali teknis TPI, Sri Wahyuni"):
        move(a.pk, "finalkan", actor=world.ketua)
    second = sign_result(a.pk, actor=world.pengendali)
    assert first.content_hash == second.content_hash == result_hash(world.assessment(a.state))
    move(a.pk, "finalkan", actor=world.ketua)
    valid = Signature.objects.filter(void_at=None).values_list("user__username", "seat")
    assert sorted(valid) == [
        ("anggota", Seat.ANGGOTA),
        ("anggota2", Seat.ANGGOTA),
        ("ketua", Seat.KETUA),
        ("pengendali", Seat.PENGENDALI),
    ]
    assert Entry.objects.filter(action="signature.sign").count() == 4
    assert verify(a.audit_chain) == []


def test_nobody_signs_what_still_lacks_something(world):
    a = submitted(world)
    with pytest.raises(Refused) as refused:
        sign_result(a.pk, actor=world.ketua)
    assert {where for _, where in refused.value.reasons} == {
        *("tpi", "tpi?belum", "konsiderasi", "rekomendasi")
    }


def test_without_a_pengendali_the_lead_signs_by_finalising(world):
    without_pengendali(world)
    a = ready(world)
    html = world.client("ketua").get(url("finalise", a)).content.decode()
    assert "Finalkan penilaian TPI</button>" in html
    assert "Tandatangani hasil</button>" not in html
    assert world.client("ketua").post(url("finalise", a)).status_code == 302
    row = Signature.objects.get(seat=Seat.KETUA)
    assert (row.user, row.void_at) == (world.ketua, None)
    assert row.content_hash == result_hash(world.assessment(State.SELESAI_TPI))


def test_two_pengendali_both_sign(world):
    second = make_user("pengendali2", "Nanang Suherman")
    TeamMember.objects.create(
        team=world.team, user=second, seat=Seat.PENGENDALI, start=timezone.localdate() - timedelta(days=9)
    )
    a = ready(world)
    world.sign(a)
    assert [r.message for r in refusals(a, "finalkan")] == [
        "Belum ditandatangani: Pengendali teknis TPI, Nanang Suherman."
    ]
    sign_result(a.pk, actor=second)
    assert refusals(a, "finalkan") == []


def test_who_has_a_conflict_of_interest_is_not_waited_for(world):
    a = ready(world)
    ConflictOfInterest.objects.create(
        user=world.pengendali, unit=world.unit, reason="Ipar pimpinan.", declared_at=timezone.now()
    )
    forget_hats(world.pengendali)
    with pytest.raises(Assessment.DoesNotExist):  # a stranger to this unit from now on
        sign_result(a.pk, actor=world.pengendali)
    move(a.pk, "finalkan", actor=world.ketua)
    assert Signature.objects.filter(void_at=None, seat=Seat.PENGENDALI).count() == 0


# --- what makes a signature fall -----------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["answer", "consideration", "recommendation"])
def test_a_changed_result_is_signed_by_nobody(world, what):
    a = ready(world)
    world.sign(a)
    if what == "answer":
        change_a_final_answer(world, a)
    elif what == "consideration":
        save_consideration(a.pk, code="inovasi", text="Lain.", seen=1, actor=world.ketua)
    else:
        advice = {"verdict": "WBK", "text": "Lain.", "coaching": ""}
        save_recommendation(a.pk, **advice, seen=1, actor=world.ketua)
    assert {who: standing(world, a)[who] for who in ("ketua", "pengendali")} == {
        "ketua": Standing.CHANGED,
        "pengendali": Standing.CHANGED,
    }
    html = world.client("ketua").get(url("finalise", a)).content.decode()
    assert html.count("gugur karena hasil berubah sesudah ditandatangani") == 2
    with pytest.raises(Refused):
        move(a.pk, "finalkan", actor=world.ketua)
    world.sign(a)
    assert refusals(world.assessment(a.state), "finalkan") == []
    assert Signature.objects.filter(seat=Seat.KETUA, void_at=None).count() == 1


def test_a_sheet_handed_in_again_asks_the_lead_anew(world):
    a = ready(world)
    world.sign(a)
    reopen_sheet(a.pk, member_id=world.anggota.pk, reason="Ada yang terlewat.", actor=world.ketua)
    assert standing(world, a)["anggota"] == Standing.VOID
    mark_done(a.pk, actor=world.anggota)
    assert standing(world, a) == {
        "anggota": Standing.SIGNED,
        "anggota2": Standing.SIGNED,
        "ketua": Standing.OVERTAKEN,
        "pengendali": Standing.OVERTAKEN,
    }
    assert [r.where for r in refusals(world.assessment(a.state), "finalkan")] == ["tanda_tangan"] * 2
    world.sign(a)
    assert refusals(world.assessment(a.state), "finalkan") == []


def test_what_was_read_is_what_is_signed(world):
    a = ready(world)
    seen = result_hash(a)
    change_a_final_answer(world, a)
    response = world.client("ketua").post(url("sign", a), {"hasil": seen})
    assert response.status_code == 422
    assert "Hasil ini berubah sejak halaman Anda dibuka." in response.content.decode()
    assert Signature.objects.filter(seat=Seat.KETUA).count() == 0


# --- people who come and go ----------------------------------------------------------------------------------


def test_a_new_lead_signs_and_the_old_ones_signature_falls(world):
    a = ready(world)
    world.sign(a)
    lead = make_user("ketua_baru", "Ratna Dewi")
    TeamMember.objects.filter(seat=Seat.KETUA).update(end=timezone.localdate() - timedelta(days=1))
    TeamMember.objects.create(team=world.team, user=lead, seat=Seat.KETUA, start=timezone.localdate())
    forget_hats(world.ketua)
    missing = [r.message for r in refusals(world.assessment(a.state), "finalkan")]
    assert missing == ["Belum ditandatangani: Ketua TPI, Ratna Dewi."]
    with pytest.raises(Refused, match="Ketua TPI belum menandatangani"):
        sign_result(a.pk, actor=world.pengendali)
    sign_result(a.pk, actor=lead)
    missing = [r.message for r in refusals(world.assessment(a.state), "finalkan")]
    assert missing == ["Belum ditandatangani: Pengendali teknis TPI, Sri Wahyuni."]
    sign_result(a.pk, actor=world.pengendali)
    move(a.pk, "finalkan", actor=lead)
    assert [row.user for row in Signature.objects.filter(seat=Seat.KETUA, void_at=None)] == [lead]
    fallen = Signature.objects.get(user=world.ketua, seat=Seat.KETUA)
    assert fallen.void_reason == "Tidak lagi duduk dalam tim saat penilaian difinalkan."


def test_a_member_who_left_stands_for_nothing(world):
    a = ready(world)
    TeamMember.objects.filter(user=world.anggota2).update(end=timezone.localdate() - timedelta(days=1))
    assert list(standing(world, a)) == ["anggota", "ketua", "pengendali"]
    world.sign(a)
    move(a.pk, "finalkan", actor=world.ketua)
    assert Signature.objects.filter(user=world.anggota2, void_at=None).count() == 0


def test_an_excused_member_is_named_and_not_waited_for(world):
    a = submitted(world)
    world.fill(a, "best", kind=Sheet.Kind.MEMBER, owner=world.anggota)
    mark_done(a.pk, actor=world.anggota)
    excuse_member(a.pk, member_id=world.anggota2.pk, reason="Cuti melahirkan", actor=world.ketua)
    world.fill(a, "best", kind=FINAL)
    weighed(world, a)
    assert standing(world, a)["anggota2"] == Standing.EXCUSED
    html = world.client("pengendali").get(url("finalise", a)).content.decode()
    assert "1 dari 1, 1 dibebaskan" in html
    world.sign(a)
    move(a.pk, "finalkan", actor=world.ketua)


# --- sending back --------------------------------------------------------------------------------------------


def test_the_pengendali_sends_back_with_a_reason(world):
    a = ready(world)
    sign_result(a.pk, actor=world.ketua)
    browser = world.client("pengendali")
    assert "Setujui dan tandatangani</button>" in browser.get(url("finalise", a)).content.decode()
    for _ in range(2):
        assert browser.post(url("decline", a), {"alasan": f" {WHY}\r\n"}).status_code == 302
    assert Entry.objects.filter(action="signature.decline").count() == 1
    row = Signature.objects.get(seat=Seat.KETUA)
    assert row.void_reason == f"Dikembalikan pengendali teknis: {WHY}"
    html = world.client("ketua").get(url("finalise", a)).content.decode()
    assert WHY in html
    assert "Tandatangani hasil</button>" in html
    assert browser.post(url("sign", a), {"hasil": result_hash(a)}).status_code == 422
    world.sign(a)
    assert refusals(world.assessment(a.state), "finalkan") == []


@pytest.mark.parametrize(("reason", "told"), [("  ", "Tuliskan alasan"), ("x" * 1001, "1.000 huruf")])
def test_a_bad_reason_is_told_and_kept(world, reason, told):
    a = ready(world)
    sign_result(a.pk, actor=world.ketua)
    response = world.client("pengendali").post(url("decline", a), {"alasan": reason})
    html = response.content.decode()
    assert response.status_code == 422
    assert told in html
    assert f"{reason}</textarea>" in html
    assert Signature.objects.get(seat=Seat.KETUA).void_at is None


def test_there_must_be_something_to_send_back(world):
    a = ready(world)
    response = world.client("pengendali").post(url("decline", a), {"alasan": WHY})
    assert response.status_code == 422
    assert "Tidak ada tanda tangan ketua" in response.content.decode()
    with pytest.raises(NotAllowed):
        decline_result(a.pk, reason=WHY, actor=world.ketua)


# --- pages ---------------------------------------------------------------------------------------------------


def test_each_is_told_whose_turn_it_is(world):
    a = ready(world)
    turns = {"ketua": [], "pengendali": []}

    def note() -> None:
        for who, found in turns.items():
            found.append(closing_of(world.people[who], world.assessment(a.state)).turn)

    note()
    for who in ("ketua", "pengendali"):
        assert world.client(who).post(url("sign", a), {"hasil": result_hash(a)}).status_code == 302
        note()
    assert turns == {"ketua": ["sign", "wait", "finalise"], "pengendali": ["wait", "countersign", "wait"]}


@pytest.mark.parametrize(
    ("name", "said"), [("Sri Wahyuni", "Sri Wahyuni."), ("Sri Wahyuni, Ak., CA.", "Sri Wahyuni, Ak., CA.")]
)
def test_a_name_that_ends_in_a_degree_closes_the_sentence(world, name, said):
    a = ready(world)
    type(world.pengendali).objects.filter(pk=world.pengendali.pk).update(name=name)
    sign_result(a.pk, actor=world.ketua)
    assert closing_of(world.ketua, a).waiting == f"Menunggu tanda tangan: Pengendali teknis TPI, {said}"


def test_the_unit_page_leads_lead_and_pengendali_on(world):
    a = ready(world)
    pages = {who: world.client(who) for who in ("ketua", "pengendali")}

    def told(who: str) -> str:
        return pages[who].get(url("assessment", a)).content.decode()

    assert "Tandatangani hasil" in told("ketua")
    assert "Periksa dan tandatangani hasil" not in told("pengendali")
    sign_result(a.pk, actor=world.ketua)
    page = told("ketua")  # which explains TPI within the sentence
    assert "Menunggu tanda tangan: Pengendali teknis <span" in page
    assert "</span></span>, Sri Wahyuni." in page
    assert "Periksa dan tandatangani hasil" in told("pengendali")
    sign_result(a.pk, actor=world.pengendali)
    assert "Finalkan penilaian TPI" in told("ketua")
    assert "Periksa dan tandatangani hasil" not in told("pengendali")


def test_a_member_reads_that_done_is_signed(world):
    a = ready(world)
    html = world.client("anggota").get(reverse("assessments:tpi_area", args=[a.pk, "MP"])).content.decode()
    assert "Anda menandatangani lembar ini dengan menyatakannya selesai" in html


@pytest.mark.parametrize(
    "who",
    ["petugas", "pimpinan_unit", "admin", "pimpinan_instansi", "anggota", "petugas_lain", "orang_asing"],
)
def test_nobody_else_learns_of_signatures_before_release(world, who):
    a = ready(world)
    home = url("assessment", a)
    before = world.client(who).get(home).content.decode()
    sign_result(a.pk, actor=world.ketua)
    decline_result(a.pk, reason=WHY, actor=world.pengendali)
    after = world.client(who).get(home).content.decode()
    assert [after.count(word) for word in (WHY, "tanda tangan", "Tanda tangan")] == [
        before.count(word) for word in (WHY, "tanda tangan", "Tanda tangan")
    ]
    status = 404 if who in ("petugas_lain", "orang_asing") else 403
    for name in ("sign", "decline"):
        assert world.client(who).post(url(name, a), {"hasil": "", "alasan": WHY}).status_code == status
    assert world.client(who).get(url("finalise", a)).status_code == status


@pytest.mark.parametrize("members", [1, 3])
def test_queries_of_the_page_of_the_end(world, members, django_assert_num_queries):
    a = ready(world)
    for number in range(members - 1):
        person = make_user(f"anggota_lagi_{number}")
        TeamMember.objects.create(
            team=world.team, user=person, seat=Seat.ANGGOTA, start=timezone.localdate() - timedelta(days=3)
        )
        world.fill(a, "best", kind=Sheet.Kind.MEMBER, owner=person)
        mark_done(a.pk, actor=person)
    sign_result(a.pk, actor=world.ketua)
    browser = world.client("pengendali")
    # who asks (session, user, memberships, seats, conflicts) and the assessment: 6; the desk's sheets, seats, answers;
    # the guards of finalising with the result that was signed; the lines of the signatures; texts, advice, hash.
    # Three hashes read the marks on evidence too.
    with django_assert_num_queries(41):
        assert browser.get(url("finalise", a)).status_code == 200
