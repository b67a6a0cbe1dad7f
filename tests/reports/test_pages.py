"""The pages of documents, jobs, recap and verification."""

import io
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from assessments.models import IssuedDocument, Job, Sheet, State
from assessments.reports import jobs as report_jobs
from assessments.services.issuing import issue_lhe
from assessments.services.jobs import Product
from documents.services import store_generated
from tests.reports import year

pytestmark = pytest.mark.django_db
HX = {"HX-Request": "true"}


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


# --- documents -------------------------------------------------------------------------------------------


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
    # session, user, memberships, seats, assessment, issued documents
    with django_assert_num_queries(6):
        browser.get(url("reports", a.pk))


# --- jobs ------------------------------------------------------------------------------------------------


def make_job(world, who="petugas", **fields) -> Job:
    a = world.assessment(State.SELESAI_TPI)
    wanted = {
        "kind": "score_sheet",
        "instansi": world.instansi,
        "assessment": a,
        "requested_by": world.people[who],
    }
    return Job.objects.create(**{**wanted, **fields})


def finished(world, content=b"%PDF-1.4 hasil", **fields) -> Job:
    blob = store_generated(content, media_type="application/pdf")
    return make_job(world, status="done", progress=100, result=blob, filename="hasil.pdf", **fields)


def test_a_waiting_job_asks_again_with_and_without_javascript(world):
    job = make_job(world)
    page = world.client("petugas").get(url("job", job.pk)).content.decode()
    assert f'hx-get="{url("job", job.pk)}"' in page
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in page
    part = world.client("petugas").get(url("job", job.pk), headers=HX).content.decode()
    assert part.lstrip().startswith('<div class="zi-job zi-job-menunggu"')
    assert "<html" not in part


def test_a_running_job_shows_how_far_it_is(world):
    job = make_job(world, status="running", progress=40)
    assert 'value="40" max="100"' in world.client("petugas").get(url("job", job.pk)).content.decode()


def test_a_failed_job_says_why_and_stops_asking(world):
    job = make_job(world, status="failed", error="Nomor 1 sudah dipakai LHE unit lain.")
    page = world.client("petugas").get(url("job", job.pk)).content.decode()
    assert "Nomor 1 sudah dipakai LHE unit lain." in page
    assert "hx-get" not in page
    assert "refresh" not in page
    assert world.client("petugas").get(url("job_file", job.pk)).status_code == 404


def test_a_result_is_the_requesters_alone(world):
    job = finished(world)
    response = world.client("petugas").get(url("job_file", job.pk))
    assert body(response) == b"%PDF-1.4 hasil"
    for who in ("pimpinan_unit", "admin", "ketua", "orang_asing"):
        assert world.client(who).get(url("job", job.pk)).status_code == 404
        assert world.client(who).get(url("job_file", job.pk)).status_code == 404


def test_the_permission_is_asked_again_at_download(world):
    job = finished(world)
    world.petugas.memberships.all().delete()
    assert world.client("petugas").get(url("job_file", job.pk)).status_code == 403


def test_an_issued_sheet_is_not_served_when_no_longer_released(world, a):
    document = issue_lhe(a.pk, number="1", actor=world.ketua, render=paper)
    job = make_job(world, status="done", result=document.blob, filename="x.pdf")
    world.assessment(State.PENILAIAN_TPI)
    assert world.client("petugas").get(url("job_file", job.pk)).status_code == 403


def test_a_score_sheet_comes_from_the_button(world, django_capture_on_commit_callbacks):
    a = world.assessment(State.PENILAIAN_MANDIRI)
    with django_capture_on_commit_callbacks(execute=True):
        answer = world.client("petugas").post(url("score_sheet", a.pk))
    job = Job.objects.get()
    assert answer["Location"] == url("job", job.pk)
    assert (job.status, job.filename) == ("done", "lembar-nilai_PKM-01_2026_salinan-kerja.pdf")
    assert body(world.client("petugas").get(url("job_file", job.pk))).startswith(b"%PDF-")
    page = world.client("petugas").get(url("job", job.pk)).content.decode()
    assert url("job_file", job.pk) in page


