"""Changing a proposal: before the approval freely, afterwards with a reason; taking units back once it was sent."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from assessments.handover.proposed import proposed_in
from assessments.models import (
    Assessment,
    IssuedDocument,
    Proposal,
    ProposalDocument,
    ProposalUnit,
    State,
    WithdrawnUnit,
)
from assessments.services.approving import approve_proposal
from assessments.services.correcting import correct_letter
from assessments.services.errors import NotAllowed, Refused
from assessments.services.proposal_units import take_out
from assessments.services.proposals import UnitsRefused, Wanted, create_proposal
from assessments.services.sending import send_proposal
from assessments.services.withdrawing import Letter, withdraw_units
from assessments.services.workflow import move
from audit.models import Entry
from documents.models import Revision
from tests.handover.pulling import propose, released
from tests.propose.announcing import PDF, scan_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(world) -> Proposal:
    """A proposal of two units, not approved."""
    first, second = (released(world, unit, State.SELESAI_TPI) for unit in (world.unit, world.unit2))
    return propose(world.period, {first: "WBK", second: "WBBM"}, world.admin, approved=False)


@pytest.fixture
def sent(world, draft) -> Proposal:
    """The same, sent."""
    approve_proposal(draft, actor=world.pimpinan_instansi)
    return send_proposal(draft, actor=world.admin)


def unit_of(world) -> Assessment:
    """The assessment of PKM-01."""
    return Assessment.objects.get(unit=world.unit, period=world.period)


def letter(world) -> Letter:
    """A letter of withdrawal."""
    return Letter("700/99/2026", date(2026, 5, 28), scan_of(world.period, world.admin, "Surat penarikan"))


def withdraw(world, sent, *, reason="Belum siap.", who="admin", ids=None):
    """Take PKM-01 back."""
    ids = [unit_of(world).pk] if ids is None else ids
    return withdraw_units(
        sent, assessments=ids, letter=letter(world), reason=reason, actor=getattr(world, who)
    )


def test_a_unit_is_taken_back_and_what_was_proposed_stays(world, sent):
    withdraw(world, sent)
    assert withdraw(world, sent) == []  # asked twice it happens once
    a = unit_of(world)
    row = WithdrawnUnit.objects.get()
    assert (a.state, a.changes.last().name, a.changes.last().reason) == (
        State.SELESAI_TPI,
        "tarik_usulan",
        "Belum siap.",
    )
    assert (row.assessment, row.predicate, row.letter_number) == (a, "WBK", "700/99/2026")
    assert list(sent.units.values_list("assessment__unit__code", flat=True)) == ["DKC"]
    assert Entry.objects.filter(action="proposal.withdraw_units").count() == 1
    assert [unit.id for unit in proposed_in(world.period).units] == ["DKC"]
    html = world.client("admin").get(reverse("assessments:proposal", args=[sent.pk])).content.decode()
    assert "Unit yang ditarik" in html
    assert "Belum siap." in html


def test_it_can_be_opened_again_or_proposed_again(world, sent):
    withdraw(world, sent)
    a = unit_of(world)
    again = create_proposal(
        world.period,
        letter_number="700/2",
        letter_date=date(2026, 5, 29),
        scan=None,
        wanted=[Wanted(a.pk, "WBK")],
        actor=world.admin,
    )
    assert ProposalUnit.objects.get(assessment=a).proposal == again
    with pytest.raises(Refused, match="ada dalam usulan"):
        move(a.pk, "buka_kembali", actor=world.admin, reason="Salah nilai.")
    ProposalUnit.objects.filter(assessment=a).delete()
    move(a.pk, "buka_kembali", actor=world.admin, reason="Salah nilai.")
    assert unit_of(world).state == State.PENILAIAN_TPI


def test_all_are_taken_back_or_none(world, sent):
    ids = list(sent.units.values_list("assessment_id", flat=True))
    Assessment.objects.filter(unit=world.unit2).update(state=State.PENILAIAN_TPN)
    with pytest.raises(UnitsRefused, match="hanya dapat dilakukan pada tahap Diusulkan"):
        withdraw(world, sent, ids=ids)
    assert (WithdrawnUnit.objects.count(), unit_of(world).state) == (0, State.DIUSULKAN)
    Assessment.objects.filter(unit=world.unit2).update(state=State.DIUSULKAN)
    withdraw(world, sent, ids=ids)
    html = world.client("admin").get(reverse("assessments:proposal", args=[sent.pk])).content.decode()
    assert "Semua unit sudah ditarik" in html


def test_only_the_admin_withdraws_with_a_reason_and_from_what_was_sent(world, sent):
    for who in ("pimpinan_instansi", "pimpinan_unit", "ketua", "orang_asing"):
        with pytest.raises(NotAllowed):
            withdraw(world, sent, who=who)
    with pytest.raises(Refused):
        withdraw(world, sent, reason=" ")
    stranger = Assessment.objects.create(
        period=world.other_period, unit=world.other_unit, state="diusulkan", state_since=timezone.now()
    )
    with pytest.raises(Refused, match="Pilih unit dari usulan ini"):
        withdraw(world, sent, ids=[stranger.pk])
    with pytest.raises(Refused, match="Surat penarikan belum dicatat"):
        move(unit_of(world).pk, "tarik_usulan", actor=world.admin, reason="Lewat pintu lain.")
    assert unit_of(world).state == State.DIUSULKAN
    # nor by the address of moves
    url = reverse("assessments:move", args=[unit_of(world).pk, "tarik_usulan"])
    assert world.client("admin").post(url, {"alasan": "x"}).status_code == 404


def test_the_page_of_the_withdrawal_keeps_what_was_typed(world, sent):
    url = reverse("assessments:withdrawal", args=[sent.pk])
    data = {"units": [unit_of(world).pk], "letter_number": "700/99", "letter_date": "2999-01-01"}
    data |= {"reason": "Belum <b>siap</b>.", "scan": SimpleUploadedFile("s.pdf", PDF, "application/pdf")}
    page = world.client("admin").post(url, data)
    html = page.content.decode()
    assert (page.status_code, "belum tiba" in html, "Belum &lt;b&gt;siap&lt;/b&gt;." in html) == (
        422,
        True,
        True,
    )
    data |= {"letter_date": "2026-05-28", "scan": SimpleUploadedFile("s.pdf", PDF, "application/pdf")}
    assert world.client("admin").post(url, data).status_code == 302
    stored = Revision.objects.count()
    data["scan"] = SimpleUploadedFile("s.pdf", PDF, "application/pdf")
    assert world.client("admin").post(url, data).status_code == 302  # a double click
    assert (WithdrawnUnit.objects.count(), Revision.objects.count()) == (1, stored)


def test_before_the_approval_a_unit_is_taken_out_and_papers_are_outdated(world, draft):
    paper = IssuedDocument.objects.create(
        kind="sptjm",
        proposal=draft,
        issued_at=timezone.now(),
        issued_by=world.admin,
        content_hash="0" * 64,
        audit_head="0" * 64,
        audit_length=0,
    )
    draft.documents.update(issued=paper)
    for _ in range(2):
        take_out(draft, unit_of(world).pk, actor=world.admin)
    paper.refresh_from_db()
    assert paper.superseded_at is not None
    assert draft.units.count() == 1
    with pytest.raises(Refused, match="unit terakhir"):
        take_out(draft, draft.units.get().assessment_id, actor=world.admin)
    with pytest.raises(UnitsRefused, match="dicetak sebelum usulan ini diubah"):
        approve_proposal(draft, actor=world.pimpinan_instansi)
    with pytest.raises(NotAllowed):
        take_out(draft, draft.units.get().assessment_id, actor=world.pimpinan_instansi)


def test_what_was_signed_before_the_proposal_changed_is_signed_again(world, draft):
    take_out(draft, unit_of(world).pk, actor=world.admin)
    draft.refresh_from_db()
    told = "diunggah sebelum usulan ini diubah. Unggah yang memuat isi usulan sekarang."
    with pytest.raises(UnitsRefused) as refused:
        approve_proposal(draft, actor=world.pimpinan_instansi)
    assert [message.partition(": ")[2] for message, _ in refused.value.reasons] == [
        f"Surat pengajuan evaluasi {told}",
        f"Surat pernyataan tanggung jawab mutlak {told}",
    ]
    client = world.client("admin")
    for entry, seen in (("surat_pengajuan", draft.scan_id), ("sptjm", 1)):
        where = reverse("assessments:proposal_paper", args=[draft.pk, entry, 0])
        file = SimpleUploadedFile("baru.pdf", PDF, "application/pdf")
        data = {"seen": seen, "file": file, "signer_name": "H. Ahmad"}
        assert client.post(where, data).status_code == 302
    assert approve_proposal(draft, actor=world.pimpinan_instansi).approved_at is not None


def test_another_number_before_the_approval_outdates_what_was_signed(world, draft):
    correct_letter(
        draft,
        number="700/2",
        letter_date=draft.letter_date,
        seen=(draft.letter_number, draft.letter_date),
        reason="",
        actor=world.admin,
    )
    with pytest.raises(UnitsRefused, match="diunggah sebelum usulan ini diubah"):
        approve_proposal(draft, actor=world.pimpinan_instansi)


@pytest.mark.parametrize("end", ["dokumen/sptjm/{}/", "dokumen/sptjm/{}/berkas/", "keluarkan/{}/"])
def test_an_id_that_no_database_holds_is_not_there(world, draft, end):
    client = world.client("admin")
    address = f"/usulan/{draft.pk}/{end.format(10**23)}"
    act = client.post if "keluarkan" in end else client.get
    assert act(address).status_code == 404


def test_an_approved_proposal_is_not_changed_unit_by_unit(world, sent):
    with pytest.raises(Refused, match="tarik unitnya dari usulan"):
        take_out(sent, unit_of(world).pk, actor=world.admin)


def test_the_number_is_corrected_after_sending_only_with_a_reason(world, sent):
    url = reverse("assessments:letter_edit", args=[sent.pk])
    data = {
        "letter_number": "700/1A/2026",
        "letter_date": "2026-05-21",
        "seen_number": "700/1/2026",
        "seen_date": "2026-05-20",
    }
    client = world.client("admin")
    assert client.post(url, data).status_code == 422
    for _ in range(2):
        assert client.post(url, data | {"reason": "Salah ketik."}).status_code == 302
    stale = client.post(url, data | {"letter_number": "700/1B", "reason": "Lain."})
    assert (stale.status_code, "baru saja diubah orang lain" in stale.content.decode()) == (422, True)
    sent.refresh_from_db()
    assert (sent.letter_number, sent.letter_date) == ("700/1A/2026", date(2026, 5, 21))
    assert Entry.objects.filter(action="proposal.correct").count() == 1
    html = client.get(reverse("assessments:proposal", args=[sent.pk])).content.decode()
    assert "dari 700/1/2026, 20 Mei 2026 menjadi 700/1A/2026, 21 Mei 2026" in html
    assert "Salah ketik." in html


class TestDocuments:
    """Upload, link, replace."""

    def post(self, world, made, entry="sptjm", owner=0, **data):
        url = reverse("assessments:proposal_paper", args=[made.pk, entry, owner])
        return world.client("admin").post(url, data)

    def file(self, content: bytes = PDF + b"%baru\n") -> SimpleUploadedFile:
        return SimpleUploadedFile("sptjm.pdf", content, "application/pdf")

    def test_it_is_replaced_by_who_saw_what_stands(self, world, draft):
        assert self.post(world, draft, seen=1, file=self.file(), signer_name="H. Ahmad").status_code == 302
        stale = self.post(world, draft, seen=1, file=self.file(PDF + b"%lagi\n"), signer_name="Lain")
        assert (stale.status_code, "baru saja diganti orang lain" in stale.content.decode()) == (422, True)
        row = ProposalDocument.objects.get(code="sptjm")
        assert (row.version, row.revision.filename) == (2, "sptjm.pdf")

    def test_a_double_click_stores_it_once(self, world, draft):
        for _ in range(2):
            answer = self.post(world, draft, seen=1, file=self.file(), signer_name="H. Ahmad")
            assert answer.status_code == 302
            stored = Revision.objects.count()
        self.post(world, draft, seen=1, file=self.file(PDF + b"%lain\n"), signer_name="H. Ahmad")
        row = ProposalDocument.objects.get(code="sptjm")
        assert (row.version, Revision.objects.count()) == (2, stored)
        assert row.revision.document.revisions.count() == 1

    def test_after_the_approval_it_takes_a_reason(self, world, sent):
        data = {"seen": 1, "signer_name": "H. Ahmad"}
        assert self.post(world, sent, file=self.file(), **data).status_code == 422
        data["reason"] = "Salah pindai."
        assert self.post(world, sent, file=self.file(), **data).status_code == 302
        assert Entry.objects.get(action="proposal.document").reason == "Salah pindai."

    def test_it_names_its_signer_and_is_no_link(self, world, draft):
        nobody = self.post(world, draft, seen=1, file=self.file())
        link = self.post(world, draft, seen=1, url="https://a.go.id/sptjm", signer_name="H. Ahmad")
        assert (nobody.status_code, link.status_code) == (422, 422)
        draft.documents.update(signer_name=" ")
        with pytest.raises(UnitsRefused) as refused:
            approve_proposal(draft, actor=world.pimpinan_instansi)
        told = "Surat pernyataan tanggung jawab mutlak belum menyebut penanda tangannya. Isi nama penanda tangan."
        assert {message.partition(": ")[2] for message, _ in refused.value.reasons} == {told}

    def test_a_link_stands_for_what_practice_asks_for(self, world, draft):
        a = unit_of(world)
        sent = {"seen": 0, "url": "https://a.go.id/survei", "signer_name": " Siti  Aminah "}
        assert self.post(world, draft, "laporan_survei", a.pk, **sent).status_code == 302
        row = ProposalDocument.objects.get(code="laporan_survei")
        assert (row.assessment, row.revision.url, row.signer_name) == (
            a,
            "https://a.go.id/survei",
            "Siti Aminah",
        )
        url = reverse("assessments:proposal_paper_file", args=[draft.pk, "laporan_survei", a.pk])
        assert world.client("pimpinan_instansi").get(url)["Location"] == "https://a.go.id/survei"

    @pytest.mark.parametrize("url", ["javascript:alert(1)", "file:///etc/passwd", "https://u:p@a.go.id/"])
    def test_a_bad_address_is_refused(self, world, draft, url):
        assert self.post(world, draft, "clearance_tlhp", seen=0, url=url).status_code == 422
        assert not ProposalDocument.objects.filter(code="clearance_tlhp").exists()

    @pytest.mark.parametrize(
        ("entry", "own"), [("lke", True), ("tidak-ada", False), ("sptjm", True), ("laporan_survei", False)]
    )
    def test_what_the_policy_does_not_ask_for_is_not_there(self, world, draft, entry, own):
        owner = unit_of(world).pk if own else 0
        assert self.post(world, draft, entry, owner, seen=0, file=self.file()).status_code == 404

    def test_a_unit_outside_the_proposal_is_not_there(self, world, draft):
        other = Assessment.objects.create(
            period=world.other_period, unit=world.other_unit, state="selesai_tpi", state_since=timezone.now()
        )
        answer = self.post(world, draft, "laporan_survei", other.pk, seen=0, file=self.file())
        assert answer.status_code == 404

    def test_nothing_and_both_are_told(self, world, draft):
        for sent in ({}, {"file": self.file(), "url": "https://a.go.id"}):
            page = self.post(world, draft, "clearance_tlhp", seen=0, signer_name="Inspektur", **sent)
            told = "Unggah satu berkas, atau isi satu tautan." in page.content.decode()
            assert (page.status_code, told) == (422, True)
        assert self.post(world, draft, seen=1, file=SimpleUploadedFile("a.pdf", b"")).status_code == 422

    def test_the_letter_is_the_proposals_scan(self, world, draft):
        seen = draft.scan_id
        assert self.post(world, draft, "surat_pengajuan", seen=seen, file=self.file()).status_code == 302
        draft.refresh_from_db()
        assert draft.scan_id != seen
        again = self.post(world, draft, "surat_pengajuan", seen=seen, file=self.file())  # a double click
        draft.refresh_from_db()
        assert (again.status_code, draft.scan.document.revisions.count()) == (302, 1)
        other = self.file(PDF + b"%lain\n")
        assert self.post(world, draft, "surat_pengajuan", seen=seen, file=other).status_code == 422
