"""Evidence: adding, removing and downloading, and who may."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from assessments.models import EvidenceUse, State
from assessments.services import evidence
from assessments.services.errors import NotAllowed, Refused
from audit.models import Entry
from documents.models import Document, Revision
from tests.assessments.answering import HX, area_url
from tests.assessments.papers import put

CODE = "A.I.1.i.b"
TEXT = b"Berita acara pemilihan anggota tim, 5 Januari 2026\n"


def add_url(assessment, code=CODE):
    return f"/penilaian/{assessment.pk}/bukti/{code}/tambah/"


def upload(name="Berita acara.txt", content=TEXT):
    return SimpleUploadedFile(name, content)


def post(world, assessment, who="petugas", code=CODE, headers=None, **fields):
    data = {
        "kind": "dokumen",
        "title": "",
        "url": "",
        "locator": "",
        "speaks_of": "",
        "document": "",
        **fields,
    }
    return world.client(who).post(add_url(assessment, code), data, headers=headers or {})


@pytest.fixture
def use(world):
    """A file that proves a question of PKM-01."""
    a = world.assessment()
    return evidence.add_file(
        a.pk,
        code=CODE,
        file=io.BytesIO(TEXT),
        filename="Berita acara.txt",
        kind="dokumen",
        actor=world.petugas,
    )


def test_a_file_becomes_a_document_of_the_unit_and_evidence_of_the_question(world):
    a = world.assessment()
    response = post(world, a, headers=HX, file=upload(), locator="hlm. 1–3", speaks_of="Januari 2026")
    assert response.status_code == 200
    use = EvidenceUse.objects.get()
    assert (use.assessment, use.code, use.locator, use.speaks_of) == (a, CODE, "hlm. 1–3", "Januari 2026")
    assert (use.revision.document.title, use.revision.document.unit) == ("Berita acara", world.unit)
    html = response.content.decode()
    assert 'id="e-A-I-1-i-b"' in html
    assert "hlm. 1–3 · Januari 2026" in html
    assert 'id="zi-filters"' in html
    entry = Entry.objects.get(action="evidence.add")
    assert (entry.chain.key, entry.after["content"]) == (a.audit_chain, use.revision.blob.sha256)


def test_a_link_and_a_document_that_is_already_there(world):
    a = world.assessment()
    response = post(world, a, url="https://www.contoh.go.id/berita/1", title="Publikasi pencanangan")
    assert (response.status_code, response["Location"]) == (302, f"{area_url(a)}#q-A-I-1-i-b")
    document = Document.objects.get()
    pane = f"/bukti/{EvidenceUse.objects.get().pk}/baca/?dari=jawab"
    assert (
        f'<a href="{pane}">Publikasi pencanangan</a>'
        in world.client("petugas").get(area_url(a)).content.decode()
    )
    assert "https://www.contoh.go.id/berita/1" in world.client("petugas").get(pane).content.decode()
    post(world, a, code="A.I.1.i.a", document=str(document.pk))
    assert sorted(EvidenceUse.objects.values_list("code", flat=True)) == ["A.I.1.i.a", CODE]
    again = post(world, a, headers=HX, document=str(document.pk))
    assert again.status_code == 422
    assert "sudah menjadi bukti pertanyaan ini" in again.content.decode()


def test_the_newest_revision_of_an_existing_document_is_used(world, use):
    from documents.services import revise

    newest = revise(
        use.revision.document, actor=world.petugas, role="", file=io.BytesIO(b"isi baru"), filename="baru.txt"
    )
    later = evidence.attach_existing(
        use.assessment_id, code="A.I.1.i.a", document_id=use.revision.document_id, actor=world.petugas
    )
    assert (later.revision, use.revision.number) == (newest, 1)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({}, "salah satu"),
        ({"url": "https://contoh.go.id", "title": "x", "file": "y"}, "salah satu"),
        ({"url": "https://contoh.go.id"}, "Tuliskan judul untuk tautan ini"),
        ({"url": "javascript:alert(1)", "title": "x"}, "http:// atau https://"),
        ({"file": "bohong"}, "bukan PDF, meskipun namanya .pdf"),
        ({"document": "999999"}, "Masukkan pilihan yang valid"),
    ],
)
def test_what_is_not_taken_is_refused_with_the_reason_and_nothing_is_written(world, fields, message):
    a = world.assessment()
    names = {"bohong": "surat.pdf", "y": "y.txt"}

    def fresh():
        return {k: upload(names[v]) if k == "file" else v for k, v in fields.items()}

    response = post(world, a, headers=HX, **fresh())
    assert (response.status_code, response["HX-Reswap"]) == (422, "none")
    assert message in response.content.decode()
    page = post(world, a, **fresh())
    assert page.status_code == 422
    assert message in page.content.decode()
    assert (EvidenceUse.objects.count(), Revision.objects.count()) == (0, 0)


def test_documents_of_others_are_not_offered_and_not_taken(world):
    a, other = world.assessment(), world.assessment(unit=world.unit2)
    foreign = evidence.add_link(
        other.pk,
        code=CODE,
        url="https://contoh.go.id/rahasia",
        title="Dokumen Disdukcapil",
        kind="sk",
        actor=world.petugas_lain,
    )
    assert "Dokumen Disdukcapil" not in world.client("petugas").get(add_url(a)).content.decode()
    taken = post(world, a, headers=HX, document=str(foreign.revision.document_id))
    assert taken.status_code == 422
    with pytest.raises(Refused):
        evidence.attach_existing(
            a.pk, code=CODE, document_id=foreign.revision.document_id, actor=world.petugas
        )


def test_any_document_of_the_unit_is_taken_however_many_are_newer(world, monkeypatch):
    a, oldest = world.assessment(), put(world, "lama", "Paling lama")
    archived = put(world, "arsip", "Arsip", archived_at="2026-01-01T00:00:00Z")
    for number in range(3):
        put(world, str(number), f"Baru {number}")
    monkeypatch.setattr("assessments.views.answering.evidence.NEWEST", 2)
    assert "Paling lama" not in world.client("petugas").get(add_url(a)).content.decode()
    for wanted, status in ((str(archived.pk), 422), ("9" * 30, 422), ("²", 422), (str(oldest.pk), 302)):
        assert (wanted, post(world, a, document=wanted).status_code) == (wanted, status)
    assert [use.revision.document_id for use in EvidenceUse.objects.all()] == [oldest.pk]


def test_the_form_comes_as_a_page_and_as_a_fragment(world):
    a = world.assessment()
    page = world.client("petugas").get(add_url(a))
    assert "<!doctype html>" in page.content.decode().lower()
    fragment = world.client("petugas").get(add_url(a), headers=HX).content.decode()
    assert "<html" not in fragment
    assert 'name="file"' in fragment
    assert world.client("petugas").get(add_url(a) + "?tutup=1", headers=HX).content == b""


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("petugas_lain", 404),
        ("orang_asing", 404),
        ("admin", 403),
        ("anggota", 403),
        ("ketua", 403),
        ("petugas", 200),
        ("pimpinan_unit", 200),
        ("petugas_pokja", 200),
    ],
)
def test_who_may_add(world, who, status):
    a = world.assessment()
    assert post(world, a, who=who, headers=HX, file=upload()).status_code == status
    assert world.client(who).get(add_url(a)).status_code == status
    assert EvidenceUse.objects.count() == (1 if status == 200 else 0)


def test_a_pokja_adds_only_in_its_areas(world):
    a = world.assessment()
    assert post(world, a, who="petugas_pokja", code="A.I.2.i.a", file=upload()).status_code == 403
    with pytest.raises(NotAllowed):
        evidence.add_file(
            a.pk, code="B.I.a", file=io.BytesIO(TEXT), filename="a.txt", kind="sk", actor=world.petugas_pokja
        )
    assert Document.objects.count() == 0


def test_removing_takes_the_use_away_and_keeps_the_document(world, use):
    response = world.client("petugas").post(f"/bukti/{use.pk}/lepas/", headers=HX)
    assert response.status_code == 200
    assert f"/bukti/{use.pk}/" not in response.content.decode()
    assert (EvidenceUse.objects.count(), Document.objects.count()) == (0, 1)
    assert Entry.objects.get(action="evidence.remove").before["code"] == CODE
    assert world.client("petugas").post(f"/bukti/{use.pk}/lepas/").status_code == 404


@pytest.mark.parametrize("who", ["petugas", "pimpinan_unit"])
def test_nothing_is_removed_after_submission(world, use, who):
    world.assessment(State.PENILAIAN_TPI)
    assert world.client(who).post(f"/bukti/{use.pk}/lepas/").status_code == 403
    assert post(world, use.assessment, who=who, file=upload()).status_code == 403
    assert EvidenceUse.objects.count() == 1


@pytest.mark.parametrize(
    ("who", "status"),
    [("petugas_lain", 404), ("petugas_asing", 404), ("orang_asing", 404), ("admin", 403), ("anggota", 403)],
)
def test_who_may_not_remove(world, use, who, status):
    assert world.client(who).post(f"/bukti/{use.pk}/lepas/").status_code == status
    assert EvidenceUse.objects.count() == 1


def test_a_pokja_removes_only_in_its_areas(world):
    a = world.assessment()
    use = evidence.add_link(
        a.pk, code="B.I.a", url="https://contoh.go.id", title="Survei", kind="laporan", actor=world.petugas
    )
    assert world.client("petugas_pokja").post(f"/bukti/{use.pk}/lepas/").status_code == 403


@pytest.mark.parametrize(
    ("who", "state", "status"),
    [
        ("petugas", State.PENILAIAN_MANDIRI, 200),
        ("petugas_pokja", State.PENILAIAN_MANDIRI, 200),
        ("admin", State.PENILAIAN_MANDIRI, 200),
        ("anggota", State.PENILAIAN_MANDIRI, 404),
        ("anggota", State.PENILAIAN_TPI, 200),
        ("ketua", State.SELESAI_TPI, 200),
        ("petugas_lain", State.PENILAIAN_MANDIRI, 404),
        ("orang_asing", State.SELESAI_TPI, 404),
        ("petugas_asing", State.SELESAI_TPI, 404),
        ("admin_sistem", State.SELESAI_TPI, 404),
        ("tanpa_peran", State.SELESAI_TPI, 404),
    ],
)
def test_who_may_download(world, use, who, state, status):
    world.assessment(state)
    response = world.client(who).get(f"/bukti/{use.pk}/")
    assert response.status_code == status
    if status == 200:
        assert b"".join(response.streaming_content) == TEXT
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Content-Security-Policy"].startswith("sandbox")
        download = world.client(who).get(f"/bukti/{use.pk}/?unduh")
        assert download["Content-Disposition"].startswith("attachment")
        assert b"".join(download.streaming_content) == TEXT


def test_nobody_logged_in_is_led_to_the_login(world, use):
    assert world.client(None).get(f"/bukti/{use.pk}/").status_code == 302


def test_the_same_content_twice_is_offered_and_kept_only_on_demand(world, use):
    response = post(world, use.assessment, code="A.I.1.i.a", headers=HX, file=upload("salinan.txt"))
    assert response.status_code == 422
    assert "salinan.txt: Sudah ada: “Berita acara”, pakai itu?" in response.content.decode()
    page = post(world, use.assessment, code="A.I.1.i.a", file=upload("salinan.txt")).content.decode()
    pk = use.revision.document_id
    assert f'<button class="btn btn-outline-primary" type="submit" name="document" value="{pk}">' in page
    assert f'name="beside" value="{pk}"' in page
    assert (Document.objects.count(), EvidenceUse.objects.count()) == (1, 1)
    kept = post(world, use.assessment, code="A.I.1.i.a", file=upload("salinan.txt"), beside=str(pk))
    assert kept.status_code == 302
    assert list(Document.objects.order_by("pk").values_list("title", flat=True)) == [
        "Berita acara",
        "salinan",
    ]


def test_the_same_file_again_at_the_same_question_is_said_to_be_there(world, use):
    response = post(world, use.assessment, file=upload())
    assert response.status_code == 422
    assert "Berkas ini sudah menjadi bukti pertanyaan ini: “Berita acara”." in response.content.decode()
    assert (Document.objects.count(), EvidenceUse.objects.count()) == (1, 1)
