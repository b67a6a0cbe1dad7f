"""The reading pane: who reads which evidence, what stands beside it, the frame it is shown in."""

import io
import re
from contextlib import ExitStack
from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.models import Assessment, EvidenceUse, Sheet, State, Submission
from assessments.services import evidence
from audit.queries import of_chain
from documents import store
from documents.models import Document, LinkCheck
from documents.preview import counting, running
from documents.preview.turns import one_of
from documents.services.facts import change_facts, facts_of
from tests.assessments.rounds import A1, attach, handed_in, overdue, resubmitted, returned
from tests.assessments.tpi import MEMBER, finalised, submitted
from tests.documents import files, pages

CODE = "A.I.1.i.b"
POLICY = (
    "sandbox; default-src 'none'; img-src data:; style-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'"
)
ALL = [
    "petugas",
    "petugas_pokja",
    "pimpinan_unit",
    "anggota",
    "ketua",
    "pengendali",
    "admin",
    "pimpinan_instansi",
]


def add(world, a: Assessment, name: str = "sk.pdf", content: bytes = b"", **where) -> EvidenceUse:
    """A file as evidence of CODE."""
    return evidence.add_file(
        a.pk,
        code=CODE,
        file=io.BytesIO(content or pages.raw_pdf(pages=12)),
        filename=name,
        kind="sk",
        actor=world.petugas,
        where=evidence.Where(**where),
    )


def pane(world, who, use, query: str = ""):
    return world.client(who).get(reverse("assessments:pane", args=[use.pk]) + query)


def sheet(world, who, use, query: str = ""):
    return world.client(who).get(reverse("assessments:pane_sheet", args=[use.pk]) + query)


def frame_of(html: str) -> str:
    return re.search(r'<iframe class="zi-pane-frame" sandbox src="([^"]+)"', html)[1].replace("&amp;", "&")


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
        assert "TPI" not in re.sub(r"<footer.*", "", html.split('<main id="isi"')[1], flags=re.S), who


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


# --- pages ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("locator", "query", "number"),
    [
        ("", "", 1),
        ("hlm. 3–5", "", 3),
        ("Lampiran II, halaman 4", "", 4),
        ("7", "", 7),
        ("2-3", "", 2),
        ("pasal 9", "", 1),
        ("2026", "", 12),
        ("hlm. 99", "", 12),
        ("hlm. 3", "?hal=8", 8),
        ("hlm. 3", "?hal=0", 3),
        ("", "?hal=-1", 1),
        ("", "?hal=abc", 1),
        ("", "?hal=٣", 1),
        ("", "?hal=999999", 12),
        ("", f"?hal={10**30}", 1),
    ],
)
def test_it_opens_where_the_locator_or_the_reader_says(world, locator, query, number):
    use = add(world, world.assessment(), locator=locator)
    html = pane(world, "petugas", use, query).content.decode()
    assert frame_of(html) == f"/bukti/{use.pk}/lembar/?hal={number}"
    assert "dari 12" in html
    assert ('rel="prev"' in html, 'rel="next"' in html) == (number > 1, number < 12)


@pytest.mark.parametrize(
    ("query", "status", "text"),
    [
        ("?hal=1", 200, "sk, halaman 1 dari 12"),
        ("?hal=12&besar=1", 200, "sk, halaman 12 dari 12"),
        ("?hal=0", 200, "sk, halaman 1 dari 12"),
        ("?hal=-1", 200, "sk, halaman 1 dari 12"),
        ("?hal=abc", 200, "sk, halaman 1 dari 12"),
        ("?hal=13", 404, "Tidak ada halaman 13; dokumen ini berisi 12 halaman."),
        ("?hal=999999", 404, "Tidak ada halaman 999999; dokumen ini berisi 12 halaman."),
    ],
)
def test_pages_of_the_frame(world, use, query, status, text):
    response = sheet(world, "petugas", use, query)
    assert (response.status_code, text in response.content.decode()) == (status, True)


def test_the_frame_has_no_origin_and_fetches_nothing(world, use):
    response = sheet(world, "petugas", use)
    told = {name: response[name] for name in response.headers if name not in ("Content-Length", "Vary")}
    assert told == {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Security-Policy": POLICY,
        "X-Frame-Options": "SAMEORIGIN",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Referrer-Policy": "no-referrer",
    }
    html = response.content.decode()
    fetched = re.findall(r'(?:src|href|action)="([^"]{0,23})', html)
    assert fetched == ["/static/css/sheet.css", "data:image/jpeg;base64,"]
    assert "<script" not in html
    outer = pane(world, "petugas", use)
    assert outer["X-Frame-Options"] == "DENY"
    assert '<iframe class="zi-pane-frame" sandbox src=' in outer.content.decode()


def test_html_in_documents_is_text(world):
    a = world.assessment()
    for name, content in (
        ("a.docx", pages.docx()),
        ("a.csv", b"nama;nilai\n<script>alert(1)</script>;2\n"),
        ("a.txt", b"Catatan: <script>alert(1)</script>"),
    ):
        html = sheet(world, "petugas", add(world, a, name, content)).content.decode()
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
        assert "<script" not in html


