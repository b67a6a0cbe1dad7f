"""Members' sheets: reopened, excused and recalled by the lead."""

import pytest
from django.utils import timezone

from assessments.engine.answers import Given
from assessments.models import Sheet, Signature, State
from assessments.services.answers import Change, save_answers
from assessments.services.errors import NotAllowed
from assessments.services.sheets import confirm_answer, excuse_member, mark_done, recall_member, reopen_sheet
from assessments.units_of_year.page import units_page
from audit.models import Entry
from tests.assessments.sheets import LETTER, WHY, YES, acts, own, reasons
from tests.assessments.tpi import MEMBER, html_of, save, submitted
from tests.factories.units import LONG_AGO, give_role
from units.models import Role, TeamMember
from units.services.conflicts import declare_conflict

# --- reopening -----------------------------------------------------------------------------------------------


def test_reopening_opens_all_of_one_sheet_with_the_reason_and_drops_its_signature_alone(world, done):
    sheet = reopen_sheet(done.pk, member_id=world.anggota.pk, reason=f"  {WHY}\r\n", actor=world.ketua)
    assert (sheet.pk, sheet.done_at, sheet.open_codes) == (own(world.anggota).pk, None, None)
    assert acts(world.anggota) == [("done", ""), ("reopened", WHY)]
    valid = Signature.objects.filter(void_at=None)
    assert [(s.user, s.seat) for s in valid] == [(world.anggota2, "anggota_tpi")]
    assert Signature.objects.get(user=world.anggota).void_reason == WHY
    entry = Entry.objects.get(action="sheet.reopened")
    assert (entry.actor_id, entry.object_id, entry.reason) == (world.ketua.pk, str(sheet.pk), WHY)
    change = Change(LETTER, Given("C"), 1)
    assert save_answers(done.pk, kind=MEMBER, changes=[change], actor=world.anggota).changed == (LETTER,)
    assert own(world.anggota2).done_at is not None


def test_asked_twice_it_happens_once(world, done):
    reopen_sheet(done.pk, member_id=world.anggota.pk, reason=WHY, actor=world.ketua)
    assert reasons(reopen_sheet, done.pk, member_id=world.anggota.pk, reason=WHY, actor=world.ketua) == [
        "Lembar anggota ini masih terbuka."
    ]
    excuse_member(done.pk, member_id=world.anggota.pk, reason=WHY, actor=world.ketua)
    again = {"member_id": world.anggota.pk, "reason": WHY, "actor": world.ketua}
    assert reasons(excuse_member, done.pk, **again) == ["Anggota ini sudah dibebaskan."]
    assert reasons(reopen_sheet, done.pk, **again) == ["Anggota ini dibebaskan. Minta menilai lagi dahulu."]
    recall_member(done.pk, **again)
    assert reasons(recall_member, done.pk, **again) == ["Anggota ini tidak dibebaskan."]
    assert [name for name, _ in acts(world.anggota)] == ["done", "reopened", "excused", "recalled"]


@pytest.mark.parametrize(
    ("reason", "message"),
    [
        ("", "Tuliskan alasannya."),
        (" \x00\n", "Tuliskan alasannya."),
        ("x" * 1001, "Alasan paling panjang 1.000 huruf."),
    ],
)
def test_every_act_wants_a_reason(world, done, reason, message):
    asked = {"member_id": world.anggota.pk, "reason": reason, "actor": world.ketua}
    assert reasons(reopen_sheet, done.pk, **asked) == [message]
    Sheet.objects.filter(owner=world.anggota).update(done_at=None)
    assert reasons(excuse_member, done.pk, **asked) == [message]
    Sheet.objects.filter(owner=world.anggota).update(excused_at=own(world.anggota2).done_at)
    assert reasons(recall_member, done.pk, **asked) == [message]
    assert acts(world.anggota) == [("done", "")]


def test_only_the_lead_acts_and_only_while_tpi_has_the_unit(world, done):
    asked = {"member_id": world.anggota.pk, "reason": WHY}
    for who in (world.anggota, world.anggota2, world.pengendali, world.admin, world.pimpinan_unit):
        with pytest.raises(NotAllowed):
            reopen_sheet(done.pk, actor=who, **asked)
    world.assessment(State.SELESAI_TPI)
    with pytest.raises(NotAllowed):
        reopen_sheet(done.pk, actor=world.ketua, **asked)


