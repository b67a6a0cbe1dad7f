"""The units of a proposal before it is approved: one in, one out, another predicate or reason, all or nothing."""

import re

import pytest
from django.urls import reverse

from assessments.models import Assessment, Notice, Proposal, ProposalUnit, Recommendation, State
from assessments.proposal_digest import digest_of
from assessments.proposal_papers import papers_of, unready
from assessments.services.approving import approve_proposal, withdraw_approval
from assessments.services.errors import NotAllowed, Refused
from assessments.services.proposal_units import change_units
from assessments.services.proposals import UnitsRefused, Wanted
from audit.models import Entry
from tests.factories.units import make_unit
from tests.handover.pulling import propose, record, released

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(world) -> Proposal:
    """PKM-01 for WBK in a proposal that lacks nothing; DKC is finished and free."""
    first = released(world, world.unit, State.SELESAI_TPI)
    released(world, world.unit2, State.SELESAI_TPI)
    return propose(world.period, {first: "WBK"}, world.admin, approved=False)


def ids(world) -> tuple[int, int]:
    """Assessments of PKM-01 and DKC."""
    return tuple(Assessment.objects.get(unit=unit).pk for unit in (world.unit, world.unit2))


def change(world, draft, wanted, *, seen=None, who="admin") -> Proposal:
    """Change as a page would, with what stands now as seen."""
    made = Proposal.objects.get(pk=draft.pk)
    return change_units(
        made,
        wanted=wanted,
        seen=digest_of(made) if seen is None else seen,
        actor=getattr(world, who),
    )


def held(draft) -> list[tuple]:
    """What the proposal holds, by code."""
    return list(draft.units.values_list("assessment__unit__code", "predicate", "exception_reason"))


def lacking(draft) -> tuple[str, ...]:
    """What it lacks before the head of the instansi is asked."""
    made = Proposal.objects.select_related("period__policy", "scan").get(pk=draft.pk)
    return unready(made, papers_of(made, [row.assessment for row in made.units.all()]))


def test_a_unit_comes_in_and_what_was_signed_is_outdated(world, draft):
    first, second = ids(world)
    assert lacking(draft) == ()
    for _ in range(2):  # pressed twice it happens once
        change(world, draft, [Wanted(second, "WBBM", " Pulau terluar. "), Wanted(first, "WBK")])
    assert held(draft) == [("DKC", "WBBM", "Pulau terluar."), ("PKM-01", "WBK", "")]
    assert [text.rpartition(" diunggah sebelum usulan ini diubah.")[1] != "" for text in lacking(draft)] == [
        True,
        True,
    ]
    (entry,) = Entry.objects.filter(action="proposal.units")
    assert (entry.before, entry.after) == (
        {"units": [[first, "WBK", ""]]},
        {"units": sorted([[first, "WBK", ""], [second, "WBBM", "Pulau terluar."]])},
    )


def test_another_reason_alone_leaves_what_was_signed(world, draft):
    first, _ = ids(world)
    change(world, draft, [Wanted(first, "WBK", "Terpencil.")])
    assert (held(draft), lacking(draft)) == ([("PKM-01", "WBK", "Terpencil.")], ())
    change(world, draft, [Wanted(first, "WBBM", "Terpencil.")])
    assert (held(draft), len(lacking(draft))) == ([("PKM-01", "WBBM", "Terpencil.")], 2)


def test_what_comes_in_is_asked_as_at_the_making_and_nothing_is_changed(world, draft):
    first, second = ids(world)
    Recommendation.objects.filter(assessment=first).update(verdict="WBK")
    Recommendation.objects.filter(assessment=second).update(verdict="belum")
    with pytest.raises(UnitsRefused) as refused:
        change(world, draft, [Wanted(first, "WBBM"), Wanted(second, "WBK")])
    told = [message for message, _ in refused.value.reasons]
    assert [message.partition(": ")[0] for message in told] == [str(world.unit)] * 2 + [str(world.unit2)] * 2
    assert "TPI tidak merekomendasikan WBBM" in told[0]
    assert "Keluarkan unit ini dari usulan" in told[1]  # its LHE says another recommendation
    assert "TPI tidak merekomendasikan WBK" in told[2]
    assert "Buka kembali penilaiannya" in told[3]  # in no proposal yet
    assert held(draft) == [("PKM-01", "WBK", "")]
    assert not Entry.objects.filter(action="proposal.units").exists()


