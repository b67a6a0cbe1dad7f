"""Background work whose worker dies, that finds something away, takes too long, or is too much."""

import errno
import sqlite3
from datetime import timedelta

import psycopg2
import pytest
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, InterfaceError, OperationalError, connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from assessments.models import Job
from assessments.services import job_limits, jobs
from assessments.services.job_queue import LOST_AFTER
from assessments.services.jobs import job_kind, start_job
from assessments.services.passing import passes
from documents.errors import Unavailable
from documents.services import blobs
from tests.factories.jobs import DONE, run_due, start

# Jobs run after the commit, and db_worker closes connections: both need real transactions.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _fresh():
    DONE.clear()


def lose(job, **stands):
    """As a worker leaves a job that is killed under it, longer ago than a heartbeat."""
    long_ago = timezone.now() - LOST_AFTER - timedelta(seconds=1)
    left = {"status": Job.Status.RUNNING, "beat_at": long_ago, "attempts": 1} | stands
    Job.objects.filter(pk=job.pk).update(**left)


def test_a_job_whose_worker_was_killed_is_taken_up_again(world, worker):
    lost, alive = start(world), start(world, params={"year": 2026})
    DBTaskResult.objects.all().delete()
    lose(lost)
    Job.objects.filter(pk=alive.pk).update(status=Job.Status.RUNNING, beat_at=timezone.now())
    assert start(world) == lost  # the person who asks again gets the same one, queued anew
    run_due()
    lost.refresh_from_db()
    alive.refresh_from_db()
    assert (lost.status, lost.attempts, DONE) == (Job.Status.DONE, 2, [lost.pk])
    assert alive.status == Job.Status.RUNNING


def test_a_job_that_kills_its_workers_is_given_up(world, worker):
    job = start(world)
    lose(job, attempts=job_limits.TRIES, losses=job_limits.TRIES - 1)
    assert jobs.take_up_lost() == 1
    job.refresh_from_db()
    assert (job.status, job.error, DONE) == (Job.Status.FAILED, job_limits.STALLED, [])


@job_kind("test.away")
def _away(job, progress):
    raise Unavailable("no space left on device")


def test_what_is_away_is_tried_again_later_each_time_and_given_up_at_last(world, worker):
    job = start(world, kind="test.away")
    for attempt, wait in enumerate(job_limits.BACK_OFF, start=1):
        before = timezone.now()
        run_due()
        job.refresh_from_db()
        assert (job.status, job.attempts, job.error) == (Job.Status.QUEUED, attempt, "")
        assert before + wait <= job.not_before <= timezone.now() + wait
        assert DBTaskResult.objects.latest("enqueued_at").run_after == job.not_before
        run_due()  # too early: nothing
        assert Job.objects.get(pk=job.pk).attempts == attempt
        Job.objects.filter(pk=job.pk).update(not_before=timezone.now())
    run_due()
    job.refresh_from_db()
    assert (job.status, job.attempts, job.error) == (Job.Status.FAILED, 5, job_limits.AWAY)


def test_an_outage_and_a_restart_are_counted_apart(world, worker):
    job = start(world, kind="test.away")
    lose(job, attempts=4)  # three times something was away, then the worker was restarted
    assert jobs.take_up_lost() == 1
    job.refresh_from_db()
    assert (job.status, job.losses) == (Job.Status.QUEUED, 1)
    Job.objects.filter(pk=job.pk).update(not_before=timezone.now())
    before = timezone.now()
    run_due()
    job.refresh_from_db()
    assert (job.status, job.attempts) == (Job.Status.QUEUED, 5)
    assert job.not_before >= before + job_limits.BACK_OFF[3]


def test_without_a_worker_what_is_away_is_told_at_once(world):
    job = start(world, kind="test.away")
    assert (job.status, job.error) == (Job.Status.FAILED, job_limits.AWAY)


def test_a_file_that_is_too_large_is_told_as_such(world, monkeypatch):
    monkeypatch.setattr(blobs, "MOST_GENERATED", 2)
    job = start(world)
    assert (job.status, job.error) == (Job.Status.FAILED, job_limits.TOO_MUCH)


def test_the_file_is_written_before_the_row_of_the_job_is_held(world, monkeypatch):
    real = blobs.store.staged

    def staged(*arguments, **options):
        assert not connection.in_atomic_block
        return real(*arguments, **options)

    monkeypatch.setattr(blobs.store, "staged", staged)
    assert start(world).status == Job.Status.DONE


@job_kind("test.slow", 0)
def _slow(job, progress):
    progress(10)


def test_a_job_that_takes_too_long_ends_where_it_tells_its_progress(world):
    assert start(world, kind="test.slow").error == job_limits.TOO_LONG.format(0)


def test_nobody_queues_without_end(world, worker):
    waiting = [start(world, params={"number": number}) for number in range(job_limits.MOST_OF_PERSON)]
    with pytest.raises(job_limits.TooManyJobs, match="Masih ada 20 pekerjaan Anda"):
        start(world, params={"number": 20})
    assert start(world, params={"number": 0}) == waiting[0]
    start_job("test.file", actor=world.pimpinan_instansi, instansi=world.instansi)
    jobs.cancel_job(waiting[0].pk, actor=world.admin)
    assert start(world, params={"number": 20}).status == Job.Status.QUEUED


def test_an_instansi_does_not_queue_without_end(world, worker, monkeypatch):
    monkeypatch.setattr(job_limits, "MOST_OF_INSTANSI", 2)
    for number in range(2):
        start(world, params={"number": number})
    with pytest.raises(job_limits.TooManyJobs, match="Masih ada 2 pekerjaan di instansi Anda"):
        start_job("test.file", actor=world.pimpinan_instansi, instansi=world.instansi)
    assert start_job("test.file", actor=world.orang_asing, instansi=world.other_instansi) is not None


def test_a_job_whose_worker_was_killed_before_it_took_it_up_gets_another_task(world, worker):
    job = start(world)
    long_ago = timezone.now() - LOST_AFTER - timedelta(seconds=1)
    Job.objects.filter(pk=job.pk).update(created_at=long_ago)
    assert jobs.take_up_lost() == 0
    DBTaskResult.objects.update(status="RUNNING")  # claimed, and nobody is there any more
    assert [jobs.take_up_lost() for _ in range(2)] == [1, 0]
    call_command("db_worker", batch=True, interval=0, reload=False, startup_delay=False, verbosity=0)
    job.refresh_from_db()
    assert (job.status, DONE) == (Job.Status.DONE, [job.pk])


def sqlite(name: str) -> OperationalError:
    """What Django raises where SQLite gives this name to what is the matter."""
    error = OperationalError()
    error.__cause__ = sqlite3.OperationalError()
    error.__cause__.sqlite_errorname = name
    return error


def test_what_passes_by_itself_and_what_does_not():
    cut = DatabaseError("server closed the connection unexpectedly")
    cut.__cause__ = psycopg2.DatabaseError()
    damaged = DatabaseError("database disk image is malformed")
    damaged.__cause__ = sqlite3.DatabaseError()
    passing = [cut, OperationalError(), InterfaceError(), Unavailable(), TimeoutError()]
    passing += [sqlite("SQLITE_BUSY"), sqlite("SQLITE_IOERR_WRITE"), OSError(errno.ENOSPC, "full")]
    lasting = [
        damaged,
        DatabaseError("Save with update_fields did not affect any rows."),
        IntegrityError(),
        ValueError(),
        sqlite("SQLITE_ERROR"),  # no such table
        OSError(errno.EACCES, "permission denied"),
    ]
    assert [passes(error) for error in passing + lasting] == [True] * 8 + [False] * 6
