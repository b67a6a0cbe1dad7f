"""Approval asks what the making asked, and can be taken back before the proposal goes out."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.models import Assessment, DeadlineChange, Proposal, ProposalUnit, Sheet, State
from assessments.proposal_digest import digest_of
from assessments.services.approving import approve_proposal, withdraw_approval
from assessments.services.correcting import correct_letter
from assessments.services.errors import NotAllowed, Refused
from assessments.services.handover import record_pull
from assessments.services.proposal_units import change_units, take_out
from assessments.services.proposals import UnitsRefused, Wanted, remove_proposal
from assessments.services.sending import send_proposal
from audit.models import Entry
from tests.handover.pulling import open_window, propose, record, released, token_for

pytestmark = pytest.mark.django_db


def url(made: Proposal, action: str = "") -> str:
    """The page of a proposal, or an act on it."""
    return (
        reverse("assessments:proposal_act", args=[made.pk, action])
        if action
        else reverse("assessments:proposal", args=[made.pk])
    )


@pytest.fixture
def draft(world) -> Proposal:
    """A proposal of two units that may be proposed, not approved yet."""
    first, second = (released(world, unit, State.SELESAI_TPI) for unit in (world.unit, world.unit2))
    return propose(world.period, {first: "WBK", second: "WBBM"}, world.admin, approved=False)


@pytest.fixture
def approved(world, draft) -> Proposal:
    """The same, approved."""
    return approve_proposal(draft, actor=world.pimpinan_instansi)


@pytest.mark.parametrize(
    ("act", "who"),
    [
        (lambda made, unit, by: approve_proposal(made, actor=by), "pimpinan_instansi"),
        (lambda made, unit, by: withdraw_approval(made, reason="Salah.", actor=by), "admin"),
        (lambda made, unit, by: send_proposal(made, actor=by), "admin"),
        (lambda made, unit, by: take_out(made, unit, actor=by), "admin"),
        (lambda made, unit, by: change_units(made, wanted=[Wanted(unit, "WBK")], seen="", actor=by), "admin"),
        (
            lambda made, unit, by: correct_letter(
                made,
                number="700/2",
                letter_date=made.letter_date,
                seen=(made.letter_number, made.letter_date),
                reason="",
                actor=by,
            ),
            "admin",
        ),
    ],
)
def test_what_was_cancelled_meanwhile_is_told_and_cancelling_it_again_is_done(world, draft, act, who):
    opened, unit = Proposal.objects.get(), draft.units.first().assessment_id
    remove_proposal(draft, actor=world.admin)
    with pytest.raises(Refused, match="dibatalkan orang lain"):
        act(opened, unit, world.people[who])
    remove_proposal(opened, actor=world.admin)
    assert Entry.objects.filter(action="proposal.remove").count() == 1


def test_a_proposal_whose_units_still_stand_is_approved_once(world, draft):
    leader, seen = world.client("pimpinan_instansi"), digest_of(draft)
    page = leader.get(reverse("assessments:proposal_check", args=[draft.pk]))
    assert f'name="seen" value="{seen}"' in page.content.decode()
    for _ in range(2):
        assert leader.post(url(draft, "setujui"), {"seen": seen}).status_code == 302
    draft.refresh_from_db()
    assert draft.approved_by == world.pimpinan_instansi
    assert Entry.objects.filter(action="proposal.approve").count() == 1


def test_what_changed_since_the_page_was_opened_is_not_approved(world, draft):
    opened = digest_of(draft)
    correct_letter(
        draft,
        number="700/2",
        letter_date=draft.letter_date,
        seen=(draft.letter_number, draft.letter_date),
        reason="",
        actor=world.admin,
    )
    Proposal.objects.update(changed_at=None)  # what was signed is not what is asked here
    leader = world.client("pimpinan_instansi")
    for data in ({"seen": opened}, {"seen": ""}, {}):
        page = leader.post(url(draft, "setujui"), data)
        told = "Usulan ini berubah sejak halaman Anda dibuka" in page.content.decode()
        assert (page.status_code, told) == (422, True)
    assert Proposal.objects.get().approved_at is None
    leader.post(url(draft, "setujui"), {"seen": digest_of(Proposal.objects.get())})
    assert Proposal.objects.get().approved_at is not None


@pytest.mark.parametrize(
    "change",
    [
        lambda made: made.documents.update(version=9),
        lambda made: made.units.filter(predicate="WBK").update(predicate="WBBM"),
        lambda made: made.units.update(exception_reason="Terpencil."),
        lambda made: made.units.first().delete(),
        lambda made: Proposal.objects.update(scan=made.documents.first().revision),
        lambda made: Proposal.objects.update(letter_date="2026-05-21"),
    ],
)
def test_whatever_the_leader_sees_is_in_the_digest(draft, change):
    before = digest_of(draft)
    change(draft)
    assert digest_of(Proposal.objects.get()) != before


def test_what_broke_since_is_named_with_its_page_and_nothing_is_approved(world, draft):
    a = Assessment.objects.get(unit=world.unit)
    record(world.period, "tlhp", "96", world.admin, unit=world.unit)
    world.fill(a, "worst", kind=Sheet.Kind.TPI)
    page = world.client("pimpinan_instansi").post(url(draft, "setujui"), {"seen": digest_of(draft)})
    html = page.content.decode()
    assert page.status_code == 422
    for told, link in (
        ("syaratnya minimal 100%.", reverse("assessments:syarat", args=[a.pk])),
        ("Nilai TPI Total 0,00 dari minimal 75,00", reverse("assessments:tpi_area", args=[a.pk, "MP"])),
        ("LHE tidak sama lagi dengan hasil di portal.", f"{url(draft)}#unit"),
    ):
        place = html.index(told)
        assert f'<a href="{link}">Buka</a>' in html[place : place + 300], told
        assert world.client("pimpinan_instansi").get(link).status_code == 200
    assert "Dinas Kependudukan dan Pencatatan Sipil:" not in html
    draft.refresh_from_db()
    assert (draft.approved_at, Entry.objects.filter(action="proposal.approve").count()) == (None, 0)


def test_a_unit_that_was_opened_again_is_not_approved(world, draft):
    world.assessment(State.PENILAIAN_TPI)
    with pytest.raises(UnitsRefused) as refused:
        approve_proposal(draft, actor=world.pimpinan_instansi)
    assert [where for _, where in refused.value.reasons] == ["alur"]


def test_what_refuses_to_send_is_shown_with_its_page(world, approved):
    record(world.period, "tlhp", "96", world.admin, unit=world.unit)
    page = world.client("admin").post(url(approved, "kirim"))
    link = reverse("assessments:syarat", args=[Assessment.objects.get(unit=world.unit).pk])
    assert (page.status_code, f'<a href="{link}">Buka</a>' in page.content.decode()) == (422, True)
    assert Assessment.objects.filter(state=State.DIUSULKAN).count() == 0


def test_an_approval_is_taken_back_with_a_reason(world, approved):
    client, before = world.client("admin"), approved.approved_at.isoformat()
    html = client.get(url(approved)).content.decode()
    assert 'data-confirm="Tarik persetujuan usulan ini?' in html
    for _ in range(2):  # pressed twice it happens once
        answer = client.post(url(approved, "tarik"), {"reason": "  Nilai satu unit <b>berubah</b>. "})
        assert answer.status_code == 302
    approved.refresh_from_db()
    assert (approved.approved_at, approved.approved_by) == (None, None)
    entry = Entry.objects.get(action="proposal.withdraw_approval")
    assert (entry.actor_id, entry.role, entry.reason, entry.before) == (
        world.admin.pk,
        "Admin inspektorat",
        "Nilai satu unit <b>berubah</b>.",
        {"approved_by": world.pimpinan_instansi.pk, "approved_at": before},
    )
    assert client.post(url(approved, "batalkan")).status_code == 302
    assert (Proposal.objects.count(), ProposalUnit.objects.count()) == (0, 0)


def test_what_is_approved_is_cancelled_only_after_that(world, approved):
    with pytest.raises(Refused, match="Tarik persetujuannya lebih dulu"):
        remove_proposal(approved, actor=world.admin)
    withdraw_approval(approved, reason="Salah surat.", actor=world.admin)
    approve_proposal(approved, actor=world.pimpinan_instansi)
    assert Proposal.objects.get().approved_at is not None


@pytest.mark.parametrize(("reason", "told"), [(" ", "Tulis alasan"), ("x" * 1001, "paling panjang 1.000")])
def test_a_bad_reason_is_told_and_kept(world, approved, reason, told):
    page = world.client("admin").post(url(approved, "tarik"), {"reason": reason})
    html = page.content.decode()
    assert (page.status_code, told in html, f">{reason}</textarea>" in html) == (422, True, True)
    approved.refresh_from_db()
    assert approved.approved_at is not None


def pulled(world, *, path: str = "/api/portalrb/pengusulan/unit-wbk", status: int = 200) -> None:
    """PortalRB asked, and the audit knows."""
    token, _ = token_for(world.instansi, world.admin)
    assert record_pull(token, path=path, status=status, sha256="0" * 64)


@pytest.mark.parametrize("what", [{}, {"status": 404}, {"path": "/api/portalrb/lke/pertanyaan"}], ids=str)
def test_what_nobody_pulled_can_be_taken_back_and_cancelled_after_the_window(world, approved, what):
    if what:
        pulled(world, **what)
    DeadlineChange.objects.update(day=timezone.localdate() - timedelta(days=1))
    client = world.client("admin")
    assert client.post(url(approved, "tarik"), {"reason": "Terlambat."}).status_code == 302
    assert client.post(url(approved, "batalkan")).status_code == 302
    assert Proposal.objects.count() == 0


def test_what_portalrb_pulled_is_recorded_as_sent_after_the_deadline(world, approved):
    pulled(world)
    DeadlineChange.objects.update(day=timezone.localdate() - timedelta(days=1))
    client = world.client("admin")
    assert 'name="sent_on"' not in client.get(url(approved)).content.decode()
    assert client.post(url(approved, "kirim")).status_code == 302
    assert set(Assessment.objects.values_list("state", flat=True)) == {State.DIUSULKAN}


class TestLaterRecord:
    """After the deadline a sending that took place in time is recorded with its day, and no other."""

    def late(self, approved) -> Proposal:
        """Approved three days ago; the deadline was yesterday."""
        today = timezone.localdate()
        DeadlineChange.objects.update(day=today - timedelta(days=1))
        Proposal.objects.update(approved_at=timezone.now() - timedelta(days=3))
        return Proposal.objects.get(pk=approved.pk)

    @pytest.mark.parametrize("ago", [1, 2, 3])
    def test_it_is_recorded_with_its_day(self, world, approved, ago):
        late, client = self.late(approved), world.client("admin")
        day = timezone.localdate() - timedelta(days=ago)
        assert 'name="sent_on"' in client.get(url(late)).content.decode()
        for _ in range(2):
            answer = client.post(url(late, "kirim"), {"sent_on": day.isoformat()})
            assert answer.status_code == 302
        late.refresh_from_db()
        assert (late.sent_on, late.day_of_sending(world.instansi.zone)) == (day, day)
        assert [e.after for e in Entry.objects.filter(action="proposal.send")] == [
            {"sent_on": day.isoformat()}
        ]
        assert "dicatat" in client.get(url(late)).content.decode()

    @pytest.mark.parametrize(
        ("ago", "told"),
        [
            (-1, "belum tiba"),
            (0, "sesudah batas pengusulan"),
            (4, "sebelum hari persetujuannya"),
            ("31 Februari", "tidak dapat dibaca"),
            ("", "sudah lewat"),
        ],
    )
    def test_an_impossible_day_is_told_and_kept(self, world, approved, ago, told):
        late = self.late(approved)
        typed = ago if isinstance(ago, str) else (timezone.localdate() - timedelta(days=ago)).isoformat()
        page = world.client("admin").post(url(late, "kirim"), {"sent_on": typed})
        html = page.content.decode()
        assert (page.status_code, told in html, f'name="sent_on" value="{typed}"' in html) == (
            422,
            True,
            True,
        )
        late.refresh_from_db()
        assert (late.sent_on, late.sent_at) == (None, None)


def test_what_was_sent_or_given_in_a_window_that_is_over_stays(world, approved):
    window = open_window(world.period, world.admin)
    pulled(world)
    now = timezone.now()
    type(window).objects.update(closes_on=timezone.localdate() - timedelta(days=1))
    Proposal.objects.update(approved_at=now - timedelta(days=3))
    with pytest.raises(Refused, match="Masa pengambilan PortalRB sudah ditutup"):
        withdraw_approval(Proposal.objects.get(), reason="x", actor=world.admin)
    Proposal.objects.update(approved_at=now)  # after the window: PortalRB never saw it
    send_proposal(Proposal.objects.get(), actor=world.admin)
    with pytest.raises(Refused, match="sudah dikirim ke TPN"):
        withdraw_approval(Proposal.objects.get(), reason="x", actor=world.admin)
    assert Proposal.objects.get().approved_at == now


@pytest.mark.parametrize("who", ["pimpinan_instansi", "orang_asing", "petugas", "ketua", "admin_sistem"])
def test_only_the_admin_takes_it_back(world, approved, who):
    with pytest.raises(NotAllowed):
        withdraw_approval(approved, reason="x", actor=world.people[who])
    assert world.client(who).post(url(approved, "tarik"), {"reason": "x"}).status_code in (403, 404)
    assert "Tarik persetujuan" not in world.client("pimpinan_instansi").get(url(approved)).content.decode()
    assert Proposal.objects.get().approved_at is not None
