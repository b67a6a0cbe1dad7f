"""The recap page: what can be made, by whom, what was made before and may no longer be had."""

from datetime import timedelta

import pytest
from django.test import TestCase
from django.urls import reverse
from django.utils import timezone

from assessments.kke.recaps.offers import OFFERS
from assessments.models import Job, State, StateChange
from documents.services import store_generated

pytestmark = pytest.mark.django_db
KINDS = list(OFFERS)


def url(name: str, *args) -> str:
    return reverse(f"assessments:{name}", args=args)


PAGE = ("recap", "KAB-X", 2026)


def ask(world, kind: str | None, who: str = "admin"):
    with TestCase.captureOnCommitCallbacks(execute=True):
        return world.client(who).post(url(*PAGE), {} if kind is None else {"jenis": kind})


def page(world, who: str = "admin") -> str:
    return world.client(who).get(url(*PAGE)).content.decode()


def fetch(world, job: Job, who: str = "admin") -> int:
    """The status with which the file of a job is answered; it is read to its end."""
    response = world.client(who).get(url("job_file", job.pk))
    if response.streaming:
        assert b"".join(response.streaming_content)
    return response.status_code


def reopen(world, when=None) -> None:
    a = world.assessment(State.PENILAIAN_TPI)
    StateChange.objects.create(
        assessment=a,
        name="buka_kembali",
        source=State.SELESAI_TPI,
        target=State.PENILAIAN_TPI,
        by=world.admin,
        role="Admin inspektorat",
        at=when or timezone.now(),
    )


def test_the_page_offers_everything_and_says_that_nothing_was_made_yet(world):
    html = page(world)
    assert [html.count(f'value="{key}"') for key in KINDS] == [1] * 7
    assert KINDS == ["instansi", "tahun", "koreksi", "bukti", "kke", "kke-kosong", "ringkasan"]
    assert html.count(" checked>") == 1
    assert "Belum ada berkas" in html


@pytest.mark.parametrize("who", ["admin", "pimpinan_instansi"])
@pytest.mark.parametrize("kind", [None, *KINDS])
def test_whatever_is_asked_for_is_made_and_can_be_had_again(world, who, kind):
    world.fill(world.assessment(), "best")
    response = ask(world, kind, who)
    job = Job.objects.get()
    assert response["Location"] == url("job", job.pk)
    assert (job.status, job.requested_by) == (Job.Status.DONE, world.people[who])
    html = page(world, who)
    assert f'href="{url("job_file", job.pk)}"' in html
    assert OFFERS[kind or "instansi"].title in html
    assert fetch(world, job, who) == 200
    shown = world.client(who).get(url("job", job.pk)).content.decode()
    assert f"{OFFERS[kind or 'instansi'].title} · Pemerintah Kabupaten Sukamaju 2026" in shown
    assert f'<a href="{url(*PAGE)}">Ke rekap dan arsip</a>' in shown


def test_a_choice_that_is_none_is_said_and_starts_nothing(world):
    response = ask(world, "semua")
    assert (response.status_code, Job.objects.count()) == (422, 0)
    assert "Pilih salah satu yang ada di daftar." in response.content.decode()


@pytest.mark.parametrize(
    ("who", "status"), [("petugas", 404), ("ketua", 404), ("orang_asing", 404), ("admin_sistem", 404)]
)
def test_nobody_else_makes_one(world, who, status):
    assert [ask(world, kind, who).status_code for kind in KINDS] == [status] * 7
    assert not Job.objects.exists()


def test_a_double_click_is_one_job(world, worker):
    assert ask(world, "kke")["Location"] == ask(world, "kke")["Location"]
    assert ask(world, "kke-kosong")["Location"] != ask(world, "kke")["Location"]
    assert "Sedang dibuat" in page(world)


def test_only_ones_own_files_of_this_year_are_listed(world):
    world.assessment()
    ask(world, "bukti")
    assert "Belum ada berkas" in page(world, "pimpinan_instansi")
    mine = Job.objects.get()
    assert fetch(world, mine, "pimpinan_instansi") == 404
    Job.objects.update(params={"year": 2025, "kind": "bukti"})
    assert "Belum ada berkas" in page(world)


@pytest.mark.parametrize(
    ("kind", "status"),
    [("instansi", 403), ("tahun", 403), ("koreksi", 403), ("kke", 403), ("bukti", 200), ("ringkasan", 200)],
)
def test_once_a_result_is_opened_again_no_older_file_tells_it(world, kind, status):
    a = world.assessment(State.SELESAI_TPI)
    world.fill(a, "best")
    world.fill(a, "worst", kind="tpi")
    ask(world, kind)
    job = Job.objects.get()
    reopen(world)
    assert fetch(world, job) == status
    html = page(world)
    assert ("Tidak berlaku lagi" in html, url("job_file", job.pk) in html) == (status == 403, status == 200)
    told = (
        "Berkasnya tidak dapat diunduh sekarang"
        in world.client("admin").get(url("job", job.pk)).content.decode()
    )
    assert told == (status == 403)


def test_what_was_opened_again_before_takes_nothing_away(world):
    reopen(world, timezone.now() - timedelta(minutes=1))
    ask(world, "koreksi")
    assert fetch(world, Job.objects.get()) == 200


def test_a_failure_and_a_note_are_told(world):
    ask(world, "kke")  # without a unit
    html = page(world)
    assert ("Gagal" in html, "Belum ada unit yang terdaftar pada tahun ini." in html) == (True, True)
    Job.objects.update(
        status="done",
        error="1 KKE. 1 unit tidak dapat dibuat: DKC.",
        result=store_generated(b"PK", media_type="application/zip"),
    )
    assert "1 unit tidak dapat dibuat: DKC." in page(world)
    job = Job.objects.get()
    assert "1 unit tidak dapat dibuat: DKC." in world.client("admin").get(url("job", job.pk)).content.decode()


def test_an_ended_role_closes_the_file(world):
    world.assessment()
    ask(world, "kke-kosong")
    world.admin.memberships.all().delete()
    assert fetch(world, Job.objects.get()) == 403


def test_queries_do_not_grow_with_what_was_made(world, django_assert_num_queries):
    world.assessment()
    client = world.client("admin")
    client.get(url(*PAGE))
    counts = []
    for kind in ("bukti", "koreksi", "instansi"):
        ask(world, kind)
        # session, user, memberships, seats, period, jobs with their files, results opened again
        with django_assert_num_queries(7) as queries:
            client.get(url(*PAGE))
        counts.append(len(queries))
    assert counts == [7, 7, 7]
