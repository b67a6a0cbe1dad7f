"""The list of the unit's documents: who sees what, search, filters, views; how many queries it takes."""

from datetime import date

import pytest

from assessments.models import EvidenceUse, PlanItem, State
from documents.models import Document, LinkCheck, Revision
from tests.assessments.papers import prove, put, revise, titles, url
from tests.factories.assessments import make_assessment, make_period
from units.models import TeamUnit


@pytest.fixture
def a(world):
    return world.assessment()


@pytest.fixture
def shelf(world, a):
    """One document that is evidence, one that is not, one that is archived, one of a neighbour."""
    used = put(world, "Notulen pencegahan gratifikasi", "SK Tim", number="188.4/12/2026", kind="sk")
    prove(world, a, used)
    archived = put(world, "rahasia arsip", "Lama", archived_at="2026-01-01T00:00:00Z")
    put(world, "pengaduan tetangga", "Tetangga", unit=world.unit2)
    return {"used": used, "unused": put(world, "draf pengaduan", "Draf"), "archived": archived}


READERS = ("admin", "pimpinan_instansi", "anggota", "ketua")


def test_the_unit_sees_its_shelf(world, a, shelf):
    assert titles(world, "petugas", a) == ["Draf", "SK Tim"]
    assert titles(world, "petugas_pokja", a, "saring=arsip") == ["Lama"]
    assert titles(world, "pimpinan_unit", a, "saring=belum") == ["Draf"]


@pytest.mark.parametrize("who", READERS)
@pytest.mark.parametrize("query", ["", "q=draf", "q=pengaduan", "saring=belum", "saring=arsip", "q=rahasia"])
def test_others_see_what_is_evidence(world, a, shelf, who, query):
    world.assessment(State.PENILAIAN_TPI)
    expected = [] if query.startswith("q=") else ["SK Tim"]  # filters of the unit mean nothing to others
    assert titles(world, who, a, query) == expected


@pytest.mark.parametrize("who", ["anggota", "ketua", "pengendali"])
def test_the_team_sees_nothing_before_the_submission(world, a, shelf, who):
    pages = [
        url("papers", a),
        url("paper", a, shelf["used"].pk),
        url("paper_file", a, shelf["used"].pk, 1),
        url("paper", a, 4711),
    ]
    assert [world.client(who).get(page).status_code for page in pages] == [403, 403, 403, 403]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=gratifikasi", ["SK Tim"]),
        ("q=GRATIFIKASI+tim", ["SK Tim"]),
        ("q=188.4/12", ["SK Tim"]),
        ("q=sk", ["SK Tim"]),
        ("q=gratifikasi+draf", []),
        ("q=tetangga", []),
        ("q=%25", []),
        ("q=%00", ["Draf", "SK Tim"]),
        ("jenis=sk", ["SK Tim"]),
        ("jenis=bukan", ["Draf", "SK Tim"]),
        ("pertanyaan=A.I.1.i.b", ["SK Tim"]),
        ("pertanyaan=A.I.1.i.a", []),
        ("pertanyaan=tidak-ada", ["Draf", "SK Tim"]),
        ("kerahasiaan=rahasia", []),
    ],
)
def test_search_and_filters(world, a, shelf, query, found):
    assert titles(world, "petugas", a, query) == found


def test_a_newer_revision_is_not_searched_by_who_may_not_see_it(world, a, shelf):
    revise(world, shelf["used"], "isi baru tentang kendaraan dinas")
    world.assessment(State.PENILAIAN_TPI)
    assert titles(world, "ketua", a, "q=kendaraan") == []
    assert titles(world, "petugas", a, "q=kendaraan") == ["SK Tim"]
    page = world.client("ketua").get(url("paper", a, shelf["used"].pk)).content.decode()
    assert ("baru.txt" in page, "SK Tim.txt" in page) == (False, True)
    old = world.client("ketua").get(url("paper_file", a, shelf["used"].pk, 1))
    assert b"".join(old.streaming_content) == b"Notulen pencegahan gratifikasi"
    assert world.client("ketua").get(url("paper_file", a, shelf["used"].pk, 2)).status_code == 404