def test_only_members_of_this_team_have_a_sheet_to_act_on(world):
    a = submitted(world)
    message = ["Orang ini bukan anggota yang menilai unit ini."]
    give_role(world.anggota2, Role.PETUGAS, world.unit)
    TeamMember.objects.create(
        team=world.team, user=world.tanpa_peran, seat="anggota_tpi", start=LONG_AGO, end=LONG_AGO
    )
    wrong = (
        world.ketua,
        world.pengendali,
        world.petugas,
        world.orang_asing,
        world.anggota2,
        world.tanpa_peran,
    )
    for who in (*[user.pk for user in wrong], 10**9):
        assert reasons(excuse_member, a.pk, member_id=who, reason=WHY, actor=world.ketua) == message
    declare_conflict(world.unit, reason="Kerabat.", actor=world.anggota)
    assert reasons(excuse_member, a.pk, member_id=world.anggota.pk, reason=WHY, actor=world.ketua) == message
    assert Sheet.objects.filter(kind=MEMBER).count() == 0


# --- excusing ------------------------------------------------------------------------------------------------


def test_an_excused_member_reads_their_sheet_and_changes_nothing(world):
    a = submitted(world)
    world.fill(a, kind=MEMBER, owner=world.anggota)
    excuse_member(a.pk, member_id=world.anggota.pk, reason="Sedang <b>cuti</b>.", actor=world.ketua)
    html = html_of(world, "anggota", a)
    assert "Anda dibebaskan dari penilaian unit ini" in html
    assert "Sedang &lt;b&gt;cuti&lt;/b&gt;." in html
    assert "Hendra Gunawan, Ak." in html
    for word in ("/simpan/", "tpi-selesai", "Sudah dinyatakan selesai", "Rudi Hartono", "tpi-lanjut"):
        assert word not in html
    response = save(world.client("anggota"), a, LETTER, nilai="C", version=1)
    assert response.status_code == 403
    assert "Anda dibebaskan dari penilaian unit ini" in response.content.decode()
    for call in (mark_done, lambda pk, actor: confirm_answer(pk, kind=MEMBER, code=YES, actor=actor)):
        with pytest.raises(NotAllowed):
            call(a.pk, actor=world.anggota)
    assert "Nilai unit ini" not in world.client("anggota").get(f"/penilaian/{a.pk}/").content.decode()


def test_a_member_who_is_done_is_reopened_before_they_are_excused(world, done):
    asked = {"member_id": world.anggota.pk, "reason": WHY, "actor": world.ketua}
    assert reasons(excuse_member, done.pk, **asked) == [
        "Anggota ini sudah menyatakan lembarnya selesai. Buka kembali lembarnya dahulu."
    ]


def test_who_has_not_begun_can_be_excused_and_recalled(world):
    a = submitted(world)
    asked = {"member_id": world.anggota.pk, "reason": WHY, "actor": world.ketua}
    excuse_member(a.pk, **asked)
    assert (own(world.anggota).answered, own(world.anggota).of) == (0, 113)
    recall_member(a.pk, **asked)
    html = html_of(world, "anggota", a)
    assert "Anda diminta menilai lagi" in html
    assert WHY in html
    assert "/simpan/" in html


def test_the_overview_counts_only_those_whose_sheets_count(world, done):
    def told() -> str:
        return units_page(world.period, {}, now=timezone.now()).rows[0].progress

    assert told() == "2 dari 2 anggota selesai"
    asked = {"member_id": world.anggota.pk, "reason": WHY, "actor": world.ketua}
    reopen_sheet(done.pk, **asked)
    assert told() == "1 dari 2 anggota selesai"
    excuse_member(done.pk, **asked)
    assert told() == "1 dari 1 anggota selesai"
    declare_conflict(world.unit, reason="Kerabat.", actor=world.anggota2)
    assert told() == "0 dari 0 anggota selesai"