def test_units_are_put_in_and_out_in_one_step(world, draft):
    change(world, draft, [Wanted(ids(world)[1], "WBK")])
    assert held(draft) == [("DKC", "WBK", "")]
    with pytest.raises(Refused, match="batalkan usulannya"):
        change(world, draft, [])


def test_a_stale_page_a_stranger_and_an_approved_proposal_are_refused(world, draft):
    first, second = ids(world)
    both = [Wanted(first, "WBK"), Wanted(second, "WBK")]
    with pytest.raises(Refused, match="berubah sejak halaman Anda dibuka"):
        change(world, draft, both, seen="x")
    for who in ("pimpinan_instansi", "petugas", "ketua", "orang_asing"):
        with pytest.raises(NotAllowed):
            change(world, draft, both, who=who)
    other = Assessment.objects.create(
        period=world.other_period, unit=world.other_unit, state="selesai_tpi", state_since=draft.created_at
    )
    with pytest.raises(Assessment.DoesNotExist):
        change(world, draft, [Wanted(other.pk, "WBK")])
    approve_proposal(draft, actor=world.pimpinan_instansi)
    with pytest.raises(Refused, match="Tarik persetujuannya lebih dulu"):
        change(world, draft, both)
    assert ProposalUnit.objects.count() == 1


def test_a_unit_of_another_proposal_stays_there(world, draft):
    third = released(world, make_unit(world.instansi, "LAIN", "Kelurahan"), State.SELESAI_TPI)
    propose(world.period, {third: "WBK"}, world.admin, approved=False)
    with pytest.raises(UnitsRefused, match="sudah ada dalam usulan lain"):
        change(world, draft, [Wanted(ids(world)[0], "WBK"), Wanted(third.pk, "WBK")])


