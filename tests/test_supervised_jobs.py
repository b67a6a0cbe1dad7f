"""Jobs in processes of their own, under a worker that really forks: slow, greedy, dying, cancelled ones."""

import os
import re
import signal
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from assessments.models import Job
from assessments.services import job_limits, jobs, supervised
from assessments.services.errors import Refused
from assessments.services.jobs import Product, job_kind, run_job, start_job

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def forking(worker, settings, monkeypatch):
    """Each job in a child, watched closely."""
    settings.TASKS_IN_CHILD = True
    monkeypatch.setattr(supervised, "BEAT_SECONDS", 0.05)
    monkeypatch.setattr(supervised, "GRACE_SECONDS", 0.2)


def work(world, kind, **params) -> Job:
    """Ask for a job, let a worker do what waits, give the job as it then is."""
    job = start_job(kind, actor=world.admin, instansi=world.instansi, params=params)
    call_command("run_due_tasks")
    job.refresh_from_db()
    return job


@job_kind("test.apart")
def _apart(job, progress):
    progress(40)
    return Product(content=str(os.getpid()).encode(), filename="pid.txt", content_type="text/plain")


def test_work_is_done_in_another_process_and_kept(world):
    job = work(world, "test.apart")
    assert (job.status, job.filename, job.attempts) == (Job.Status.DONE, "pid.txt", 1)
    assert DBTaskResult.objects.get().status == "SUCCESSFUL"


@job_kind("test.hangs", 1)
def _hangs(job, progress):
    with transaction.atomic():
        Job.objects.filter(pk=job.pk).update(filename="setengah")  # and its row is locked from now on
        time.sleep(60)


def test_work_that_never_tells_its_progress_ends_with_its_time_and_leaves_nothing(world, monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "OPTIONS", _impatient())
    job = work(world, "test.hangs")
    assert (job.status, job.error, job.filename) == (Job.Status.FAILED, job_limits.TOO_LONG.format(0), "")
    assert job.finished_at - job.started_at < timedelta(seconds=20)


def _impatient() -> dict:
    """SQLite's beat must not wait for the child's transaction longer than the test would."""
    options = dict(connection.settings_dict["OPTIONS"])
    return options | ({"timeout": 0.2} if connection.vendor == "sqlite" else {})


@job_kind("test.greedy")
def _greedy(job, progress):
    return bytearray(1024**3)


def test_work_that_wants_too_much_memory_is_told_so(world, settings):
    [has] = re.findall(r"^VmData:\s+(\d+) kB$", Path("/proc/self/status").read_text(), re.M)
    settings.JOB_MEMORY_BYTES = int(has) * 1024 + 300 * 1024**2
    job = work(world, "test.greedy")
    assert (job.status, job.error) == (Job.Status.FAILED, job_limits.TOO_LARGE)


@job_kind("test.dies")
def _dies(job, progress):
    if job.attempts <= job.params["times"]:
        os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize(
    ("times", "left"),
    [(2, ("done", 3, "")), (9, ("failed", 3, job_limits.STALLED))],
)
def test_work_whose_process_is_killed_is_begun_anew_at_once_three_times(world, times, left):
    job = work(world, "test.dies", times=times)
    assert (job.status, job.attempts, job.error) == left


@job_kind("test.deaf")
def _deaf(job, progress):
    assert jobs.cancel_job(job.pk, actor=job.requested_by)
    time.sleep(60)


def test_cancelled_work_that_does_not_notice_is_ended(world):
    began = time.monotonic()
    assert work(world, "test.deaf").status == Job.Status.CANCELLED
    assert time.monotonic() - began < 20


@job_kind("test.quiet")
def _quiet(job, progress):
    with transaction.atomic():
        list(Job.objects.all())
        progress(60)
        while Job.objects.get(pk=job.pk).progress < 60:
            time.sleep(0.02)
    raise Refused("60 terlihat.")


@pytest.mark.postgres
def test_progress_told_inside_a_transaction_goes_out_with_the_next_beat(world):
    assert work(world, "test.quiet").error == "60 terlihat."


@job_kind("test.refuses")
def _refuses(job, progress):
    raise Refused("Belum ada jawaban.") if job.params.get("refused") else ZeroDivisionError


def test_refusals_and_faults_come_back(world, caplog):
    refused = work(world, "test.refuses", refused=True)
    assert (refused.status, refused.error) == (Job.Status.FAILED, "Belum ada jawaban.")
    broken = work(world, "test.refuses")
    assert (broken.status, broken.error) == (Job.Status.FAILED, job_limits.UNEXPECTED.format(broken.pk))
    assert set(DBTaskResult.objects.values_list("status", flat=True)) == {"SUCCESSFUL", "FAILED"}


def test_the_worker_gives_signs_of_life(world):
    job = start_job("test.apart", actor=world.admin, instansi=world.instansi)
    old = timezone.now() - timedelta(hours=1)
    Job.objects.filter(pk=job.pk).update(status=Job.Status.RUNNING, beat_at=old, attempts=1)
    job.refresh_from_db()
    assert supervised.supervise(job, lambda tell: (tell(40), time.sleep(0.4), 7)[2], seconds=20) == 7
    job.refresh_from_db()
    assert (job.beat_at > old, job.progress) == (True, 40)


def test_inside_a_transaction_nothing_is_handed_to_another_process(world):
    with transaction.atomic():
        assert not supervised.is_supervised()


def test_an_unknown_kind_of_an_older_version_fails(world):
    job = Job.objects.create(kind="lama", instansi=world.instansi, requested_by=world.admin)
    with pytest.raises(RuntimeError, match="failed"):
        run_job.call(job.pk)
    job.refresh_from_db()
    assert (job.status, job.error) == (Job.Status.FAILED, job_limits.UNEXPECTED.format(job.pk))
