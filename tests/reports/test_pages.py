"""The documents page of a unit and what it hands out."""

import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.models import IssuedDocument, Job, State
from assessments.services.issuing import issue_lhe
from documents.services import store_generated
from tests.reports import year

pytestmark = pytest.mark.django_db


def url(name: str, *args) -> str:
    return reverse(f"assessments:{name}", args=args)


def paper(assessment, issue) -> bytes:
    return f"%PDF-1.4 {issue.id}".encode()


@pytest.fixture
def a(world):
    return year.released(world)


@pytest.fixture
def lhe(world, a):
    return issue_lhe(a.pk, number="700/15/LHE/2026", actor=world.ketua, render=paper)


def body(response) -> bytes:
    return b"".join(response.streaming_content)


def test_nothing_is_issued_yet(world):
    a = world.assessment(State.PENILAIAN_MANDIRI)
    page = world.client("petugas").get(url("reports", a.pk)).content.decode()
    assert "Belum ada dokumen terbit" in page
    assert "Terbitkan LHE" not in page
    assert "Buat lembar nilai" in page


@pytest.mark.parametrize(
    ("who", "form"), [("ketua", True), ("admin", True), ("petugas", False), ("anggota", False)]
)
def test_who_is_offered_the_form(world, a, who, form):
    page = world.client(who).get(url("reports", a.pk)).content.decode()
    assert ('name="number"' in page) is form


def test_an_issued_lhe_is_listed_and_not_offered_again(world, a, lhe):
    page = world.client("ketua").get(url("reports", a.pk)).content.decode()
    assert "700/15/LHE/2026" in page
    assert url("issued_file", lhe.pk) in page
    assert 'name="number"' not in page


def test_the_number_is_asked_for(world, a):
    page = world.client("ketua").post(url("issue_lhe", a.pk), {"number": "  "})
    assert page.status_code == 422
    assert "zi-errors" in page.content.decode()
    assert Job.objects.count() == 0


MATRIX = [
    # who, page before release, page after, issuing after release, sheet before submission
    ("petugas", 200, 200, 403, 302),
    ("petugas_pokja", 200, 200, 403, 302),
    ("pimpinan_unit", 200, 200, 403, 302),
    ("admin", 200, 200, 422, 302),
    ("pimpinan_instansi", 200, 200, 403, 302),
    ("ketua", 403, 200, 422, 403),
    ("anggota", 403, 200, 403, 403),
    ("pengendali", 403, 200, 403, 403),
    ("petugas_lain", 404, 404, 404, 404),
    ("orang_asing", 404, 404, 404, 404),
    ("petugas_asing", 404, 404, 404, 404),
    ("admin_sistem", 404, 404, 404, 404),
    ("tanpa_peran", 404, 404, 404, 404),
    (None, 302, 302, 302, 302),
]


@pytest.mark.parametrize(("who", "before", "after", "issue", "sheet"), MATRIX)
def test_who_may_do_what(world, who, before, after, issue, sheet):
    a = world.assessment(State.PENILAIAN_MANDIRI)
    browser = world.client(who)
    assert browser.get(url("reports", a.pk)).status_code == before
    assert browser.post(url("score_sheet", a.pk)).status_code == sheet
    assert browser.post(url("issue_lhe", a.pk), {"number": "1"}).status_code == {422: 403}.get(issue, issue)
    world.assessment(State.SELESAI_TPI)
    assert browser.get(url("reports", a.pk)).status_code == after
    assert browser.post(url("issue_lhe", a.pk), {"number": ""}).status_code == issue
    assert IssuedDocument.objects.count() == 0


@pytest.mark.parametrize(
    ("who", "status"),
    [
        *[(w, 200) for w in ("petugas", "pimpinan_unit", "admin", "pimpinan_instansi", "ketua", "anggota")],
        *[(w, 404) for w in ("petugas_lain", "orang_asing", "admin_sistem", "tanpa_peran")],
        (None, 302),
    ],
)
def test_who_may_download(world, a, lhe, who, status):
    response = world.client(who).get(url("issued_file", lhe.pk))
    assert response.status_code == status
    if status == 200:
        assert body(response) == paper(a, lhe)
        assert response["Content-Disposition"] == 'attachment; filename="LHE_PKM-01_2026.pdf"'
        assert (response["Content-Type"], response["X-Content-Type-Options"]) == (
            "application/pdf",
            "nosniff",
        )
        assert body(world.client(who).get(url("issued_file", lhe.pk))) == paper(a, lhe)


def test_an_unknown_document_is_not_found(world):
    assert world.client("admin").get(url("issued_file", uuid.uuid4())).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_documents_page(world, a, count, django_assert_num_queries):
    for number in range(count):
        IssuedDocument.objects.create(
            kind=IssuedDocument.Kind.SCORE_SHEET,
            assessment=a,
            number=str(number),
            issued_at=timezone.now(),
            issued_by=world.ketua,
            blob=store_generated(f"%PDF-1.4 {number}".encode(), media_type="application/pdf"),
            content_hash="0" * 64,
            audit_head="0" * 64,
            audit_length=1,
        )
    browser = world.client("ketua")
    # session, user, memberships, seats, conflicts of interest, assessment, issued documents, reopenings
    with django_assert_num_queries(8):
        browser.get(url("reports", a.pk))
