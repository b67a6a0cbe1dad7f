"""The reading pane: who reads which evidence, and what stands beside it."""

import io
import re
from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.models import Assessment, EvidenceUse, Sheet, State, Submission
from assessments.services import evidence
from documents.models import Document
from documents.preview import counting
from documents.services.facts import change_facts, facts_of
from tests.assessments.leaks import SESSION
from tests.assessments.reading import ALL, CODE, add, pane, sheet
from tests.assessments.rounds import A1, attach, handed_in, overdue, resubmitted, returned
from tests.assessments.tpi import MEMBER, finalised, submitted


@pytest.fixture(autouse=True)
def counted_anew():
    counting.forget()


@pytest.fixture
def use(world) -> EvidenceUse:
    return add(world, world.assessment())


# --- who reads -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "readers"),
    [
        (
            State.PENILAIAN_MANDIRI,
            {"petugas", "petugas_pokja", "pimpinan_unit", "admin", "pimpinan_instansi"},
        ),
        (State.PENILAIAN_TPI, {*ALL}),
        (State.SELESAI_TPI, {*ALL}),
    ],
)
def test_whoever_may_read_the_answers_reads_the_evidence(world, use, state, readers):
    world.assessment(state)
    for who in (*ALL, "petugas_lain", "orang_asing", "admin_sistem"):
        wanted = 200 if who in readers else 404
        assert (pane(world, who, use).status_code, sheet(world, who, use).status_code) == (wanted, wanted), (
            who
        )
    assert pane(world, None, use).status_code == 302


def test_the_evidence_of_another_unit_and_none_at_all(world, use):
    theirs = add_for_another(world)
    for who in ("petugas", "pimpinan_unit", "orang_asing"):
        assert (pane(world, who, theirs).status_code, sheet(world, who, theirs).status_code) == (404, 404)
    for number in (10**9, 10**23):
        use.pk = number
        for name in ("pane", "pane_sheet", "evidence_file"):
            address = reverse(f"assessments:{name}", args=[use.pk])
            assert world.client("petugas").get(address).status_code == 404
    assert world.client("petugas").post(reverse("assessments:pane", args=[theirs.pk])).status_code == 405


def add_for_another(world) -> EvidenceUse:
    a = world.assessment(unit=world.unit2)
    return evidence.add_file(
        a.pk, code=CODE, file=io.BytesIO(b"isi"), filename="a.txt", kind="sk", actor=world.petugas_lain
    )


def test_a_draft_of_a_round_is_the_units_alone(world):
    a = handed_in(world)
    returned(world, a)
    drafted = attach(world, a, A1, "sk-baru.txt", b"SK tahun ini\n")
    for who in ALL:
        wanted = 200 if who in ("petugas", "petugas_pokja", "pimpinan_unit") else 404
        assert (pane(world, who, drafted).status_code, sheet(world, who, drafted).status_code) == (
            wanted,
            wanted,
        ), who


def test_the_switcher_never_shows_a_draft_to_others(world):
    a = handed_in(world)
    old = EvidenceUse.objects.get()
    returned(world, a)
    drafted = attach(world, a, A1, "sk-baru.txt", b"SK tahun ini\n")
    evidence.remove(old.pk, actor=world.petugas)
    for who in ("ketua", "anggota", "admin"):
        html = pane(world, who, old).content.decode()
        assert "sk-baru" not in html
        assert f"/bukti/{drafted.pk}/" not in html
        assert 'Bukti <span class="num">1 dari 1</span>' in html
    html = pane(world, "petugas", old).content.decode()
    assert "Dokumen ini tidak lagi menjadi bukti pertanyaan ini" in html
    assert f'<a href="/bukti/{drafted.pk}/baca/?dari=jawab">sk-baru</a>' in html


def test_what_was_submitted_once_stays_readable(world):
    a = handed_in(world)
    old = EvidenceUse.objects.get()
    returned(world, a)
    attach(world, a, A1, "sk-baru.txt", b"SK tahun ini\n")
    evidence.remove(old.pk, actor=world.petugas)
    overdue(a)
    resubmitted(world, a)
    assert EvidenceUse.objects.get(pk=old.pk).removed_at is not None
    for who in ("ketua", "petugas", "admin"):
        assert "Dokumen ini tidak lagi menjadi bukti" in pane(world, who, old).content.decode()
        assert "SK tahun lalu" in sheet(world, who, old).content.decode()


