"""The one search: what each person finds, and what nobody finds."""

import pytest
from django.urls import reverse

from assessments.models import Answer, EvidenceUse, Proposal, Sheet, State
from assessments.searching import search
from documents.models import Document
from tests.assessments.reading import add
from tests.factories.assessments import make_assessment
from tests.factories.units import make_unit

URL = "/cari/"


def titles(user, text: str, group: str) -> list[str]:
    found = {g.title: [hit.title for hit in g.hits] for g in search(user, text)}
    return found.get(group, [])


@pytest.fixture
def a(world):
    world.assessment(unit=world.unit2)
    world.assessment(unit=world.other_unit)
    return world.assessment()


@pytest.mark.parametrize(
    ("who", "found"),
    [
        ("petugas", ["PKM-01 Puskesmas Melati"]),
        ("anggota", ["PKM-01 Puskesmas Melati"]),
        ("admin", ["PKM-01 Puskesmas Melati"]),
        ("orang_asing", ["PKM-01 Puskesmas Kenanga"]),
        ("petugas_lain", []),
        ("admin_sistem", []),
        ("tanpa_peran", []),
    ],
)
def test_units_are_those_of_the_person(world, a, who, found):
    assert titles(world.people[who], "pkm puskesmas", "Unit") == found


def test_not_mine_and_not_there_look_the_same(world, a):
    """The whole page, but for what was typed."""
    client = world.client("petugas_lain")
    pages = []
    for word in ("melati", "zzzzzz"):
        html = client.get(URL, {"q": word}).content.decode()
        start = html.index('<main id="isi"')
        pages.append(html[start : html.index("</main>")].replace(word, "…"))
    assert pages[0] == pages[1]
    assert "Tidak ada yang cocok" in pages[0]


def test_questions_lead_to_the_page_where_they_are_read(world, a):
    (hit,) = next(g for g in search(world.petugas, "A.I.1.i.a") if g.title == "Pertanyaan").hits
    assert hit.url == reverse("assessments:area", args=[a.pk, "MP"]) + "#q-A-I-1-i-a"
    assert titles(world.anggota, "A.I.1.i.a", "Pertanyaan") == []  # nothing is with TPI yet
    world.assessment(State.PENILAIAN_TPI)
    (hit,) = next(g for g in search(world.anggota, "A.I.1.i.a") if g.title == "Pertanyaan").hits
    assert hit.url == reverse("assessments:tpi_area", args=[a.pk, "MP"]) + "#q-A-I-1-i-a"


def test_a_stranger_and_another_unit_find_no_document(world, a):
    use = add(world, a, "keputusan-unik.pdf")
    Document.objects.filter(pk=use.revision.document_id).update(title="Keputusan unik")
    found = {
        who: titles(world.people[who], "unik", "Dokumen")
        for who in ("petugas", "admin", "anggota", "petugas_lain", "orang_asing")
    }
    assert found == {
        "petugas": ["Keputusan unik"],
        "admin": ["Keputusan unik"],
        "anggota": [],
        "petugas_lain": [],
        "orang_asing": [],
    }
    world.assessment(State.PENILAIAN_TPI)
    assert titles(world.anggota, "unik", "Dokumen") == ["Keputusan unik"]
    EvidenceUse.objects.update(draft=EvidenceUse.Draft.ADDED)
    assert titles(world.anggota, "unik", "Dokumen") == []  # a draft of a round is the unit's alone
    assert titles(world.petugas, "unik", "Dokumen") == ["Keputusan unik"]


@pytest.mark.parametrize(
    "said", [{"confidentiality": "rahasia"}, {"confidentiality": "terbatas"}, {"was_confidential": True}]
)
def test_nobody_finds_what_is_or_was_confidential(world, a, said):
    use = add(world, a, "keputusan-unik.pdf")
    Document.objects.filter(pk=use.revision.document_id).update(title="Keputusan unik", **said)
    world.assessment(State.PENILAIAN_TPI)
    assert [titles(user, "unik", "Dokumen") for user in world.people.values()] == [[]] * len(world.people)