class TestPage:
    """The form."""

    def url(self, draft) -> str:
        return reverse("assessments:units_edit", args=[draft.pk])

    def data(self, world, draft, **more) -> dict:
        first, second = ids(world)
        named = {f"predicate-{first}": "WBK", f"predicate-{second}": "WBBM", f"reason-{second}": "<b>Jauh"}
        return {"seen": digest_of(draft)} | named | more

    def test_it_shows_what_stands_and_saves(self, world, draft):
        client, (first, _) = world.client("admin"), ids(world)
        html = client.get(self.url(draft)).content.decode()
        place = html.index(f'name="predicate-{first}"')
        assert '<option value="WBK" selected>' in html[place : place + 300]
        for _ in range(2):
            assert client.post(self.url(draft), self.data(world, draft)).status_code == 302
        assert held(draft)[0] == ("DKC", "WBBM", "<b>Jauh")
        page = client.get(reverse("assessments:proposal", args=[draft.pk])).content.decode()
        assert "masuk, WBBM" in page
        assert "<b>Jauh" not in page

    def test_what_refuses_is_told_with_its_page_and_nothing_typed_is_lost(self, world, draft):
        record(world.period, "tlhp", "96", world.admin, unit=world.unit2)
        page = world.client("admin").post(self.url(draft), self.data(world, draft))
        html = page.content.decode()
        link = reverse("assessments:syarat", args=[ids(world)[1]])
        assert (page.status_code, f'<a href="{link}">Buka</a>' in html) == (422, True)
        assert 'value="&lt;b&gt;Jauh"' in html

    def test_a_change_of_somebody_else_is_shown_beside_what_was_typed_and_the_next_press_saves(
        self, world, draft
    ):
        client, (first, _) = world.client("admin"), ids(world)
        data = self.data(world, draft)
        change(world, draft, [Wanted(first, "WBBM", "Terpencil.")])
        page = client.post(self.url(draft), data)
        html = page.content.decode()
        assert (
            page.status_code,
            re.findall(r"<li>(.*?)</li>", html.partition("Belum tersimpan")[2])[:3],
        ) == (
            422,
            [
                "Usulan ini berubah sejak halaman Anda dibuka. Isian Anda belum disimpan: simpan lagi bila itu yang "
                "benar.",
                f"{world.unit2.name}: tersimpan tidak diusulkan, isian Anda WBBM dengan alasan “&lt;b&gt;Jauh”.",
                f"{world.unit.name}: tersimpan WBBM dengan alasan “Terpencil.”, isian Anda WBK.",
            ],
        )
        seen = re.search(r'name="seen" value="(\w+)"', html)[1]
        assert client.post(self.url(draft), data | {"seen": seen}).status_code == 302
        assert held(draft) == [("DKC", "WBBM", "<b>Jauh"), ("PKM-01", "WBK", "")]

    def test_a_chosen_unit_that_is_no_candidate_any_more_is_told(self, world, draft):
        first, second = ids(world)
        data = self.data(world, draft)
        Assessment.objects.filter(pk=second).update(state=State.PENILAIAN_TPI)
        page = world.client("admin").post(self.url(draft), data)
        told = "1 unit yang Anda pilih tidak dapat diusulkan lagi" in page.content.decode()
        assert (page.status_code, told, held(draft)) == (422, True, [("PKM-01", "WBK", "")])
        rest = data | {f"predicate-{second}": "", f"predicate-{first}": "WBBM"}
        assert world.client("admin").post(self.url(draft), rest).status_code == 302
        assert held(draft) == [("PKM-01", "WBBM", "")]

    @pytest.mark.parametrize("left", [1, 0])
    def test_so_it_is_when_a_proposal_is_made(self, world, draft, left):
        first, second = ids(world)  # PKM-01 is in the draft
        Assessment.objects.filter(pk=second).update(state=State.SELESAI_TPI if left else State.PENILAIAN_TPI)
        url = reverse("assessments:proposals", args=["KAB-X", world.period.year])
        data = {"letter_number": "700/<2>", "letter_date": "2026-05-20", f"predicate-{first}": "WBK"}
        data |= {f"predicate-{second}": "WBK"} if left else {}
        page = world.client("admin").post(url, data)
        html = page.content.decode()
        told = "1 unit yang Anda pilih tidak dapat diusulkan lagi" in html
        assert (page.status_code, told, 'value="700/&lt;2&gt;"' in html) == (422, True, True)
        assert Proposal.objects.count() == 1

    def test_after_the_approval_it_leads_on(self, world, draft):
        approve_proposal(draft, actor=world.pimpinan_instansi)
        html = world.client("admin").get(self.url(draft)).content.decode()
        assert "Tarik persetujuannya" in html
        assert "Simpan unit" not in html
        assert world.client("admin").post(self.url(draft), self.data(world, draft)).status_code == 422


def waiting() -> list[str]:
    """Who was told that a proposal waits."""
    return list(Notice.objects.filter(kind="proposal_waiting").values_list("user__username", flat=True))


def test_the_head_is_told_when_nothing_lacks_and_again_after_an_approval_was_taken_back(world, draft):
    first, _ = ids(world)
    change(world, draft, [Wanted(first, "WBBM")])
    assert waiting() == []  # what was signed is outdated
    Proposal.objects.update(changed_at=None)
    for reason in ("Jauh.", "Lain.", "Lagi."):
        change(world, draft, [Wanted(first, "WBBM", reason)])
    assert waiting() == ["pimpinan_instansi"]
    approve_proposal(draft, actor=world.pimpinan_instansi)
    for _ in range(2):
        withdraw_approval(draft, reason="Salah surat.", actor=world.admin)
    assert waiting() == ["pimpinan_instansi"] * 2