# --- what stands beside it -----------------------------------------------------------------------------------


def test_a_member_sees_unit_and_own_answer_and_nobody_elses(world):
    a = submitted(world)
    use = EvidenceUse.objects.filter(assessment=a).first() or prove(world, a)
    world.fill(a, "worst", kind=MEMBER, owner=world.anggota)
    world.fill(a, "best", kind=MEMBER, owner=world.anggota2)
    world.fill(a, "best", kind=Sheet.Kind.TPI)
    mine = pane(world, "anggota", use).content.decode()
    assert re.findall(r'class="zi-pane-who">([^<]+)<', mine) == ["Unit", "Penilaian Anda"]
    assert "Jawaban akhir TPI" not in mine
    lead = pane(world, "ketua", use).content.decode()
    assert re.findall(r'class="zi-pane-who">([^<]+)<', lead) == ["Unit", "Jawaban akhir TPI"]
    for who in ("petugas", "pimpinan_unit", "admin", "pimpinan_instansi"):
        html = pane(world, who, use).content.decode()
        assert re.findall(r'class="zi-pane-who">([^<]+)<', html) == ["Unit"], who
        main = re.sub(r"<footer.*", "", html.split('<main id="isi"')[1], flags=re.S)
        assert "TPI" not in SESSION.sub("", main), who  # a token may hold any letters


def prove(world, a: Assessment) -> EvidenceUse:
    """Evidence of an assessment that is with TPI already."""
    world.assessment(State.PENILAIAN_MANDIRI)
    use = add(world, a)
    world.assessment(State.PENILAIAN_TPI)
    return use


def test_after_the_release_all_see_the_final_answer(world):
    a = submitted(world)
    use = prove(world, a)
    finalised(world, final="worst")
    for who in ("petugas", "admin", "anggota"):
        html = pane(world, who, use).content.decode()
        assert re.findall(r'class="zi-pane-who">([^<]+)<', html) == ["Unit", "Jawaban akhir TPI"], who


@pytest.mark.parametrize(
    ("who", "query", "url"),
    [
        ("petugas", "", "/penilaian/{pk}/area/MP/#q-A-I-1-i-b"),
        ("petugas", "?dari=soal", "/penilaian/{pk}/area/MP/#q-A-I-1-i-b"),
        ("petugas", "?dari=perbaikan", "/penilaian/{pk}/perbaikan/"),
        ("anggota", "", "/penilaian/{pk}/tpi/MP/#q-A-I-1-i-b"),
        ("anggota", "?dari=soal", "/penilaian/{pk}/tpi/soal/A.I.1.i.b/"),
        ("anggota", "?dari=semua", "/penilaian/{pk}/tpi/SEMUA/#q-A-I-1-i-b"),
        ("anggota", "?dari=banding", "/penilaian/{pk}/tpi/MP/#q-A-I-1-i-b"),
        ("ketua", "?dari=banding", "/penilaian/{pk}/tpi-banding/#b-A-I-1-i-b"),
        ("ketua", "?dari=jawab", "/penilaian/{pk}/area/MP/#q-A-I-1-i-b"),
        ("ketua", "?dari=//contoh.jahat/", "/penilaian/{pk}/tpi/MP/#q-A-I-1-i-b"),
        ("admin", "?dari=tpi", "/penilaian/{pk}/area/MP/#q-A-I-1-i-b"),
    ],
)
def test_the_way_back_leads_to_the_question_on_the_page_they_came_from(world, who, query, url):
    a = submitted(world)
    use = prove(world, a)
    html = pane(world, who, use, query).content.decode()
    wanted = url.format(pk=a.pk)
    assert re.search(r'class="zi-pane-back"><a href="([^"]+)"', html)[1] == wanted
    assert world.client(who).get(wanted.split("#")[0]).status_code == 200


