"""Background work: at once without a worker, later with one, once in any case."""

import functools
import io
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import IO

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django_tasks_db.models import DBTaskResult

from assessments.models import Job
from assessments.services import job_limits, jobs
from assessments.services.errors import Refused
from assessments.services.jobs import Product, job_kind, run_job, start_job
from documents import store
from tests.factories.jobs import DONE, SEEN, run_due, start

# Jobs run after the commit, and db_worker closes connections: both need real transactions.
pytestmark = pytest.mark.django_db(transaction=True)

OPEN: list[IO[bytes]] = []


@job_kind("test.large")
def _large(job, progress):
    content = tempfile.TemporaryFile()  # noqa: SIM115 closed by whoever stores it
    content.write(b"besar")
    OPEN.append(content)
    return Product(content=content, filename="b.zip", content_type="application/zip", note="1 unit gagal.")


@job_kind("test.refused")
def _refused(job, progress):
    raise Refused("Belum ada jawaban.", "Periode sudah ditutup.")


@job_kind("test.broken")
def _broken(job, progress):
    return 1 / 0


@pytest.fixture(autouse=True)
def _fresh():
    DONE.clear()
    SEEN.clear()


def test_beside_a_worker_jobs_are_left_to_it_and_without_one_reminders_do_not_wait_for_them(
    world, worker, monkeypatch
):
    job, did = start(world), []
    for name in ("remind", "send_waiting"):
        told = functools.partial(lambda name, now: did.append((name, list(DONE))), name)
        monkeypatch.setattr(f"assessments.management.commands.run_due_tasks.{name}", told)
    call_command("run_due_tasks", beside_worker=True, stdout=io.StringIO())
    assert Job.objects.get(pk=job.pk).status == Job.Status.QUEUED
    run_due()
    assert (did, DONE) == ([("remind", []), ("send_waiting", [])] * 2, [job.pk])


def test_without_a_worker_it_is_done_at_once(world):
    job = start(world, params={"year": 2026})
    assert (job.status, job.progress, job.error, job.filename) == (Job.Status.DONE, 100, "", "rekap.txt")
    assert (job.params, job.instansi, job.requested_by) == ({"year": 2026}, world.instansi, world.admin)
    assert job.started_at <= job.finished_at
    assert job.result.media_type == "text/plain"
    with store.open_verified(job.result.sha256) as content:
        assert content.read() == b"isi"
    assert SEEN == [("running", 10), ("running", 50), ("running", 50), ("running", 99)]


def test_a_large_result_is_a_file_from_its_start_closed_afterwards_with_what_to_know_of_it(world):
    job = start(world, kind="test.large")
    assert (job.status, job.error, OPEN.pop().closed) == (Job.Status.DONE, "1 unit gagal.", True)
    with store.open_verified(job.result.sha256) as content:
        assert content.read() == b"besar"


def test_a_job_of_an_assessment_belongs_to_its_instansi(world):
    assessment = world.assessment()
    job = start_job("test.file", actor=world.petugas, assessment=assessment)
    assert (job.assessment, job.instansi, job.status) == (assessment, world.instansi, Job.Status.DONE)


def test_with_a_worker_it_waits(world, worker):
    job = start(world)
    assert (job.status, DONE) == (Job.Status.QUEUED, [])
    assert DBTaskResult.objects.get().args_kwargs["args"] == [job.pk]
    run_due()
    job.refresh_from_db()
    assert (job.status, DONE) == (Job.Status.DONE, [job.pk])
    assert DBTaskResult.objects.get().status == "SUCCESSFUL"


def test_taken_twice_it_runs_once(world, worker):
    job = start(world)
    run_job.call(job.pk)
    run_job.call(job.pk)
    run_due()
    assert [job.pk] == DONE


def test_two_workers_at_once_run_it_once(world, worker):
    job = start(world)
    together = threading.Barrier(2, timeout=20)

    def take(_):
        together.wait()
        try:
            run_job.call(job.pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(take, range(2)))
    assert [job.pk] == DONE


def test_asked_twice_it_is_one_job(world, worker):
    first = start(world, params={"year": 2026, "kind": "x"})
    assert start(world, params={"year": 2026, "kind": "x"}) == first
    others = {start(world), start(world, params={"year": 2025}), start(world, kind="test.refused")}
    others.add(start_job("test.file", actor=world.pimpinan_instansi, instansi=world.instansi))
    assert len(others | {first}) == 5
    run_due()
    assert start(world, params={"year": 2026, "kind": "x"}) != first


