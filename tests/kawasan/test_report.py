"""The report of a kawasan as PDF: what it says, for whom it is made, and how long it holds."""

from io import BytesIO

import pytest

from assessments.kawasan import integration
from assessments.models import IssuedDocument, Job, KawasanYear
from assessments.reports.jobs import content_of
from assessments.reports.kawasan import issue_report, page_of
from assessments.services.kawasan import determine_kawasan
from assessments.services.kawasan_evidence import Brought, bring_evidence
from audit.models import Entry
from audit.queries import verify
from tests.assessments.leaks import decode
from tests.documents.pages import pdf
from tests.kawasan.area import Area, build, score, sign
from tests.kawasan.test_integration import DECREE, url
from tests.kawasan.test_papers import status_of
from units.services.errors import NotAllowed, Refused

pytestmark = pytest.mark.django_db
SECRET = "Daftar nama informan"


@pytest.fixture
def area(world) -> Area:
    """A kawasan with evidence, of which one piece is confidential, signed by all."""
    made = build(world)
    score(made, "6.5")
    for title, level, pages in (("SOP bersama", "biasa", 1), (SECRET, "terbatas", 2)):
        file = BytesIO(pdf(pages))
        told = {"aspect": "sop", "file": file, "filename": "a.pdf", "title": title, "confidentiality": level}
        bring_evidence(made.year.pk, brought=Brought(**told), actor=made.mine)
    sign(made)
    return made


def test_it_says_what_stands(world, area):
    document = issue_report(area.year, actor=area.mine)
    text = " ".join(decode(content_of(document)).split())
    assert document.number == f"IK/KAB-X-{area.kawasan.pk}/2026/001"
    for told in (
        "Puskesmas Melati",
        "Puskesmas Kenanga",
        "6,50",
        "SOP bersama",
        "1 dokumen terbatas atau rahasia",
        "Hendra Gunawan",
        "Wakil Karangindah",
        "Penetapan kawasan belum dicatat",
    ):
        assert told in text
    assert SECRET not in text
    page = page_of(integration(area.year))
    assert [(v.predicate, v.minimum, v.met) for v in page.verdicts] == [
        ("WBK", "6,50", False),
        ("WBBM", "7,50", False),
    ]
    assert page.verdicts[0].reasons == (
        "Puskesmas Kenanga (Pemerintah Kabupaten Karangindah) belum berpredikat WBK.",
        "Puskesmas Melati (Pemerintah Kabupaten Sukamaju) belum berpredikat WBK.",
    )


def test_what_says_the_same_is_the_same_document_for_everybody(world, area):
    first = issue_report(area.year, actor=area.mine)
    assert {
        issue_report(area.year, actor=who).pk for who in (area.theirs, world.admin, world.orang_asing)
    } == {first.pk}
    assert Entry.objects.filter(action="document.issue").count() == 1
    assert verify(area.kawasan.audit_chain) == []


def test_it_is_made_by_who_reads_the_values_and_not_before_all_have_signed(world):
    area = build(world)
    score(area)
    sign(area, area.mine)
    with pytest.raises(Refused, match="sesudah wakil semua instansi"):
        issue_report(area.year, actor=area.mine)
    with pytest.raises(NotAllowed):
        issue_report(area.year, actor=world.admin)
    assert world.client(area.mine).post(url(area, "cetak")).status_code == 302
    assert world.client("admin").post(url(area, "cetak")).status_code == 403
    assert world.client("petugas").post(url(area, "cetak")).status_code == 404
    assert (IssuedDocument.objects.count(), Job.objects.count()) == (0, 0)


def test_it_is_fetched_by_who_reads_the_values(world, area, django_capture_on_commit_callbacks):
    client = world.client("orang_asing")
    with django_capture_on_commit_callbacks(execute=True):
        job = client.post(url(area, "cetak"))["Location"]
    assert client.get(job).status_code == 200
    document = IssuedDocument.objects.get()
    stored = content_of(document)
    assert b"".join(client.get(f"{job}berkas/").streaming_content) == stored
    address = next(
        part for part in client.get(url(area)).content.decode().split('"') if str(document.pk) in part
    )
    statuses = {who: status_of(world.client(who), address) for who in ("admin", "petugas", "anggota")}
    assert statuses == {"admin": 200, "petugas": 404, "anggota": 404}
    score(area, "8")
    assert client.get(address).status_code == 403  # the values are closed again
    assert client.get(f"{job}berkas/").status_code == 403


def test_verification_tells_whether_it_still_holds(world, area, client):
    document = issue_report(area.year, actor=area.mine)
    address = f"/verifikasi/{document.pk}/"
    text = client.get(address).content.decode()
    assert "Isi sesuai dengan data portal" in text
    assert area.kawasan.name in text
    assert "6,50" not in text
    score(area, "8")
    sign(area)
    assert "penilaian kawasan ini berubah sejak terbit" in client.get(address).content.decode()
    newer = issue_report(area.year, actor=area.mine)
    assert "sudah diganti" in client.get(address).content.decode()
    assert "Isi sesuai dengan data portal" in client.get(f"/verifikasi/{newer.pk}/").content.decode()


def test_a_determination_leaves_it_valid_and_a_correction_ends_what_names_the_old_one(world, area):
    before = issue_report(area.year, actor=area.mine)
    determine_kawasan(area.year.pk, verdict="belum", actor=world.admin, **DECREE)
    before.refresh_from_db()
    assert before.superseded_at is None
    year = KawasanYear.objects.get()
    named = issue_report(year, actor=world.admin)
    assert "KEP 9/2026" in decode(content_of(named))
    wanted = DECREE | {"decree_number": "KEP 19/2026", "reason": "Salah ketik."}
    determine_kawasan(area.year.pk, verdict="belum", actor=world.admin, **wanted)
    assert IssuedDocument.objects.filter(superseded_at=None).count() == 0
    told = Entry.objects.filter(action="kawasan.determine").latest("pk").after
    assert told["superseded"] == [str(named.pk)]


def test_notes_are_text_on_paper(world):
    area = build(world)
    score(area)
    area.year.scores.update(note="<img src='file:///etc/passwd'><script>x</script> =1+1")
    sign(area)
    text = decode(content_of(issue_report(area.year, actor=area.mine)))
    assert "<script>x</script>" in text
    assert "root:" not in text