def test_links_on_the_pages_name_where_they_stand(world):
    a = submitted(world)
    use = prove(world, a)
    for who, address, dari in (
        ("petugas", reverse("assessments:area", args=[a.pk, "MP"]), "jawab"),
        ("anggota", reverse("assessments:tpi_area", args=[a.pk, "MP"]), "mp"),
        ("anggota", reverse("assessments:tpi_area", args=[a.pk, "SEMUA"]), "semua"),
        ("anggota", reverse("assessments:tpi_question", args=[a.pk, CODE]), "soal"),
    ):
        assert f'href="/bukti/{use.pk}/baca/?dari={dari}"' in world.client(who).get(address).content.decode()
    row = world.client("ketua").get(
        reverse("assessments:tpi_compare_row", args=[a.pk, CODE]), headers={"HX-Request": "true"}
    )
    assert f'href="/bukti/{use.pk}/baca/?dari=banding"' in row.content.decode()


def test_facts_and_download(world, use):
    document = use.revision.document
    document.number, document.confidentiality = "188/<b>2</b>", "rahasia"
    document.save()
    html = pane(world, "petugas", use).content.decode()
    assert "188/&lt;b&gt;2&lt;/b&gt;" in html
    assert "Rahasia" in html
    assert "setiap pembukaan dicatat" in html
    assert f'href="/bukti/{use.pk}/?unduh=1"' in html


def test_the_time_it_speaks_of_is_said_as_people_write_it_and_marked(world, use):
    document = use.revision.document
    document.speaks_from = document.speaks_until = "2025-02-03"
    document.save()
    html = pane(world, "petugas", use).content.decode()
    assert "<dd>3 Februari 2025 <" in html
    assert "Di luar periode 2026" in html
    document.speaks_from, document.speaks_until = "2026-01-01", "2026-06-30"
    document.save()
    html = pane(world, "petugas", use).content.decode()
    assert "<dd>Januari–Juni 2026</dd>" in html
    assert "Di luar periode" not in html


def test_the_unit_alone_is_led_to_the_page_of_the_document(world, use):
    world.assessment(State.PENILAIAN_TPI)
    page = f'href="{reverse("assessments:paper", args=[use.assessment_id, use.revision.document_id])}"'
    found = {who: page in pane(world, who, use).content.decode() for who in ("petugas", "admin", "anggota")}
    assert found == {"petugas": True, "admin": False, "anggota": False}


def test_what_is_said_otherwise_since_it_was_submitted_is_told_to_readers(world, use):
    document, said = use.revision.document, "Keterangan diubah unit pada"
    change(document, title="Judul kedua", actor=world.petugas)  # before it was submitted: nobody's business
    a, whole = submitted(world), {"content": {}, "content_hash": "0" * 64}
    Submission.objects.create(assessment=a, by=world.pimpinan_unit, at=timezone.now(), **whole)
    pages_of = [
        reverse("assessments:pane", args=[use.pk]),
        reverse("assessments:paper", args=[use.assessment_id, document.pk]),
    ]
    assert [said in world.client("anggota").get(page).content.decode() for page in pages_of] == [False] * 2
    change(document, number="1/<b>baru</b>", actor=world.petugas)
    change(document, title="<b>Judul</b> ketiga", date=date(2026, 5, 1), actor=world.petugas)
    for page in pages_of:
        html = world.client("anggota").get(page).content.decode()
        assert said in html
        assert "<li>Judul semula: Judul kedua</li>" in html
        assert "<li>Nomor semula: –</li>" in html
        assert "<li>Tanggal dokumen semula: –</li>" in html
        assert "Jenis semula" not in html
        assert "<b>Judul" not in html
        assert said not in world.client("petugas").get(page).content.decode()
    change(document, title="Judul kedua", number="", date=None, actor=world.petugas)
    assert [said in world.client("anggota").get(page).content.decode() for page in pages_of] == [False] * 2


def change(document, *, actor, **facts) -> None:
    """Say something else of a document."""
    stored = Document.objects.get(pk=document.pk)
    wanted = replace(facts_of(stored), **facts)
    change_facts(stored, facts=wanted, seen=stored.version, actor=actor, role="Petugas unit")
