"""The pages of the reading pane: which one is open, its frame, what cannot be shown, and at what cost."""

import re
from contextlib import ExitStack
from unittest.mock import Mock

import pytest
from django.urls import reverse

from assessments.models import EvidenceUse, State
from assessments.services import evidence
from audit.queries import of_chain
from documents import store
from documents.errors import Unavailable
from documents.models import LinkCheck
from documents.preview import counting, looking, running
from documents.preview.turns import one_of
from tests.assessments.reading import CODE, POLICY, add, frame_of, pane, sheet
from tests.assessments.tpi import submitted
from tests.documents import files, pages
from zi_portal.browser_rules import PERMISSIONS


@pytest.fixture(autouse=True)
def counted_anew():
    counting.forget()


@pytest.fixture
def use(world) -> EvidenceUse:
    return add(world, world.assessment())


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
    told = {
        name: response[name]
        for name in response.headers
        if name not in ("Content-Length", "Vary", "X-Request-ID")
    }
    assert told == {
        "Content-Type": "text/html; charset=utf-8",
        "Permissions-Policy": PERMISSIONS,
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


def test_a_page_whose_making_was_told_to_end_is_made_anew(world, use, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr("documents.preview.looking.page_of", Mock(side_effect=Unavailable))
        assert looking.STOPPED in sheet(world, "petugas", use).content.decode()
    assert "data:image/jpeg" in sheet(world, "petugas", use).content.decode()


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
