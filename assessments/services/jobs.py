"""Work that takes seconds, with progress: asked for by a person, done by the worker (or at once without one).

A kind of work is a function, made known by `@job_kind("lhe")` in a module that `assessments.job_kinds` names.
"""

import logging
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from django.db import DatabaseError, InterfaceError, connection, transaction
from django.db.models import F, Q
from django.utils import timezone
from django_tasks import task
from django_tasks_db import DatabaseBackend
from django_tasks_db.models import DBTaskResult

from assessments.models import Assessment, Job
from assessments.services.errors import Refused
from assessments.services.job_limits import (
    AWAY,
    BACK_OFF,
    NORMAL,
    STALLED,
    TOO_LARGE,
    TOO_LONG,
    TOO_MUCH,
    TRIES,
    UNEXPECTED,
    require_room,
)
from assessments.services.job_queue import LOST_AFTER, UNFINISHED, due, is_silent
from assessments.services.job_work import (
    Cancelled,
    Product,
    Progress,
    Work,
    commit_point,
    fail,
    finish,
    job_kind,
    kinds,
    mine,
    tell,
)
from assessments.services.passing import passes
from assessments.services.supervised import TookTooLong, is_supervised, supervise
from audit.tracing import traced
from documents.errors import TooLarge
from units.models import Instansi, User

logger = logging.getLogger(__name__)
PATIENCE = 60  # seconds that a worker waits for its database before it leaves a job to be found lost
BROKEN = 3  # exit code of a child whose work failed unexpectedly

__all__ = [
    "Cancelled",
    "Product",
    "Progress",
    "Work",
    "cancel_job",
    "commit_point",
    "has_worker",
    "job_kind",
    "run_job",
    "run_queued",
    "start_job",
    "take_up_lost",
]


def start_job(
    kind: str,
    *,
    actor: User,
    assessment: Assessment | None = None,
    instansi: Instansi | None = None,
    params: dict[str, Any] | None = None,
) -> Job:
    """Ask for work and return its Job: queued, or already done (or failed) where no worker is used.

    Asked again by the same person before the first is finished, the first is returned. `params` is JSON.
    The caller has checked the permission. TooManyJobs; KeyError for an unknown kind, ValueError without assessment
    and instansi.
    """
    if kind not in kinds():
        raise KeyError(kind)
    if assessment is not None:
        instansi = assessment.unit.instansi
    if instansi is None:
        raise ValueError("a job belongs to an assessment or an instansi")
    wanted = {
        "kind": kind,
        "requested_by": actor,
        "assessment": assessment,
        "instansi": instansi,
        "params": params or {},
    }
    take_up_lost()
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=actor.pk)  # a double click waits here
        unfinished = Job.objects.filter(status__in=UNFINISHED)
        if job := unfinished.filter(**wanted).first():
            return job
        require_room(actor, instansi)
        job = Job.objects.create(**wanted)
        if has_worker():
            run_job.enqueue(job.pk)  # job and task exist together or not at all
        else:
            transaction.on_commit(partial(run_job.enqueue, job.pk))
    job.refresh_from_db()
    return job


@task
def run_job(job_id: int) -> None:
    """Do the work of a queued job, once: whoever finds it no longer queued does nothing.

    What the work refuses becomes the job's error; anything unexpected does too, in general words, and is
    raised again for the log of the worker. Cancelled meanwhile, its result is dropped.
    """
    now = timezone.now()
    taken = (
        due(now)
        .filter(pk=job_id)
        .update(
            status=Job.Status.RUNNING, started_at=now, beat_at=now, attempts=F("attempts") + 1, progress=0
        )
    )
    if not taken:
        return
    with traced(job=job_id):
        _take_up(job_id)


def _take_up(job_id: int) -> None:
    job = Job.objects.select_related("instansi", "assessment__unit__instansi", "requested_by").get(pk=job_id)
    if is_supervised():
        _run_apart(job)
    else:
        _run(job, lambda percent: None)