def test_nobody_finds_what_tpi_wrote(world):
    a = world.assessment(State.PENILAIAN_TPI)
    world.fill(a)
    world.fill(a, kind=Sheet.Kind.MEMBER, owner=world.anggota)
    Answer.objects.update(note="catatanrahasiatpi")
    assert [search(user, "catatanrahasiatpi") for user in world.people.values()] == [[]] * len(world.people)
    assert titles(world.petugas, "Maya Kusuma", "Orang") == []


def test_people_are_found_by_those_who_see_the_list_of_people(world, a):
    found = {who: titles(user, "siti aminah", "Orang") for who, user in world.people.items()}
    assert {who for who, hits in found.items() if hits} == {"admin", "pimpinan_instansi"}
    assert titles(world.orang_asing, "siti", "Orang") == []


def test_proposals_are_of_the_own_instansi(world, a):
    Proposal.objects.create(
        period=world.period, letter_number="700/12/2026", letter_date="2026-06-01", created_by=world.admin
    )
    found = {who: titles(user, "700/12", "Usulan") for who, user in world.people.items()}
    assert {who for who, hits in found.items() if hits} == {"admin", "pimpinan_instansi"}


def test_pages_are_those_that_the_person_may_open(world, a):
    client = world.client("petugas")
    (hit,) = next(g for g in search(world.petugas, "rencana aksi") if g.title == "Halaman").hits
    assert (hit.title, hit.url) == ("Rencana aksi", reverse("assessments:activities", args=[a.pk]))
    assert client.get(hit.url).status_code == 200
    assert titles(world.petugas, "ekspor kke", "Halaman") == ["Ekspor dan impor KKE"]
    assert titles(world.anggota, "ekspor kke", "Halaman") == []  # before the submission
    assert titles(world.petugas, "tim tpi", "Halaman") == []


@pytest.mark.parametrize(
    "who", ["petugas_pokja", "anggota", "ketua", "pengendali", "admin", "pimpinan_instansi"]
)
def test_every_page_that_is_found_opens(world, who):
    world.assessment(State.SELESAI_TPI)
    for word in ("a", "i", "e"):
        for group in search(world.people[who], word):
            for hit in group.hits:
                assert (hit.url, world.client(who).get(hit.url).status_code) == (hit.url, 200)


@pytest.mark.parametrize(
    "text", ["_", "\x00", "   ", "%%%", "'; DROP TABLE", "<script>alert(1)</script>", "x" * 5000]
)
def test_odd_words_are_words(world, a, text):
    response = world.client("admin").get(URL, {"q": text})
    assert response.status_code == 200
    assert b"<script>alert" not in response.content
    assert "zi-found" not in response.content.decode()


def test_a_percent_sign_stands_for_itself(world, a):
    found = [hit for group in search(world.petugas, "%") for hit in group.hits]
    assert found
    assert [hit for hit in found if "%" not in hit.title] == []


def test_no_more_than_eight_of_a_group_and_never_how_many(world):
    for number in range(12):
        make_assessment(
            world.period, make_unit(world.instansi, f"KEC-{number:02}", "Kecamatan"), State.TERDAFTAR
        )
    html = world.client("admin").get(URL, {"q": "kecamatan terdaftar"}).content.decode()
    assert "zi-found" not in html
    group = next(g for g in search(world.admin, "kecamatan") if g.title == "Unit")
    assert (len(group.hits), group.more) == (8, True)


@pytest.mark.parametrize(("who", "queries"), [("petugas", 6), ("anggota", 7), ("admin", 11)])
def test_queries_do_not_grow(world, django_assert_num_queries, who, queries):
    """Session, person, hats (2; 3 for TPI), assessments, documents; admin: periods, instansi, proposals, people."""
    world.assessment(State.PENILAIAN_TPI)
    client = world.client(who)
    client.get(URL, {"q": "puskesmas"})
    with django_assert_num_queries(queries):
        client.get(URL, {"q": "puskesmas"})
    for number in range(2):
        unit = make_unit(world.instansi, f"PKM-1{number}", "Puskesmas")
        make_assessment(world.period, unit, State.PENILAIAN_TPI)
    with django_assert_num_queries(queries):
        client.get(URL, {"q": "puskesmas"})