def test_what_is_drafted_in_a_round_stays_with_the_unit(world, a, shelf):
    world.assessment(State.PERBAIKAN)
    uses = {"assessment": a, "revision": shelf["unused"].latest, "added_by": world.petugas}
    EvidenceUse.objects.create(code="A.I.1.i.a", draft="add", **uses)
    EvidenceUse.objects.filter(revision__document=shelf["used"]).update(draft="remove")
    assert titles(world, "petugas", a, "saring=belum") == ["SK Tim"]
    for who in READERS:
        assert titles(world, who, a) == ["SK Tim"]
        assert world.client(who).get(url("paper", a, shelf["unused"].pk)).status_code == 404
        page = world.client(who).get(url("paper", a, shelf["used"].pk)).content.decode()
        assert "disiapkan dalam perbaikan" not in page


def test_another_year_counts_for_the_unit_alone(world, a, shelf):
    last = make_assessment(make_period(world.instansi, 2025), world.unit, State.SELESAI_TPI)
    uses = {"code": "A.I.1.i.a", "revision": shelf["unused"].latest, "added_by": world.petugas}
    EvidenceUse.objects.create(assessment=last, **uses)
    TeamUnit.objects.filter(unit=world.unit, year=2025).delete()
    world.assessment(State.PENILAIAN_TPI)
    assert titles(world, "ketua", a) == ["SK Tim"]
    assert world.client("ketua").get(url("papers", last)).status_code == 404
    page = world.client("petugas").get(url("paper", a, shelf["unused"].pk)).content.decode()
    assert '<span class="num">2025</span> · A.I.1.i.a' in page


@pytest.mark.parametrize(
    ("speaks_from", "speaks_until", "is_outside"),
    [
        (None, None, False),
        (date(2026, 12, 31), None, False),
        (date(2027, 1, 1), None, True),
        (None, date(2026, 1, 1), False),
        (None, date(2025, 12, 31), True),
        (date(2025, 7, 1), date(2026, 1, 1), False),
        (date(2020, 1, 1), date(2025, 12, 31), True),
    ],
)
def test_the_mark_outside_the_period(world, a, shelf, speaks_from, speaks_until, is_outside):
    Document.objects.filter(pk=shelf["used"].pk).update(speaks_from=speaks_from, speaks_until=speaks_until)
    assert titles(world, "petugas", a, "saring=luar") == (["SK Tim"] if is_outside else [])
    for who, page in (("petugas", "area"), ("ketua", "area"), ("ketua", "tpi_area")):
        world.assessment(State.PENILAIAN_TPI)
        html = world.client(who).get(url(page, a, "MP")).content.decode()
        assert ("Di luar periode:" in html) is is_outside, (who, page)


def test_a_link_in_trouble(world, a, shelf):
    link = Revision.objects.create(
        document=shelf["used"], number=2, url="https://contoh.go.id", created_by=world.petugas
    )
    LinkCheck.objects.create(revision=link, result="mati", detail="404", checked_at="2026-01-01T00:00:00Z")
    assert titles(world, "petugas", a, "saring=tautan") == ["SK Tim"]
    assert titles(world, "admin", a, "saring=tautan") == []  # the revision that is evidence is a file


def group_keys(world, who, a, view) -> list[tuple[str, list[str]]]:
    response = world.client(who).get(f"{url('papers', a)}?tampilan={view}")
    found = response.context["groups"]
    return [(group.key, [paper.document.title for paper in group.papers]) for group in found]