def test_a_refusal_is_told_to_the_person(world):
    job = start(world, kind="test.refused")
    assert (job.status, job.error) == (Job.Status.FAILED, "Belum ada jawaban. Periode sudah ditutup.")
    assert (job.result, job.filename) == (None, "")
    assert job.finished_at is not None


def test_a_fault_is_told_in_general_words_and_logged(world, caplog):
    job = start(world, kind="test.broken")
    assert (job.status, job.error) == (Job.Status.FAILED, job_limits.UNEXPECTED.format(job.pk))
    assert "ZeroDivisionError" in caplog.text


def test_a_fault_does_not_stop_the_others(world, worker):
    broken, good = start(world, kind="test.broken"), start(world)
    run_due()
    broken.refresh_from_db()
    good.refresh_from_db()
    assert (broken.status, good.status) == (Job.Status.FAILED, Job.Status.DONE)
    assert "ZeroDivisionError" in DBTaskResult.objects.get(status="FAILED").traceback


def test_a_queued_job_without_task_is_done_too(world, worker):
    broken, good = start(world, kind="test.broken"), start(world)
    DBTaskResult.objects.all().delete()
    assert run_due() == "Tidak ada lagi yang menunggu (2 tanpa antrean, 0 terputus).\n"
    assert set(Job.objects.values_list("pk", "status")) == {(broken.pk, "failed"), (good.pk, "done")}


def test_a_waiting_job_is_cancelled_by_its_owner_alone(world, worker):
    job = start(world)
    with pytest.raises(Job.DoesNotExist):
        jobs.cancel_job(job.pk, actor=world.pimpinan_instansi)
    assert [jobs.cancel_job(job.pk, actor=world.admin) for _ in range(2)] == [True, False]
    run_due()
    job.refresh_from_db()
    assert (job.status, DONE) == (Job.Status.CANCELLED, [])


@job_kind("test.long")
def _long(job, progress):
    progress(10)
    assert jobs.cancel_job(job.pk, actor=job.requested_by)
    progress(10)
    DONE.append(job.pk)


def test_a_running_job_stops_where_it_tells_its_progress(world):
    job = start(world, kind="test.long")
    assert (job.status, job.progress, DONE) == (Job.Status.CANCELLED, 10, [])


@job_kind("test.writes")
def _writes(job, progress):
    with transaction.atomic():
        Job.objects.filter(pk=job.pk).update(error="ditulis")
        if job.params.get("cancelled"):
            jobs.cancel_job(job.pk, actor=job.requested_by)
        jobs.commit_point(job)
    DONE.append(jobs.cancel_job(job.pk, actor=job.requested_by))


def test_what_a_job_has_committed_cannot_be_cancelled_any_more(world):
    job = start(world, kind="test.writes")
    assert (job.status, job.progress, job.error, DONE) == (Job.Status.DONE, 100, "ditulis", [False])


def test_what_a_cancelled_job_wrote_is_rolled_back(world):
    job = start(world, kind="test.writes", params={"cancelled": True})
    assert (job.error, DONE) == ("", [])


@job_kind("test.telling")
def _telling(job, progress):
    with transaction.atomic():
        progress(60)
        SEEN.append(("inside", Job.objects.get(pk=job.pk).progress))
    progress(60)


def test_a_transaction_of_the_work_does_not_hold_the_row_of_the_job(world):
    assert start(world, kind="test.telling").status == Job.Status.DONE
    assert SEEN == [("inside", 0)]


def test_an_unknown_kind_or_place_is_a_mistake_of_the_caller(world):
    with pytest.raises(KeyError):
        start(world, kind="nothing")
    with pytest.raises(ValueError, match="assessment or an instansi"):
        start_job("test.file", actor=world.admin)
    with pytest.raises(ValueError, match="defined twice"):
        job_kind("test.file")(_broken)
    assert not Job.objects.exists()


@job_kind("test.overtaken")
def _overtaken(job, progress):
    """As of a worker that slept so long that its job was taken for lost and begun anew by another."""
    Job.objects.filter(pk=job.pk).update(attempts=2)
    if job.params.get("writes"):
        with transaction.atomic():
            Job.objects.filter(pk=job.pk).update(filename="dua kali")
            jobs.commit_point(job)
    return Product(content=b"isi", filename="rekap.txt", content_type="text/plain")


@pytest.mark.parametrize("params", [{}, {"writes": True}])
def test_a_try_that_was_taken_for_lost_ends_nothing_of_the_next(world, params):
    job = start(world, kind="test.overtaken", params=params)
    assert (job.status, job.attempts, job.filename, job.result) == (Job.Status.RUNNING, 2, "", None)