@pytest.mark.parametrize(
    ("name", "content", "text"),
    [
        ("a.xlsx", pages.xlsx(), "Baris 1"),
        ("a.odt", pages.odt(), "Notulen"),
        ("a.pptx", pages.pptx(), "Pembuka"),
        ("a.png", files.image("PNG"), "data:image/jpeg;base64,"),
        ("a.jpg", files.image("JPEG"), "data:image/jpeg;base64,"),
        ("a.webp", files.image("WEBP"), "data:image/jpeg;base64,"),
    ],
)
def test_what_is_shown_of_each_type(world, name, content, text):
    use = add(world, world.assessment(), name, content)
    assert pane(world, "petugas", use).status_code == 200
    assert text in sheet(world, "petugas", use).content.decode()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (pages.locked_pdf(), "dikunci dengan kata sandi"),
        (files.PDF, "rusak atau tidak lazim"),
    ],
    ids=["locked", "broken"],
)
def test_what_cannot_be_shown_says_why_and_offers_the_file(world, content, message):
    use = add(world, world.assessment(), content=content)
    html = pane(world, "petugas", use).content.decode()
    assert message in html
    assert "Unduh berkasnya" in html
    assert "<iframe" not in html
    response = sheet(world, "petugas", use)
    assert (response.status_code, message in response.content.decode()) == (200, True)
    assert response["Content-Security-Policy"] == POLICY


def test_damaged_content_is_never_read_and_is_in_the_audit(world, use):
    path = store._root() / store.name_of(use.revision.blob.sha256)
    path.chmod(0o600)
    path.write_bytes(b"sesuatu yang lain")
    response = sheet(world, "petugas", use)
    assert "tidak lagi sama dengan yang diunggah" in response.content.decode()
    told = of_chain(f"instansi:{world.instansi.pk}").first()
    assert (told.action, told.object_id) == ("content.damaged", str(use.revision.blob_id))


def test_a_link_is_an_address_and_what_the_portal_saw_there(world):
    a = world.assessment()
    use = evidence.add_link(
        a.pk, code=CODE, url="https://contoh.go.id/b?a=1&b=2", title="Berita", kind="sk", actor=world.petugas
    )
    html = pane(world, "petugas", use).content.decode()
    assert (
        '<a href="https://contoh.go.id/b?a=1&amp;b=2" target="_blank" rel="noopener noreferrer nofollow">'
        in html
    )
    assert "belum diperiksa portal" in html
    assert "<iframe" not in html
    LinkCheck.objects.create(
        revision=use.revision, result="mati", detail="server menjawab 404", checked_at=use.revision.created_at
    )
    assert "Tautan ini tidak dapat dibuka." in pane(world, "petugas", use).content.decode()
    assert sheet(world, "petugas", use).status_code == 404


def test_too_many_at_once_are_told_to_come_again(world, use, monkeypatch):
    monkeypatch.setattr(running, "PATIENCE", 0.01)
    with ExitStack() as taken:
        for turn in range(running.AT_ONCE):
            taken.enter_context(one_of([f"page-{turn}"], patience=0))
        response = sheet(world, "petugas", use)
        assert (response.status_code, response["Retry-After"]) == (503, "5")
        assert "sedang sibuk" in response.content.decode()
        html = pane(world, "petugas", use).content.decode()
        assert frame_of(html) == f"/bukti/{use.pk}/lembar/?hal=1"
        assert 'rel="next"' in html  # not counted: there may be more


def test_a_count_is_remembered_by_content(world, use, monkeypatch):
    pane(world, "petugas", use)
    monkeypatch.setattr("documents.preview.looking.page_of", lambda *a, **k: pytest.fail("counted twice"))
    assert "dari 12" in pane(world, "petugas", use).content.decode()


# --- queries -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("others", [0, 29])
def test_the_number_of_queries_does_not_depend_on_the_evidence(world, django_assert_num_queries, others):
    """Unit: session, person, evidence, assessment, memberships, seats; answer, evidence of the question."""
    a = submitted(world)
    world.assessment(State.PENILAIAN_MANDIRI)
    use = add(world, a)
    for number in range(others):
        add(world, a, f"{number}.txt", b"isi %d" % number)
    petugas, anggota = world.client("petugas"), world.client("anggota")
    address = reverse("assessments:pane", args=[use.pk])
    petugas.get(address)
    with django_assert_num_queries(8):
        petugas.get(address)
    with django_assert_num_queries(5):
        petugas.get(reverse("assessments:pane_sheet", args=[use.pk]))
    world.assessment(State.PENILAIAN_TPI)
    # conflicts of interest, changes of the facts; in place of the answer: sheets, their answers
    with django_assert_num_queries(11):
        anggota.get(address)


def test_a_page_that_can_not_be_made_is_tried_once_in_a_while(world, monkeypatch):
    """Whoever asks again, for the pane or its frame, is told at once; another page or size is tried."""
    broken = add(world, world.assessment(), "rusak.pdf", b"%PDF-1.4\nrusak\n%%EOF\n")
    tried = []
    real = running._answer
    monkeypatch.setattr(running, "_answer", lambda *given: tried.append(given[1][1:]) or real(*given))
    for who in ("petugas", "petugas", "pimpinan_unit", "admin"):
        assert "Dokumen ini rusak" in sheet(world, who, broken).content.decode()
        assert "Dokumen ini rusak" in pane(world, who, broken).content.decode()
    assert tried == [["1", "0"], ["0", "0"]]
    sheet(world, "petugas", broken, "?hal=2")
    sheet(world, "petugas", broken, "?besar=1")
    assert tried[2:] == [["2", "0"], ["1", "1"]]


def test_a_person_with_many_tabs_is_told_to_wait(world, use, monkeypatch):
    monkeypatch.setattr(running, "OWN_PATIENCE", 0.01)
    with one_of([f"person-{world.petugas.pk}"], patience=0):
        refused = sheet(world, "petugas", use)
        assert (refused.status_code, refused["Retry-After"]) == (503, "5")
        assert sheet(world, "admin", use).status_code == 200
    assert sheet(world, "petugas", use).status_code == 200
