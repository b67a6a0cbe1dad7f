"""The pages of background jobs and of the recap."""

import io
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from assessments.models import IssuedDocument, Job, State
from assessments.reports import jobs as report_jobs
from assessments.services import job_limits
from assessments.services.errors import Refused
from assessments.services.issuing import issue_lhe
from assessments.services.job_work import kinds
from assessments.services.jobs import Product
from assessments.views.job_words import plain_title
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


def body(response) -> bytes:
    return b"".join(response.streaming_content)


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
    assert url("job_file", job.pk) in world.client("petugas").get(url("job", job.pk)).content.decode()
    world.assessment(State.PENILAIAN_TPI)
    assert world.client("petugas").get(url("job_file", job.pk)).status_code == 403
    page = world.client("petugas").get(url("job", job.pk)).content.decode()
    assert url("job_file", job.pk) not in page
    assert "Berkasnya tidak dapat diunduh sekarang" in page


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
    with pytest.raises(Refused):
        report_jobs.make_score_sheet(job, lambda percent: None)


def test_the_products_of_jobs_are_pdfs(world):
    job = make_job(world)
    world.assessment(State.PENILAIAN_MANDIRI)
    product = report_jobs.make_score_sheet(job, lambda percent: None)
    assert isinstance(product, Product)
    assert product.content.startswith(b"%PDF-")


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


def test_the_list_of_jobs_is_ones_own_and_says_how_each_stands(world, django_assert_num_queries):
    assert "Belum ada pekerjaan" in world.client("petugas").get(url("jobs")).content.decode()
    soon = timezone.now() + timedelta(minutes=5)
    failed = make_job(world, status="failed", attempts=3, error="Nomor <1> sudah dipakai.")
    others = make_job(world, "anggota")
    mine = [
        make_job(world),
        make_job(world, status="queued", attempts=1, not_before=soon),
        make_job(world, status="running", attempts=2, progress=40, beat_at=timezone.now()),
        make_job(world, status="queued", attempts=1),
        failed,
    ]
    # session, user, their devices, roles, seats, bell, savepointless look for lost jobs, count, jobs
    with django_assert_num_queries(7):
        page = world.client("petugas").get(url("jobs")).content.decode()
    for job in mine:
        assert f'href="{url("job", job.pk)}"' in page
        stops = f'action="{url("job_cancel", job.pk)}"' in page
        assert stops == (job.pk != failed.pk)
    assert f'href="{url("job", others.pk)}"' not in page
    assert "Nomor &lt;1&gt; sudah dipakai." in page
    assert f"Dicoba lagi pukul {soon.astimezone(ZoneInfo('Asia/Jakarta')):%H.%M} WIB." in page
    world.instansi.time_zone = "Asia/Jayapura"
    world.instansi.save()
    there = world.client("petugas").get(url("jobs")).content.decode()
    assert f"Dicoba lagi pukul {soon.astimezone(ZoneInfo('Asia/Jayapura')):%H.%M} WIT." in there
    assert f"{failed.created_at.astimezone(ZoneInfo('Asia/Jayapura')):%H.%M} WIT</td>" in there
    assert "Percobaan ke-2." in page
    assert "Terhenti pada percobaan ke-1, sebentar lagi dicoba lagi." in page


def test_a_full_queue_leads_to_the_list_in_which_one_can_cancel(world, monkeypatch):
    monkeypatch.setattr(job_limits, "MOST_OF_PERSON", 1)
    a = world.assessment(State.PENILAIAN_MANDIRI)
    make_job(world, kind="trail")
    unit = world.client("petugas")
    answer = unit.post(url("score_sheet", a.pk))
    assert (answer.status_code, answer["Location"]) == (302, url("jobs"))
    assert "Masih ada 1 pekerjaan Anda yang belum selesai." in unit.get(url("jobs")).content.decode()
    assert unit.post(url("score_sheet", a.pk), headers=HX)["HX-Redirect"] == url("jobs")
    assert Job.objects.count() == 1


def test_every_kind_of_work_has_a_name(world):
    for kind in (kind for kind in kinds() if not kind.startswith("test.")):
        job = Job(kind=kind, instansi=world.instansi, requested_by=world.admin, params={"year": 2026})
        assert not plain_title(job).startswith("Dokumen ·"), kind


def test_a_waiting_job_says_which_try_it_is(world):
    job = make_job(world, status="running", attempts=2, beat_at=timezone.now())
    assert "Percobaan ke-2." in world.client("petugas").get(url("job", job.pk)).content.decode()