def test_an_lhe_comes_from_the_form_once(world, a, django_capture_on_commit_callbacks):
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            world.client("ketua").post(url("issue_lhe", a.pk), {"number": "700/15/LHE/2026"})
    document = IssuedDocument.objects.get()
    assert [job.result_id for job in Job.objects.all()] == [document.blob_id] * 2
    assert document.number == "700/15/LHE/2026"


def test_a_job_whose_asker_lost_their_role_is_refused(world):
    job = make_job(world)
    world.petugas.memberships.all().delete()
    with pytest.raises(report_jobs.Refused):
        report_jobs.make_score_sheet(job, lambda percent: None)


def test_the_products_of_jobs_are_pdfs(world):
    job = make_job(world)
    world.assessment(State.PENILAIAN_MANDIRI)
    product = report_jobs.make_score_sheet(job, lambda percent: None)
    assert isinstance(product, Product)
    assert product.content.startswith(b"%PDF-")


# --- recap -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("admin", 200),
        ("pimpinan_instansi", 200),
        ("petugas", 404),
        ("ketua", 404),
        ("orang_asing", 404),
        (None, 302),
    ],
)
def test_who_may_make_a_recap(world, who, status):
    assert world.client(who).get(url("recap", "KAB-X", 2026)).status_code == status


def test_a_recap_comes_from_the_button(world, django_capture_on_commit_callbacks):
    a = world.assessment(State.PENILAIAN_MANDIRI)
    world.fill(a, "best")
    with django_capture_on_commit_callbacks(execute=True):
        world.client("admin").post(url("recap", "KAB-X", 2026))
    job = Job.objects.get()
    content = body(world.client("admin").get(url("job_file", job.pk)))
    assert load_workbook(io.BytesIO(content)).active["B6"].value == "Puskesmas Melati"
    world.admin.memberships.all().delete()
    assert world.client("admin").get(url("job_file", job.pk)).status_code == 403


# --- verification ----------------------------------------------------------------------------------------


def test_anyone_can_verify(world, lhe, django_assert_num_queries):
    # the document with content, unit, instansi and year
    with django_assert_num_queries(1):
        response = world.client(None).get(url("verify", lhe.pk))
    page = response.content.decode()
    assert response.status_code == 200
    for said in (
        "Laporan hasil evaluasi",
        "700/15/LHE/2026",
        "Puskesmas Melati",
        "Pemerintah Kabupaten Sukamaju",
        "Berlaku",
        lhe.blob.sha256,
        str(lhe.pk),
    ):
        assert said in page


def test_verification_tells_nothing_else(world, a, lhe):
    page = world.client(None).get(url("verify", lhe.pk)).content.decode()
    totals = [f"{s.total:.2f}".replace(".", ",") for s in Sheet.objects.filter(assessment=a)]
    people = [str(user) for user in world.people.values()]
    for secret in [
        *totals,
        *people,
        lhe.content_hash,
        lhe.audit_head,
        "Selesai TPI",
        url("issued_file", lhe.pk),
    ]:
        assert secret not in page


def test_a_superseded_document_says_so(world, lhe):
    IssuedDocument.objects.filter(pk=lhe.pk).update(superseded_at=timezone.now())
    page = world.client(None).get(url("verify", lhe.pk)).content.decode()
    assert "Dokumen ini sudah diganti" in page
    assert "Tidak berlaku lagi" in page


def test_an_unknown_id_is_said_to_be_unknown(world):
    id = uuid.uuid4()
    response = world.client(None).get(url("verify", id))
    assert response.status_code == 404
    assert "tidak pernah menerbitkan dokumen" in response.content.decode()
    assert str(id) in response.content.decode()


@pytest.mark.parametrize("typed", ["{}", " {} ", "https://portal.contoh.go.id/verifikasi/{}/"])
def test_the_form_takes_what_people_paste(world, lhe, typed):
    response = world.client(None).get(url("verify_form"), {"code": typed.format(str(lhe.pk).upper())})
    assert response["Location"] == url("verify", lhe.pk)


@pytest.mark.parametrize("typed", ["", "700/15", "<script>", "x" * 300])
def test_the_form_refuses_what_is_no_code(world, typed):
    response = world.client(None).get(url("verify_form"), {"code": typed})
    assert response.status_code == 422
    assert "zi-errors" in response.content.decode()


def test_the_form_stands_alone(world):
    response = world.client(None).get(url("verify_form"))
    assert response.status_code == 200
    assert "zi-errors" not in response.content.decode()