def _run(job: Job, hear: Callable[[int], None]) -> None:
    try:
        work, seconds = kinds()[job.kind]
        ends = time.monotonic() + seconds
        finish(job, work(job, partial(tell, job, hear, ends)))
    except Cancelled:
        logger.info("job %s (%s) was cancelled", job.pk, job.kind)
    except Refused as refused:
        fail(job, str(refused))
    except TookTooLong:
        fail(job, TOO_LONG.format(seconds // 60))
    except MemoryError:
        logger.error("job %s (%s) wanted too much memory", job.pk, job.kind)
        fail(job, TOO_LARGE)
    except TooLarge:
        logger.error("job %s (%s) made too large a file", job.pk, job.kind)
        fail(job, TOO_MUCH)
    except (SystemExit, KeyboardInterrupt):
        raise  # the worker was told to end at once: the job is found lost and begun anew
    except BaseException as error:
        if passes(error):
            logger.warning("job %s (%s): %s", job.pk, job.kind, error, exc_info=True)
            _patiently(partial(_later, job))
            return
        fail(job, UNEXPECTED.format(job.pk))
        logger.exception("job %s (%s) failed", job.pk, job.kind)
        raise


def _run_apart(job: Job) -> None:
    """The same in a process of its own, which may be ended or killed at any moment."""

    def work(hear: Callable[[int], None]) -> int:
        try:
            _run(job, hear)
        except BaseException:  # noqa: BLE001 it is logged and told in the job
            return BROKEN
        return 0

    _, seconds = kinds().get(job.kind, (None, NORMAL))
    try:
        code = supervise(job, work, seconds=seconds)
    except TookTooLong:
        logger.error("job %s (%s) took longer than %s s: ended", job.pk, job.kind, seconds)
        _patiently(partial(fail, job, TOO_LONG.format(seconds // 60)))
        return
    if code:
        _patiently(partial(_lost, job))
    if code == BROKEN:
        raise RuntimeError(f"job {job.pk} failed; its process has logged why")


def _patiently(write: Callable[[], object]) -> None:
    """Write down how a try ended, also while the database is away for a moment; without a worker somebody waits."""
    ends = time.monotonic() + (PATIENCE if has_worker() else 0)
    connection.close_if_unusable_or_obsolete()
    while True:
        try:
            write()
            return
        except (DatabaseError, InterfaceError):
            if time.monotonic() > ends:
                raise
            connection.close()
            time.sleep(1)


def cancel_job(pk: int, *, actor: User) -> bool:
    """Cancel a job of the actor that waits or runs; False when it is finished already. Job.DoesNotExist otherwise.

    A running job stops where it next tells its progress, or is ended by its worker a few seconds later; what it has
    written in a transaction is rolled back.
    """
    job = Job.objects.get(pk=pk, requested_by=actor)
    unfinished = Job.objects.filter(pk=job.pk, status__in=UNFINISHED)
    return bool(unfinished.update(status=Job.Status.CANCELLED, finished_at=timezone.now()))


def has_worker() -> bool:
    """True where jobs wait for a worker, False where they are done at once."""
    return isinstance(run_job.get_backend(), DatabaseBackend)


def run_queued() -> int:
    """Do all queued jobs here and now, oldest first; returns how many. For `run_due_tasks`."""
    count = 0
    for pk in list(due(timezone.now()).order_by("pk").values_list("pk", flat=True)):
        try:
            run_job.call(pk)
        except Exception:  # noqa: BLE001 it is logged and told in the job itself; the others have their turn
            logger.warning("going on after job %s", pk)
        count += 1
    return count


def take_up_lost() -> int:
    """Queue again what runs without sign of life (its worker was killed); after its last try it fails. What waits but
    whose task is gone (killed between the two) gets another one.

    Returns how many were found. What a job writes it writes in one transaction, so a second try starts clean.
    """
    now = timezone.now()
    old = Q(status=Job.Status.QUEUED, created_at__lt=now - LOST_AFTER)
    found = list(Job.objects.filter(is_silent(now) | old))
    waiting = [job for job in found if job.status == Job.Status.QUEUED]
    lost = sum(_lost(job, beat_at=job.beat_at) for job in found if job.status == Job.Status.RUNNING)
    return lost + (_without_task(waiting) if waiting and has_worker() else 0)


def _without_task(waiting: list[Job]) -> int:
    """Give a new task to those of the waiting jobs for which none waits."""
    ready = DBTaskResult.objects.filter(status="READY", task_path=run_job.module_path)
    there = {pk for task in ready.values_list("args_kwargs", flat=True) for pk in task["args"]}
    alone = [job for job in waiting if job.pk not in there]
    for job in alone:
        logger.warning("job %s (%s) lost its task and gets another", job.pk, job.kind)
        run_job.enqueue(job.pk)
    return len(alone)


def _lost(job: Job, **seen: Any) -> int:
    """Queue a job whose worker died, or fail it after its last try; 0 where it has ended otherwise meanwhile."""
    with transaction.atomic():
        same = mine(job).filter(**seen)
        if job.losses + 1 >= TRIES:
            return same.update(
                status=Job.Status.FAILED, error=STALLED, losses=F("losses") + 1, finished_at=timezone.now()
            )
        if not same.update(status=Job.Status.QUEUED, losses=F("losses") + 1):
            return 0
        logger.warning("job %s (%s) lost its worker and is queued again", job.pk, job.kind)
        if has_worker():
            run_job.enqueue(job.pk)
    return 1


def _later(job: Job) -> None:
    """Queue a job for which something was away; each time later. Without a worker, or after the last time, it fails."""
    before = job.attempts - job.losses - 1  # tries that ended like this one
    if not has_worker() or before >= len(BACK_OFF):
        fail(job, AWAY)
        return
    again = timezone.now() + BACK_OFF[before]
    with transaction.atomic():
        if mine(job).update(status=Job.Status.QUEUED, not_before=again):
            run_job.using(run_after=again).enqueue(job.pk)