def test_views_in_the_place_of_folders(world, a, shelf):
    prove(world, a, shelf["used"], "B.I.a")
    Document.objects.filter(pk=shelf["used"].pk).update(
        speaks_from=date(2025, 7, 1), speaks_until=date(2026, 6, 30)
    )
    rest = ("lainnya", ["Draf"])
    assert group_keys(world, "petugas", a, "area") == [("MP", ["SK Tim"]), ("HASIL", ["SK Tim"]), rest]
    assert group_keys(world, "petugas", a, "pertanyaan") == [
        ("A-I-1-i-b", ["SK Tim"]),
        ("B-I-a", ["SK Tim"]),
        rest,
    ]
    assert group_keys(world, "petugas", a, "periode") == [("2026", ["SK Tim"]), ("2025", ["SK Tim"]), rest]


def test_the_plan_is_for_who_may_see_it_and_when(world, a, shelf):
    last = make_assessment(make_period(world.instansi, 2025), world.unit, State.SELESAI_TPI)
    item = PlanItem.objects.create(
        unit=world.unit, year=2026, origin=last, code="A.I.1.i.b", text="Lengkapi SK", added_by=world.petugas
    )
    planned = [(f"rencana-{item.pk}", ["SK Tim"])]
    assert group_keys(world, "petugas", a, "rencana") == [*planned, ("lainnya", ["Draf"])]
    empty = PlanItem.objects.create(
        unit=world.unit, year=2026, origin=last, code="A.I.1.i.c", text="Susun", added_by=world.petugas
    )
    with_empty = [*planned, (f"rencana-{empty.pk}", [])]
    assert group_keys(world, "petugas", a, "rencana") == [*with_empty, ("lainnya", ["Draf"])]
    page = world.client("petugas").get(f"{url('papers', a)}?tampilan=rencana").content.decode()
    assert "Belum ada dokumen yang membuktikannya." in page
    page = world.client("petugas").get(f"{url('papers', a)}?tampilan=rencana&q=SK").content.decode()
    assert "Belum ada dokumen yang membuktikannya." not in page
    world.assessment(State.PENILAIAN_TPI)
    assert group_keys(world, "admin", a, "rencana") == with_empty
    page = world.client("ketua").get(f"{url('papers', a)}?tampilan=rencana").content.decode()
    assert ("Lengkapi SK" in page, "Per butir rencana" in page) == (False, False)
    last.state = State.PENILAIAN_TPI
    last.save()
    assert group_keys(world, "petugas", a, "rencana") == [("lainnya", ["Draf", "SK Tim"])]


def test_html_in_a_title_is_text(world, a):
    evil = put(world, "x", "<script>alert(1)</script>")
    for page in (url("papers", a), url("paper", a, evil.pk), f"{url('papers', a)}?tampilan=pertanyaan"):
        html = world.client("petugas").get(page).content.decode()
        assert "<script>alert(1)" not in html
        assert "&lt;script&gt;alert(1)" in html


def test_an_empty_shelf_says_how_to_begin(world, a):
    assert "Belum ada dokumen" in world.client("petugas").get(url("papers", a)).content.decode()
    assert "Belum ada bukti" in world.client("admin").get(url("papers", a)).content.decode()


@pytest.mark.parametrize("view", ["daftar", "pertanyaan"])
@pytest.mark.parametrize(("documents", "answers"), [(1, 1), (60, 113)])
def test_queries(world, a, django_assert_num_queries, view, documents, answers):
    codes = list(world.instrument.questions)[:answers]
    made = [
        Document.objects.create(
            instansi=world.instansi, unit=world.unit, title=f"Dokumen {n}", created_by=world.petugas
        )
        for n in range(documents)
    ]
    revisions = [
        Revision.objects.create(document=d, number=1, url=f"https://a.go.id/{d.pk}", created_by=world.petugas)
        for d in made
    ]
    for n, code in enumerate(codes):
        EvidenceUse.objects.create(
            assessment=a, code=code, revision=revisions[n % documents], added_by=world.petugas
        )
    client = world.client("petugas")
    client.get(url("papers", a))  # instrument and policy are parsed once a process
    # session, person, roles, seats; assessment; room; the documents (the list: and their number), their revisions, uses
    with django_assert_num_queries(10 if view == "daftar" else 9):
        client.get(f"{url('papers', a)}?tampilan={view}")
