"""Scans of paper forms: kept with the campaign, opened by few and each time in the audit, missed where they lack."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from audit.models import Entry
from documents.models import Blob
from documents.queries import usage_of
from documents.services.sweep import sweep
from surveys.models import Campaign, Scan
from surveys.results import results_of
from surveys.services.campaigns import close_campaign
from tests.factories.surveys import make_answer, make_campaign

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
MISSING = "Pindaian formulir kertasnya belum dilampirkan."


@pytest.fixture
def campaign(world):
    return make_campaign(world.unit)


def send(world, campaign, content: bytes = PDF, name: str = "lembar.pdf", sheets: str = "1–20", count="20"):
    given = {"sheets": sheets, "count": count, "file": SimpleUploadedFile(name, content)}
    return world.client("petugas").post(f"/survei/{campaign.pk}/pindaian/", given, follow=True)


def shut(response) -> None:
    """Close a file; `response.close()` would also close the database under the test."""
    for close in response._resource_closers:
        close()


def test_a_file_is_kept_once_and_listed_with_who_and_when(world, campaign):
    for said in ("Pindaian tersimpan.", "sudah tersimpan pada survei ini"):
        assert said in send(world, campaign).content.decode()
    one = Scan.objects.get()
    assert (one.sheets, one.count, one.filename, one.by, one.blob.size) == (
        "1–20",
        20,
        "lembar.pdf",
        world.petugas,
        len(PDF),
    )
    told = Entry.objects.get(action="survey.scan")
    assert told.after == {
        "scan": one.pk,
        "sheets": "1–20",
        "count": 20,
        "sha256": one.blob.sha256,
        "size": len(PDF),
    }
    page = world.client("petugas").get(f"/survei/{campaign.pk}/").content.decode()
    assert f'<a href="/survei/{campaign.pk}/pindaian/{one.pk}/">Lembar 1–20</a>' in page
    assert str(world.petugas) in page


def test_each_sitting_is_in_the_audit_as_for_confidential_documents(world, campaign):
    send(world, campaign)
    address = f"/survei/{campaign.pk}/pindaian/{Scan.objects.get().pk}/"
    for person in ("admin", "admin", "petugas"):
        answer = world.client(person).get(address)
        assert b"".join(answer.streaming_content) == PDF
        assert (answer.headers["Cache-Control"], answer.headers["Content-Type"]) == (
            "private, no-store",
            "application/pdf",
        )
        shut(answer)
    shut(world.client("petugas").head(address))
    openings = Entry.objects.filter(action="survey.scan_open").order_by("pk")
    assert [(one.actor_id, one.object_id) for one in openings] == [
        (world.admin.pk, str(campaign.pk)),
        (world.petugas.pk, str(campaign.pk)),
    ]


def test_a_scan_of_another_campaign_is_not_found(world, campaign):
    send(world, campaign)
    other = make_campaign(world.unit)
    answer = world.client("admin").get(f"/survei/{other.pk}/pindaian/{Scan.objects.get().pk}/")
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("content", "name", "sheets", "count", "why"),
    [
        (b"", "lembar.pdf", "1–20", "20", "kosong"),
        (b"catatan", "lembar.txt", "1–20", "20", "PDF atau JPEG"),
        (b"catatan", "lembar.pdf", "1–20", "20", "PDF"),
        (PDF, "lembar.pdf", " ", "20", "Tulis lembar mana saja"),
        (PDF, "lembar.pdf", "1–20", "", "Tulis banyaknya formulir"),
        (PDF, "lembar.pdf", "1–20", "0", "Tulis banyaknya formulir"),
    ],
)
def test_what_is_no_scan_is_refused(world, campaign, content, name, sheets, count, why):
    sent = send(world, campaign, content, name, sheets, count)
    assert (sent.status_code, Scan.objects.count(), Blob.objects.count()) == (422, 0, 0)
    assert why in sent.content.decode()


def test_a_draft_takes_none(world):
    draft = make_campaign(world.unit, Campaign.State.DRAFT)
    assert send(world, draft).redirect_chain == [(f"/survei/{draft.pk}/", 302)]
    assert Scan.objects.count() == 0


def test_typed_forms_without_scans_are_named_until_somebody_adds_them(world, campaign):
    for _ in range(3):
        make_answer(campaign, [3, 3, 3, 3, 3])
    assert MISSING not in results_of(campaign).warnings
    make_answer(campaign, [3, 3, 3, 3, 3], channel="kertas")
    assert results_of(campaign).warnings[-1] == MISSING
    close_campaign(campaign.pk, actor=world.petugas)
    campaign.refresh_from_db()
    assert campaign.warning.endswith(MISSING)
    send(world, campaign)
    campaign.refresh_from_db()
    assert MISSING not in campaign.warning
    assert MISSING not in results_of(campaign).warnings


def test_an_admin_takes_one_away_with_a_reason(world, campaign):
    send(world, campaign)
    make_answer(campaign, [3] * 5, channel="kertas")
    close_campaign(campaign.pk, actor=world.petugas)
    one = Scan.objects.select_related("blob").get()
    browser, address = world.client("admin"), f"/survei/{campaign.pk}/pindaian/{one.pk}/hapus/"
    assert address in browser.get(f"/survei/{campaign.pk}/").content.decode()
    assert "hapus/" not in world.client("petugas").get(f"/survei/{campaign.pk}/").content.decode()
    assert "Tulis alasannya" in browser.post(address, {"reason": " "}, follow=True).content.decode()
    assert Scan.objects.count() == 1
    said = browser.post(address, {"reason": "Milik survei lain."}, follow=True)
    assert ("Pindaian dihapus." in said.content.decode(), Scan.objects.count()) == (True, 0)
    told = Entry.objects.get(action="survey.scan_remove")
    assert (told.before["sha256"], told.reason) == (one.blob.sha256, "Milik survei lain.")
    campaign.refresh_from_db()
    assert campaign.warning.endswith(MISSING)
    assert browser.post(address, {"reason": "Lagi."}).status_code == 404


def test_who_added_one_corrects_its_count_while_the_survey_runs(world, campaign):
    send(world, campaign, count="2")
    one = Scan.objects.get()
    page, address = f"/survei/{campaign.pk}/", f"/survei/{campaign.pk}/pindaian/{one.pk}/banyaknya/"
    browser = world.client("petugas")
    for path in (page, f"{page}pindaian/"):
        assert f'action="{address}"' in browser.get(path).content.decode()
    for other in ("pimpinan_unit", "admin"):
        assert address not in world.client(other).get(page).content.decode()
        assert world.client(other).post(address, {"count": "20"}).status_code == 403
    for wrong in ("", "0", "5001", "dua"):
        assert (
            "Tulis banyaknya formulir"
            in browser.post(address, {"count": wrong}, follow=True).content.decode()
        )
    for said in ("Banyaknya formulir dibetulkan.", "memang sudah sekian"):
        assert said in browser.post(address, {"count": "20"}, follow=True).content.decode()
    told = Entry.objects.get(action="survey.scan_count")
    same = {"scan": one.pk, "sheets": "1–20", "sha256": one.blob.sha256, "size": len(PDF)}
    assert (told.actor_id, told.object_id) == (world.petugas.pk, str(campaign.pk))
    assert (told.before, told.after) == ({**same, "count": 2}, {**same, "count": 20})
    one.refresh_from_db()
    assert one.count == 20


def test_once_the_survey_is_closed_the_admin_alone_corrects_a_count(world, campaign):
    send(world, campaign, count="1")
    for _ in range(3):
        make_answer(campaign, [3] * 5, channel="kertas")
    close_campaign(campaign.pk, actor=world.petugas)
    one, said = Scan.objects.get(), "Pindaian yang dilampirkan baru memuat 1 formulir, sedangkan 3 diketik."
    page, address = f"/survei/{campaign.pk}/", f"/survei/{campaign.pk}/pindaian/{one.pk}/banyaknya/"
    campaign.refresh_from_db()
    assert campaign.warning.endswith(said)
    assert address not in world.client("petugas").get(page).content.decode()
    assert world.client("petugas").post(address, {"count": "3"}).status_code == 403
    browser = world.client("admin")
    assert address in browser.get(page).content.decode()
    browser.post(address, {"count": "3"})
    campaign.refresh_from_db()
    assert "Pindaian" not in campaign.warning
    assert Entry.objects.get(action="survey.scan_count").actor_id == world.admin.pk


def test_the_count_of_a_scan_of_another_campaign_is_not_found(world, campaign):
    send(world, campaign)
    address = f"/survei/{make_campaign(world.unit).pk}/pindaian/{Scan.objects.get().pk}/banyaknya/"
    assert world.client("petugas").post(address, {"count": "3"}).status_code == 404


def test_they_take_room_of_the_unit_each_content_once(world, campaign, settings):
    for one in (campaign, make_campaign(world.unit)):
        send(world, one)
    assert usage_of(world.unit) == len(PDF)
    settings.EVIDENCE_QUOTA_PER_UNIT_BYTES = 2 * len(PDF)
    sent = send(world, campaign, PDF + b"%" * len(PDF))
    assert "Tempat dokumen unit ini tidak cukup" in sent.content.decode()
    assert Scan.objects.count() == 2


def test_fewer_scanned_than_typed_forms_are_named(world, campaign):
    for _ in range(3):
        make_answer(campaign, [3, 3, 3, 3, 3], channel="kertas")
    said = "Pindaian yang dilampirkan baru memuat {} formulir, sedangkan 3 diketik."
    send(world, campaign, count="1")
    assert results_of(campaign).warnings[-1] == said.format(1)
    send(world, campaign, PDF + b"\n", count="1")
    assert results_of(campaign).warnings[-1] == said.format(2)
    send(world, campaign, PDF + b"\n\n", count="1")
    assert not [one for one in results_of(campaign).warnings if "Pindaian" in one]


def test_the_sweep_leaves_scans_alone(world, campaign):
    send(world, campaign)
    Blob.objects.update(created_at=timezone.now() - timedelta(days=3))
    assert sweep(now=timezone.now(), apply=True).blobs == ()
    assert Blob.objects.count() == 1
