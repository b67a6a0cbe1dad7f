"""Evidence at the aspects of a kawasan: who brings, reads and takes it off, and what it does to signatures."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from assessments.engine.kawasan import CODES
from assessments.kawasan import integration, place_of
from assessments.models import KawasanEvidence
from assessments.services.kawasan import determine_kawasan
from assessments.services.kawasan_evidence import MOST, NOT_OWN, Brought, bring_evidence, take_off
from assessments.todo import todo_of
from audit.models import Entry
from audit.queries import verify
from documents.errors import UploadRefused
from documents.models import Document
from tests.documents.pages import pdf
from tests.factories.units import give_role
from tests.kawasan.area import Area, build, score, sign
from tests.kawasan.test_integration import DECREE, url
from units.models import Role, User
from units.services.errors import NotAllowed, Refused
from units.services.kawasan import set_seats

pytestmark = pytest.mark.django_db
ASPECT = CODES[1]
SECRET = "Daftar nama informan"


def bring(area: Area, actor: User, *, pages: int = 2, **more) -> KawasanEvidence:
    told = {"aspect": ASPECT, "filename": "sop.pdf", "title": "SOP bersama"} | more
    return bring_evidence(area.year.pk, brought=Brought(file=io.BytesIO(pdf(pages)), **told), actor=actor)


def posted(aspect: str = ASPECT, **changes) -> dict:
    file = SimpleUploadedFile("sop.pdf", pdf(2), content_type="application/pdf")
    return {"aspect": aspect, "file": file, "title": "SOP bersama", "confidentiality": "biasa"} | changes


def status_of(client, address: str) -> int:
    """The status of an address; a file that was opened is read to its end, which closes it."""
    response = client.get(address)
    b"".join(response.streaming_content if response.streaming else ())
    return response.status_code


def at(area: Area, row: KawasanEvidence, what: str) -> str:
    return url(area, "bukti", str(row.pk), what)


def test_it_belongs_to_the_instansi_of_who_brings_it(world):
    area = build(world)
    row = bring(area, area.theirs)
    document = row.revision.document
    assert (document.instansi, document.unit, document.title) == (world.other_instansi, None, "SOP bersama")
    assert list(Entry.objects.filter(action="kawasan.evidence_add").values_list("chain__key", flat=True)) == [
        area.kawasan.audit_chain
    ]
    assert "SOP bersama" not in str(Entry.objects.get(action="kawasan.evidence_add").after)
    for chain in (area.kawasan.audit_chain, f"instansi:{world.other_instansi.pk}"):
        assert verify(chain) == []


def test_the_same_twice_is_there_once(world):
    area = build(world)
    client = world.client(area.mine)
    for _ in range(2):
        assert client.post(url(area, "bukti"), posted()).status_code == 302
    assert (KawasanEvidence.objects.count(), Document.objects.count()) == (1, 1)
    assert client.post(url(area, "bukti"), posted(CODES[2])).status_code == 302
    assert (KawasanEvidence.objects.count(), Document.objects.count()) == (2, 1)
    bring(area, area.mine, title="Dengan judul lain")
    assert (KawasanEvidence.objects.count(), Document.objects.count()) == (2, 1)


def test_a_link_is_evidence_too_and_is_signed(world):
    area = build(world)
    score(area)
    sign(area)
    client, linked = (
        world.client(area.mine),
        posted(file="", url="https://example.org/peta", title="Peta <b>"),
    )
    for _ in range(2):  # pressed twice it is there once
        assert client.post(url(area, "bukti"), linked).status_code == 302
    row = KawasanEvidence.objects.get()
    assert (row.revision.url, row.revision.document.instansi) == ("https://example.org/peta", world.instansi)
    assert integration(area.year).signed == 0  # what was signed has changed
    html = client.get(url(area)).content.decode()
    assert ("Peta &lt;b&gt;" in html, "tautan</small>" in html) == (True, True)
    html = client.get(at(area, row, "baca")).content.decode()
    assert ("https://example.org/peta" in html, "Buka tautan" in html, "<iframe" in html) == (
        True,
        True,
        False,
    )
    assert [status_of(client, at(area, row, what)) for what in ("lembar", "berkas")] == [404, 200]
    sign(area)
    assert integration(area.year).signed == 2


def test_the_same_content_of_another_instansi_is_another_document(world):
    area = build(world)
    first, second = bring(area, area.mine), bring(area, area.theirs)
    assert first.revision.document_id != second.revision.document_id
    assert {row.revision.document.instansi for row in (first, second)} == {
        world.instansi,
        world.other_instansi,
    }


def test_a_document_of_the_instansi_lends_neither_its_title_nor_its_secrecy(world):
    area = build(world)
    old = Document.objects.get(pk=bring(area, area.mine, title=SECRET).revision.document_id)
    Document.objects.filter(pk=old.pk).update(created_by=world.admin)
    KawasanEvidence.objects.all().delete()
    row = bring(area, area.mine)
    assert (row.revision.document_id == old.pk, row.revision.document.title) == (False, "SOP bersama")


def test_signatures_fall_with_what_is_brought_and_taken_off_and_stand_again(world):
    area = build(world)
    score(area)
    sign(area)
    row = bring(area, area.mine)
    assert integration(area.year).signed == 0
    waiting = [i.url for i in todo_of(User.objects.get(pk=area.theirs.pk), now=row.added_at)]
    assert url(area) in waiting
    take_off(row.pk, actor=area.mine)
    assert integration(area.year).signed == 2  # what was signed stands again, letter by letter


def test_others_bring_nothing(world):
    area = build(world)
    for who in ("admin", "pimpinan_instansi", "orang_asing", "petugas", "anggota", "admin_sistem"):
        with pytest.raises(NotAllowed):
            bring(area, world.people[who])
        wanted = 403 if who in ("admin", "pimpinan_instansi", "orang_asing") else 404
        answers = (
            world.client(who).get(url(area, "bukti")),
            world.client(who).post(url(area, "bukti"), posted()),
        )
        assert {response.status_code for response in answers} == {wanted}
    assert (KawasanEvidence.objects.count(), Document.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"file": SimpleUploadedFile("kosong.pdf", b"")}, "kosong (0 byte)"),
        ({"file": SimpleUploadedFile("a.pdf", b"<html><script>alert(1)</script>")}, "bukan PDF"),
        ({"aspect": "lain"}, "Lain bukan pilihan"),
        ({"file": ""}, "Pilih berkasnya, atau isi tautannya."),
        ({"url": "https://example.org/"}, "Pilih salah satu: berkas atau tautan."),
        ({"file": "", "url": "javascript:alert(1)"}, "diawali http:// atau https://"),
    ],
)
def test_what_is_refused_leaves_nothing_and_keeps_what_was_typed(world, changes, message):
    area = build(world)
    page = world.client(area.mine).post(url(area, "bukti"), posted(title="Judul yang diketik", **changes))
    assert page.status_code == 422
    text = page.content.decode()
    assert "Judul yang diketik" in text
    assert message in text or "invalid-feedback" in text
    assert (KawasanEvidence.objects.count(), Document.objects.count()) == (0, 0)


def test_a_full_aspect_and_a_determined_year_take_nothing_before_anything_is_uploaded(world):
    area = build(world)
    for number in range(MOST):
        KawasanEvidence.objects.create(
            year=area.year,
            aspect=ASPECT,
            revision=bring(area, area.mine, aspect=CODES[0]).revision if number == 0 else _copy(number),
            added_by=area.mine,
            added_at="2026-09-01T00:00:00Z",
        )
    before = Document.objects.count()
    with pytest.raises(Refused, match=f"paling banyak {MOST} bukti"):
        bring(area, area.mine, pages=3)
    score(area)
    sign(area)
    row = KawasanEvidence.objects.first()
    determine_kawasan(area.year.pk, verdict="belum", actor=world.admin, **DECREE)
    for act in (
        lambda: bring(area, area.mine, pages=4, aspect=CODES[2]),
        lambda: take_off(row.pk, actor=area.mine),
    ):
        with pytest.raises(Refused, match="tidak berubah lagi"):
            act()
    assert Document.objects.count() == before


def _copy(number: int):
    first = KawasanEvidence.objects.first().revision
    first.pk, first.number = None, number + 1
    first.save()
    return first


def test_only_the_own_instansi_takes_it_off(world):
    area = build(world)
    row = bring(area, area.mine)
    with pytest.raises(NotAllowed, match=NOT_OWN):
        take_off(row.pk, actor=area.theirs)
    assert world.client(area.theirs).post(at(area, row, "lepas")).status_code == 403
    for _ in range(2):
        assert world.client(area.mine).post(at(area, row, "lepas")).status_code == 302
    assert Entry.objects.filter(action="kawasan.evidence_remove").count() == 1
    assert world.client(area.mine).get(at(area, row, "baca")).status_code == 404
    assert Document.objects.count() == 1


def test_it_stays_closed_with_the_values_until_all_have_signed(world):
    area = build(world)
    score(area)
    row = bring(area, area.mine)
    ways = ("baca", "lembar", "berkas")
    for who in ("admin", "pimpinan_instansi", "orang_asing"):
        assert [status_of(world.client(who), at(area, row, what)) for what in ways] == [403] * 3
        assert "SOP bersama" not in world.client(who).get(url(area)).content.decode()
    for who in ("petugas", "anggota", "admin_sistem"):
        assert [status_of(world.client(who), at(area, row, what)) for what in ways] == [404] * 3
    for who in (area.mine, area.theirs):
        assert [status_of(world.client(who), at(area, row, what)) for what in ways] == [200] * 3
    sign(area)
    for who in ("admin", "pimpinan_instansi", "orang_asing"):
        assert [status_of(world.client(who), at(area, row, what)) for what in ways] == [200] * 3
        assert "SOP bersama" in world.client(who).get(url(area)).content.decode()


@pytest.mark.parametrize("determined", [False, True])
def test_who_joined_a_unit_reads_nothing_more_after_the_signatures_either(world, determined):
    area = build(world)
    score(area)
    row = bring(area, area.mine)
    sign(area)
    if determined:
        determine_kawasan(area.year.pk, verdict="belum", actor=world.admin, **DECREE)
    give_role(area.mine, Role.PETUGAS, world.unit)
    client = world.client(area.mine)
    assert [status_of(client, at(area, row, what)) for what in ("baca", "lembar", "berkas")] == [403] * 3
    assert client.post(url(area, "cetak")).status_code == 403
    page = client.get(url(area)).content.decode()
    shown = ("SOP bersama" in page, "Dilihat di lapangan" in page, "Sebagai: Mantan wakil instansi" in page)
    assert shown == (False, False, True)
    give_role(area.mine, Role.PIMPINAN_INSTANSI, world.instansi)
    person = User.objects.get(pk=area.mine.pk)
    assert place_of(person, area.kawasan).acting == "Pimpinan instansi"
    assert "SOP bersama" in client.get(url(area)).content.decode()


def test_a_confidential_one_is_open_to_the_joint_tpi_and_its_own_instansi_alone(world):
    area = build(world)
    score(area)
    row = bring(area, area.mine, title=SECRET, confidentiality="rahasia")
    sign(area)
    for who, status in ((area.theirs, 200), (area.mine, 200), ("admin", 200), ("orang_asing", 403)):
        client = world.client(who)
        assert [status_of(client, at(area, row, what)) for what in ("baca", "lembar", "berkas")] == [
            status
        ] * 3
        text = client.get(url(area)).content.decode()
        assert (SECRET in text, "Dokumen rahasia" in text) == (status == 200, status == 403)
    opened = Entry.objects.filter(action="document.open", chain__key=f"instansi:{world.instansi.pk}")
    assert {(e.actor_id, e.after["way"]) for e in opened} == {
        (person.pk, way) for person in (area.theirs, area.mine, world.admin) for way in ("baca", "unduh")
    }


def test_evidence_of_another_kawasan_or_year_is_not_found_here(world):
    area = build(world)
    row = bring(area, area.mine)
    client = world.client(area.mine)
    for address in (f"/kawasan/{area.kawasan.pk}/2025/bukti/{row.pk}/baca/", at(area, row, "lain")):
        assert client.get(address).status_code == 404
    assert client.get(url(area, "bukti", "999999", "baca")).status_code == 404


def test_whose_seat_has_ended_reads_no_more(world):
    area = build(world)
    row = bring(area, area.theirs)
    set_seats(area.kawasan, world.other_instansi, people=[], actor=world.orang_asing)
    area.kawasan.seats.filter(user=area.theirs).update(start="2026-01-01", end="2026-01-02")
    assert status_of(world.client(area.theirs), at(area, row, "berkas")) == 404
    with pytest.raises(NotAllowed):
        bring(area, area.theirs, pages=5)


def test_a_title_is_text(world):
    area = build(world)
    bring(area, area.mine, title="<script>alert(1)</script>=1+1")
    text = world.client(area.mine).get(url(area)).content.decode()
    assert "<script>alert(1)" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;=1+1" in text


def test_a_refused_upload_is_told(world):
    area = build(world)
    with pytest.raises(UploadRefused):
        bring_evidence(
            area.year.pk,
            brought=Brought(aspect=ASPECT, file=io.BytesIO(b""), filename="a.pdf"),
            actor=area.mine,
        )
