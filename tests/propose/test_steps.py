"""One next step on the page of a proposal, and what it is once all proposals fell or a result changed."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from assessments.models import Assessment, IssuedDocument, Proposal, Sheet, State
from assessments.next_steps import next_steps
from assessments.services.approving import approve_proposal
from assessments.services.correcting import correct_letter
from assessments.services.sending import send_proposal
from assessments.stale_results import issued_later
from assessments.todo import todo_of
from tests.factories.assessments import fresh, set_state
from tests.handover.pulling import FREE_OF_KKN, propose, record, released
from tests.propose.announcing import PDF, scan_of
from units.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(world) -> Proposal:
    """PKM-01 and DKC in a proposal that lacks nothing."""
    first, second = (released(world, unit, State.SELESAI_TPI) for unit in (world.unit, world.unit2))
    return propose(world.period, {first: "WBK", second: "WBBM"}, world.admin, approved=False)


def html_of(world, draft, who: str) -> str:
    """The page of the proposal."""
    return world.client(who).get(reverse("assessments:proposal", args=[draft.pk])).content.decode()


def primary(world, draft, who: str = "admin") -> list[str]:
    """The words of the primary buttons of its page."""
    main = html_of(world, draft, who).partition("<dialog")[0]
    found = re.findall(r'btn btn-primary"[^>]*>(.*?)</(?:a|button)>', main)
    return [re.sub("<[^>]+>", "", words) for words in found]


def waits(person: User) -> list[str]:
    """What the to-do list asks of a person."""
    return [item.what for item in todo_of(User.objects.get(pk=person.pk), now=timezone.now())]


def send(world, draft) -> Proposal:
    """Approve and send it."""
    approve_proposal(draft, actor=world.pimpinan_instansi)
    return send_proposal(draft, actor=world.admin)


def test_there_is_one_primary_button_for_who_must_act(world, draft):
    both = ("admin", "pimpinan_instansi")
    scan = draft.scan
    Proposal.objects.update(scan=None)
    assert [primary(world, draft, who) for who in both] == [["Lengkapi dokumen usulan"], []]
    Proposal.objects.update(scan=scan)
    assert [primary(world, draft, who) for who in both] == [[], ["Periksa dan setujui"]]
    assert "Menunggu persetujuan pimpinan instansi." in html_of(world, draft, "admin")
    approve_proposal(draft, actor=world.pimpinan_instansi)
    assert [primary(world, draft, who) for who in both] == [["Catat pengiriman ke TPN"], []]
    send_proposal(draft, actor=world.admin)
    assert [primary(world, draft, who) for who in both] == [["Mulai penilaian TPN"], []]
    for a in Assessment.objects.all():
        set_state(a, State.PENILAIAN_TPN)
    assert primary(world, draft) == ["Catat hasil TPN"]
    for a in Assessment.objects.all():
        set_state(a, State.WBK)
    assert primary(world, draft) == []
    assert "Hasil TPN untuk semua unit sudah dicatat." in html_of(world, draft, "admin")


def test_once_all_proposals_fell_the_withdrawal_is_the_next_step(world, draft):
    record(world.period, FREE_OF_KKN, "tidak", world.admin)
    assert primary(world, draft) == ["Batalkan usulan"]
    assert waits(world.admin) == ["Semua usulan instansi batal: batalkan"]
    record(world.period, FREE_OF_KKN, "ya", world.admin)
    sent = send(world, draft)
    record(world.period, FREE_OF_KKN, "tidak", world.admin)
    assert primary(world, sent) == ["Tarik unit dari usulan"]
    assert waits(world.admin) == ["Usulan batal: tarik dari usulan"]
    a = fresh(Assessment.objects.get(unit=world.unit))
    (step,) = next_steps(User.objects.get(pk=world.admin.pk), a, own_sheet=None)
    url = f"{reverse('assessments:withdrawal', args=[sent.pk])}?unit={a.pk}"
    assert (step.label, step.url, step.move) == ("Tarik dari usulan", url, "")
    page = world.client("admin").get(reverse("assessments:tpn", args=[a.pk])).content.decode()
    assert (f'href="{url}"' in page, "Mulai penilaian TPN" in page) == (True, False)
    form = world.client("admin").get(url).content.decode()
    assert re.findall(r'name="units" value="(\d+)"[^>]* checked', form) == [str(a.pk)]


def test_an_approved_one_that_fell_leads_to_taking_the_approval_back(world, draft):
    approve_proposal(draft, actor=world.pimpinan_instansi)
    record(world.period, FREE_OF_KKN, "tidak", world.admin)
    assert primary(world, draft) == ["Tarik persetujuan"]
    assert waits(world.admin) == ["Semua usulan instansi batal: tarik persetujuannya, lalu batalkan"]


def test_an_approved_one_with_an_outdated_lhe_is_not_sent_but_taken_back(world, draft):
    approve_proposal(draft, actor=world.pimpinan_instansi)
    a = Assessment.objects.get(unit=world.unit)
    IssuedDocument.objects.filter(assessment=a).update(content_hash="0" * 64)
    Sheet.objects.filter(assessment=a).update(updated_at=timezone.now())
    assert primary(world, draft) == ["Tarik persetujuan"]
    assert "Menunggu pengiriman oleh admin inspektorat." in html_of(world, draft, "pimpinan_instansi")


def test_an_lhe_that_came_later_is_told_as_such_of_whatever_was_sent():
    sent = Proposal(sent_at=timezone.now())
    told = {state: issued_later(sent, state) for state in (State.DIUSULKAN, State.PENILAIAN_TPN, State.WBK)}
    assert {state: (found.message, found.where) for state, found in told.items()} == {
        "diusulkan": (
            "LHE terbit sesudah usulan disetujui. Usulan sudah dikirim: tarik unit ini, lalu usulkan lagi.",
            "penarikan",
        ),
        "penilaian_tpn": (
            "LHE terbit sesudah usulan disetujui. TPN sudah mulai menilai, jadi unit ini tidak dapat ditarik. "
            "Beri tahu TPN.",
            "tpn",
        ),
        "wbk": (
            "LHE terbit sesudah usulan disetujui. Hasil TPN untuk unit ini sudah dicatat, jadi unit ini tidak dapat "
            "ditarik.",
            "tpn",
        ),
    }


def test_a_result_that_changed_after_sending_is_told_with_what_may_be_done(world, draft):
    sent = send(world, draft)
    a = Assessment.objects.get(unit=world.unit)
    IssuedDocument.objects.filter(assessment=a).update(content_hash="0" * 64)
    Sheet.objects.filter(assessment=a).update(updated_at=timezone.now())
    page = html_of(world, sent, "admin")
    url = f"{reverse('assessments:withdrawal', args=[sent.pk])}?unit={a.pk}"
    told = (
        "Puskesmas Melati: LHE tidak sama lagi dengan hasil di portal. Usulan sudah dikirim: tarik unit ini, buka "
        "kembali penilaiannya, terbitkan LHE baru, lalu usulkan lagi."
    )
    assert (told in page, f'href="{url}"' in page) == (True, True)
    assert primary(world, sent) == ["Tarik unit dari usulan"]
    set_state(a, State.PENILAIAN_TPN)
    page = html_of(world, sent, "admin")
    assert "TPN sudah mulai menilai, jadi unit ini tidak dapat ditarik. Beri tahu TPN." in page
    assert primary(world, sent) == ["Mulai penilaian TPN"]  # of the other unit
    assert f'href="{url}"' not in page


def test_the_history_names_document_person_and_what_was_replaced(world, draft):
    client = world.client("admin")
    old = draft.documents.get(code="sptjm").revision
    where = reverse("assessments:proposal_paper", args=[draft.pk, "sptjm", 0])
    file = SimpleUploadedFile("baru.pdf", b"%PDF-1.4\n%baru\n%%EOF\n", "application/pdf")
    assert client.post(where, {"seen": 1, "file": file, "signer_name": "H. Ahmad"}).status_code == 302
    correct_letter(
        draft,
        number="700/9",
        letter_date=draft.letter_date,
        seen=(draft.letter_number, draft.letter_date),
        reason="",
        actor=world.admin,
    )
    page = html_of(world, draft, "pimpinan_instansi")
    opened = f"{reverse('assessments:proposal_paper_file', args=[draft.pk, 'sptjm', 0])}?revisi="
    assert "<b>Dokumen diganti</b> Surat pernyataan tanggung jawab mutlak." in page
    assert f"{world.admin}, Admin inspektorat" in page
    assert f'href="{opened}{old.pk}"' in page
    answer = client.get(f"{opened}{old.pk}")
    assert (answer.status_code, b"".join(answer)) == (200, PDF)
    other = scan_of(world.period, world.admin, "Lain")
    for never in (other.pk, draft.documents.get(code="sptjm").revision_id, "9" * 30, "x", ""):
        assert client.get(f"{opened}{never}").status_code == 404
    assert world.client("orang_asing").get(f"{opened}{old.pk}").status_code == 404
