"""The page of one document: facts, revisions, archive, the questions that it proves; and attacks on each."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from assessments.models import EvidenceUse, Round, RoundRequest, State, Submission
from assessments.services import evidence
from assessments.services.errors import NotAllowed, Refused
from audit.models import Entry
from documents.models import Document, Revision
from tests.assessments.papers import prove, put, revise, url

FACTS = {
    "title": "SK Tim Kerja ZI",
    "kind": "sk",
    "number": "188.4/12/2026",
    "date": "2026-01-05",
    "speaks_from": "2026-01-01",
    "speaks_until": "2026-12-31",
    "confidentiality": "terbatas",
    "version": "1",
}
CODES = ["A.I.1.i.a", "A.I.1.i.b", "A.I.2.i.a"]


@pytest.fixture
def a(world):
    return world.assessment()


@pytest.fixture
def document(world):
    return put(world, "isi", "SK lama")


def state_of(document: Document) -> tuple:
    stored = Document.objects.get(pk=document.pk)
    return stored.title, stored.version, stored.archived_at is not None, stored.revisions.count()


def test_facts_are_changed_once(world, a, document):
    for _ in range(2):  # a double click
        response = world.client("petugas").post(url("paper", a, document.pk), FACTS)
        assert (response.status_code, response["Location"]) == (302, url("paper", a, document.pk))
    stored = Document.objects.get(pk=document.pk)
    assert (stored.number, stored.date, stored.confidentiality) == (
        "188.4/12/2026",
        date(2026, 1, 5),
        "terbatas",
    )
    assert Entry.objects.filter(action="document.facts").count() == 1
    page = world.client("petugas").get(url("paper", a, document.pk)).content.decode()
    assert 'name="version" value="2"' in page


def test_who_saw_an_older_version_sees_both_and_may_insist(world, a, document):
    page = url("paper", a, document.pk)
    world.client("pimpinan_unit").post(page, {**FACTS, "title": "Judul pimpinan"})
    response = world.client("petugas").post(page, {**FACTS, "title": "<b>Judul petugas</b>"})
    html = response.content.decode()
    assert response.status_code == 409
    assert [(d.label, d.theirs, d.mine) for d in response.context["conflict"]] == [
        ("Judul", "Judul pimpinan", "<b>Judul petugas</b>")
    ]
    assert "<b>Judul petugas" not in html
    assert 'name="version" value="2"' in html
    assert state_of(document)[:2] == ("Judul pimpinan", 2)
    world.client("petugas").post(page, {**FACTS, "title": "Judul petugas", "version": "2"})
    assert state_of(document)[:2] == ("Judul petugas", 3)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"title": ""}, "Bidang ini tidak boleh kosong."),
        ({"title": "\u200b"}, "Tuliskan judul dokumen."),
        ({"speaks_until": "2025-01-01"}, "Akhir periode isi tidak mungkin sebelum mulainya."),
        ({"date": "0026-01-05"}, "Periksa tahunnya: antara 1945 dan 2100."),
        ({"kind": "rapor"}, "Masukkan pilihan yang valid"),
    ],
)
def test_bad_facts_are_told_and_what_was_typed_stays(world, a, document, wrong, message):
    response = world.client("petugas").post(url("paper", a, document.pk), {**FACTS, **wrong})
    assert response.status_code == 422
    html = response.content.decode()
    assert message in html
    assert 'value="188.4/12/2026"' in html
    assert state_of(document)[:2] == ("SK lama", 1)


@pytest.mark.parametrize("version", ["", "x", "-1", "²", "9" * 40])
def test_a_version_that_is_no_number_is_as_an_old_one(world, a, document, version):
    page = url("paper", a, document.pk)
    response = world.client("petugas").post(page, {**FACTS, "version": version})
    html = response.content.decode()
    assert (response.status_code, state_of(document)[:2]) == (409, ("SK lama", 1))
    assert 'name="version" value="1"' in html
    assert 'value="188.4/12/2026"' in html


def acts(a, pk: int) -> list[tuple[str, dict]]:
    """Every write on a document."""
    return [
        (url("paper", a, pk), FACTS),
        (url("paper_replace", a, pk), {"url": "https://contoh.go.id/baru"}),
        (url("paper_archive", a, pk), {"aksi": "arsipkan"}),
        (url("paper_prove", a, pk), {"kode": CODES[:1]}),
    ]


def test_a_document_of_another_unit_is_not_there(world, a):
    foreign = put(world, "tetangga", "Tetangga", unit=world.unit2)
    before, client = state_of(foreign), world.client("petugas")
    found = [client.post(page, data).status_code for page, data in acts(a, foreign.pk)]
    found += [client.get(url("paper", a, foreign.pk)).status_code]
    found += [client.get(url("paper_file", a, foreign.pk, 1)).status_code]
    assert found == [404] * 6
    assert (state_of(foreign), EvidenceUse.objects.count()) == (before, 0)


@pytest.mark.parametrize(
    ("who", "status"),
    [("admin", 403), ("pimpinan_instansi", 403), ("ketua", 403), ("petugas_lain", 404), ("orang_asing", 404)],
)
def test_nobody_else_writes(world, a, document, who, status):
    prove(world, a, document)
    world.assessment(State.PENILAIAN_TPI)
    before = state_of(document)
    assert [world.client(who).post(page, data).status_code for page, data in acts(a, document.pk)] == [
        status
    ] * 4
    assert (state_of(document), EvidenceUse.objects.count()) == (before, 1)


def test_replacing_keeps_what_was_assessed(world, a, document):
    use = prove(world, a, document)
    world.assessment(State.PENILAIAN_TPI)
    file = SimpleUploadedFile("baru.txt", b"isi baru")
    page = url("paper_replace", a, document.pk)
    assert world.client("petugas").post(page, {"file": file, "note": "Lengkap"}).status_code == 302
    newest = Revision.objects.get(document=document, number=2)
    assert (newest.note, EvidenceUse.objects.get().revision) == ("Lengkap", use.revision)
    old = world.client("ketua").get(url("paper_file", a, document.pk, 1))
    assert b"".join(old.streaming_content) == b"isi"
    assert world.client("ketua").get(url("paper_file", a, document.pk, 2)).status_code == 404


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({}, "Pilih berkas atau isikan tautan, salah satu saja."),
        ({"file": ("a.pdf", b"MZ")}, "Berkas ini bukan PDF, meskipun namanya .pdf."),
        ({"file": ("a.txt", b"")}, "Berkas ini kosong (0 byte)."),
        ({"url": "javascript:alert(1)"}, "Tautan harus alamat lengkap"),
    ],
)
def test_a_bad_replacement_is_told(world, a, document, data, message):
    sent = {k: SimpleUploadedFile(*v) if isinstance(v, tuple) else v for k, v in data.items()}
    response = world.client("petugas").post(url("paper_replace", a, document.pk), sent)
    assert (response.status_code, message in response.content.decode()) == (422, True)
    assert state_of(document)[3] == 1


@pytest.mark.parametrize(
    ("old", "again", "message"),
    [
        (
            {},
            {"file": ("lain.txt", b"isi")},
            "Isi berkas ini sama dengan revisi 1; tidak ada yang disimpan.",
        ),
        (
            {"url": "https://contoh.go.id/a"},
            {"url": "https://contoh.go.id/a"},
            "Tautan ini sama dengan revisi 2; tidak ada yang disimpan.",
        ),
    ],
)
def test_what_it_holds_already_is_told_and_the_note_stays(world, a, document, old, again, message):
    page, client = url("paper_replace", a, document.pk), world.client("petugas")
    if old:
        client.post(page, old)
    before = state_of(document)
    sent = {k: SimpleUploadedFile(*v) if isinstance(v, tuple) else v for k, v in again.items()}
    response = client.post(page, {**sent, "note": "Tanda tangan lengkap"})
    html = response.content.decode()
    assert (response.status_code, message in html, 'value="Tanda tangan lengkap"' in html) == (
        422,
        True,
        True,
    )
    assert state_of(document) == before


def test_a_replacement_that_another_document_holds_is_offered_and_kept_on_demand(world, a, document):
    twin = put(world, "isi lain", "SK <lain>")
    page = url("paper_replace", a, document.pk)
    sent = {"file": SimpleUploadedFile("x.txt", b"isi lain"), "note": "Baru"}
    response = world.client("petugas").post(page, sent)
    html = response.content.decode()
    assert (response.status_code, state_of(document)[3]) == (422, 1)
    assert "Sudah ada: “SK &lt;lain&gt;”, pakai itu?" in html
    assert f'href="{url("paper", a, twin.pk)}">Buka dokumen itu' in html
    assert "Tetap unggah x.txt sebagai revisi baru" in html
    again = {"file": SimpleUploadedFile("x.txt", b"isi lain"), "beside": str(twin.pk)}
    assert world.client("petugas").post(page, again).status_code == 302
    assert state_of(document)[3] == 2


def test_archiving_takes_it_out_of_the_choice_and_back(world, a, document):
    prove(world, a, document)
    page = url("paper_archive", a, document.pk)
    add = url("evidence_add", a, "A.I.1.i.a")
    for act, archived in (("arsipkan", True), ("arsipkan", True), ("pulihkan", False)):
        assert world.client("petugas").post(page, {"aksi": act}).status_code == 302
        assert state_of(document)[2] is archived
        assert ("SK lama" in world.client("petugas").get(add).content.decode()) is not archived
    assert world.client("petugas").post(page, {"aksi": "hapus"}).status_code == 404
    assert Entry.objects.filter(action="document.archive").count() == 1


# --- proving several questions -----------------------------------------------------------------------------


def test_several_questions_are_proven_in_one_step_once(world, a, document):
    page = url("paper_prove", a, document.pk)
    for told in ("menjadi bukti untuk 3 pertanyaan", "sudah menjadi bukti pertanyaan yang dipilih"):
        response = world.client("petugas").post(page, {"kode": CODES}, follow=True)
        assert told in response.content.decode()
    assert sorted(EvidenceUse.objects.values_list("code", flat=True)) == CODES
    assert Entry.objects.filter(action="evidence.add").count() == 3


def test_a_newer_revision_takes_the_place_of_the_older_with_what_was_said_of_it(world, a, document):
    where = evidence.Where(locator="hlm. 4", speaks_of="Januari 2026")
    evidence.attach_existing(a.pk, code=CODES[0], document_id=document.pk, actor=world.petugas, where=where)
    newest = revise(world, document, "isi baru")
    evidence.prove_with(a.pk, document_id=document.pk, codes=CODES[:2], actor=world.petugas)
    found = [(u.code, u.revision_id, u.locator, u.speaks_of) for u in EvidenceUse.objects.order_by("code")]
    assert found == [
        (CODES[0], newest.pk, "hlm. 4", "Januari 2026"),
        (CODES[1], newest.pk, "", ""),
    ]


@pytest.mark.parametrize(
    ("who", "codes", "error"),
    [
        ("petugas_pokja", CODES, NotAllowed),  # the last is outside the pokja's area: nothing is attached
        ("petugas", [*CODES, "tidak-ada"], Refused),
        ("petugas", [], Refused),
        ("admin", CODES, NotAllowed),
        ("ketua", CODES, NotAllowed),
    ],
)
def test_all_or_nothing(world, a, document, who, codes, error):
    with pytest.raises(error):
        evidence.prove_with(a.pk, document_id=document.pk, codes=codes, actor=world.people[who])
    assert EvidenceUse.objects.count() == 0


def test_an_archived_document_proves_nothing_new(world, a):
    gone = put(world, "x", "Arsip", archived_at="2026-01-01T00:00:00Z")
    response = world.client("petugas").post(url("paper_prove", a, gone.pk), {"kode": CODES[:1]})
    assert (response.status_code, EvidenceUse.objects.count()) == (422, 0)


def test_only_what_is_asked_in_a_round_and_as_a_draft(world, a, document):
    world.assessment(State.PERBAIKAN)
    now = "2026-06-01T00:00:00Z"
    before = Submission.objects.create(
        assessment=a, content={}, content_hash="0" * 64, by=world.pimpinan_unit, at=now
    )
    made = Round.objects.create(
        assessment=a, number=1, opened_at=now, before=before, due="2026-12-01T00:00:00Z"
    )
    RoundRequest.objects.create(
        round=made, code=CODES[0], text="Lengkapi", written_by=world.ketua, written_at=now
    )
    with pytest.raises(NotAllowed):
        evidence.prove_with(a.pk, document_id=document.pk, codes=CODES[:2], actor=world.petugas)
    (use,) = evidence.prove_with(a.pk, document_id=document.pk, codes=CODES[:1], actor=world.petugas)
    assert use.draft == EvidenceUse.Draft.ADDED
    page = world.client("petugas").get(url("paper", a, document.pk))
    assert [offer.code for area in page.context["offered"] for offer in area.offers] == CODES[:1]
    assert world.client("ketua").get(url("paper", a, document.pk)).status_code == 404


def test_a_pokja_is_offered_its_area(world, a, document):
    page = world.client("petugas_pokja").get(url("paper", a, document.pk))
    assert [area.code for area in page.context["offered"]] == ["MP"]


@pytest.mark.parametrize("uses", [1, 113])
def test_queries(world, a, document, django_assert_num_queries, uses):
    revision = document.latest
    for code in list(world.instrument.questions)[:uses]:
        EvidenceUse.objects.create(assessment=a, code=code, revision=revision, added_by=world.petugas)
    client, page = world.client("petugas"), url("paper", a, document.pk)
    client.get(page)
    # session, person, roles, seats; assessment; document; its revision, its codes; the questions that it proves;
    # room; revisions
    with django_assert_num_queries(11):
        client.get(page)
