"""Work that takes seconds, with progress: asked for by a person, done by the worker (or at once without one).

A kind of work is a function, made known by `@job_kind("lhe")` in a module that `assessments.job_kinds` names.
"""

import logging
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from importlib import import_module
from io import BytesIO
from typing import IO, Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django_tasks import task
from django_tasks_db import DatabaseBackend

from assessments.models import Assessment, Job
from assessments.services.errors import Refused
from assessments.services.heartbeat import Beat, heartbeat
from documents.services import store_generated
from units.models import Instansi, User

logger = logging.getLogger(__name__)
UNEXPECTED = (
    "Terjadi kesalahan di luar dugaan (pekerjaan nomor {}). Coba lagi; bila terulang, hubungi admin sistem."
)
LOST_AFTER = timedelta(seconds=90)  # without a heartbeat
MAX_ATTEMPTS = 3
STALLED = "Pekerjaan terhenti sebelum selesai, tiga kali. Silakan jalankan lagi; bila terulang, hubungi admin sistem."
UNFINISHED = [Job.Status.QUEUED, Job.Status.RUNNING]


class Cancelled(Exception):
    """The person cancelled the job; its work stops and what it has written is rolled back."""


@dataclass(frozen=True, kw_only=True)
class Product:
    """What a job makes: a file to download, as bytes or (where it can be large) an open file, closed once stored.

    `note` is told beside the download: what the person must know of it. At most a few lines.
    """

    content: bytes | IO[bytes]
    filename: str
    content_type: str
    note: str = ""


Progress = Callable[[int], None]
Work = Callable[[Job, Progress], Product | None]
_KINDS: dict[str, Work] = {}


def job_kind(name: str) -> Callable[[Work], Work]:
    """Make a function known as the kind of work `name`.

    It takes the Job and a function to tell the progress (percent, 0–99; raises Cancelled) and gives a Product, or
    None where nothing is to be downloaded. A worker may die under it: then it runs again. It runs outside
    a transaction, maybe minutes after it was asked for: it reads what is true then and checks again what
    `job.requested_by` may. Raise `Refused` with sentences for that person. ValueError for a doubled name.
    """

    def register(work: Work) -> Work:
        if _KINDS.setdefault(name, work) is not work:
            raise ValueError(f"job kind {name} is defined twice")
        return work

    return register


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
    The caller has checked the permission. KeyError for an unknown kind, ValueError without assessment and
    instansi.
    """
    _work(kind)
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
    queued = Job.objects.filter(pk=job_id, status=Job.Status.QUEUED)
    taken = queued.update(
        status=Job.Status.RUNNING, started_at=now, beat_at=now, attempts=F("attempts") + 1, progress=0
    )
    if not taken:
        return
    job = Job.objects.select_related("instansi", "assessment__unit__instansi", "requested_by").get(pk=job_id)
    try:
        with heartbeat(job_id) if has_worker() else nullcontext(Beat()) as beat:
            product = _work(job.kind)(job, partial(_tell, job, beat))
        _finish(job, product)
    except Cancelled:
        logger.info("job %s (%s) was cancelled", job_id, job.kind)
    except Refused as refused:
        _fail(job_id, str(refused))
    except BaseException:
        _fail(job_id, UNEXPECTED.format(job_id))
        logger.exception("job %s (%s) failed", job_id, job.kind)
        raise


def cancel_job(pk: int, *, actor: User) -> bool:
    """Cancel a job of the actor that waits or runs; False when it is finished already. Job.DoesNotExist otherwise.

    A running job stops where it next tells its progress; what it has written in a transaction is rolled back.
    """
    job = Job.objects.get(pk=pk, requested_by=actor)
    unfinished = Job.objects.filter(pk=job.pk, status__in=UNFINISHED)
    return bool(unfinished.update(status=Job.Status.CANCELLED, finished_at=timezone.now()))


def commit_point(job: Job) -> None:
    """Last act in the transaction of a job that writes: from here on it is done and can't be cancelled.

    Raises Cancelled when it was, so that everything is rolled back. Only inside transaction.atomic.
    """
    finished = Job.objects.filter(pk=job.pk, status=Job.Status.RUNNING).update(
        status=Job.Status.DONE, progress=100, finished_at=timezone.now()
    )
    if not finished:
        raise Cancelled


def has_worker() -> bool:
    """True where jobs wait for a worker, False where they are done at once."""
    return isinstance(run_job.get_backend(), DatabaseBackend)


def run_queued() -> int:
    """Do all queued jobs here and now, oldest first; returns how many. For `run_due_tasks`."""
    count = 0
    for pk in list(Job.objects.filter(status=Job.Status.QUEUED).order_by("pk").values_list("pk", flat=True)):
        try:
            run_job.call(pk)
        except Exception:  # noqa: BLE001 it is logged and told in the job itself; the others have their turn
            logger.warning("going on after job %s", pk)
        count += 1
    return count


def take_up_lost() -> int:
    """Queue again what runs without sign of life (its worker was killed); after the third time it fails.

    Returns how many were found. What a job writes it writes in one transaction, so a second try starts clean.
    """
    found = 0
    for job in Job.objects.filter(status=Job.Status.RUNNING, beat_at__lt=timezone.now() - LOST_AFTER):
        same = Job.objects.filter(pk=job.pk, status=Job.Status.RUNNING, beat_at=job.beat_at)
        with transaction.atomic():
            if job.attempts >= MAX_ATTEMPTS:
                found += same.update(status=Job.Status.FAILED, error=STALLED, finished_at=timezone.now())
            elif same.update(status=Job.Status.QUEUED):
                found += 1
                logger.warning("job %s (%s) lost its worker and is queued again", job.pk, job.kind)
                if has_worker():
                    run_job.enqueue(job.pk)
    return found


def _work(kind: str) -> Work:
    import_module("assessments.job_kinds")  # by name: reports and kke stand above the services
    return _KINDS[kind]


def _tell(job: Job, beat: Beat, percent: int) -> None:
    """Show progress: only forward, and never 100 before the file is there. Cancelled: the person wants no more.

    Inside a transaction of the work the row is only read, so that cancelling never waits for its end; the percent
    goes out with the next beat.
    """
    percent = max(0, min(99, percent))
    running = Job.objects.filter(pk=job.pk, status=Job.Status.RUNNING)
    if percent > job.progress and not transaction.get_connection().in_atomic_block:
        alive = running.update(progress=percent, beat_at=timezone.now())
    else:
        alive = running.exists()
    if not alive:
        raise Cancelled
    job.progress = beat.percent = max(percent, job.progress)


def _finish(job: Job, product: Product | None) -> None:
    """File and job in one transaction, so that no sweep finds the file unused."""
    content = product.content if product else b""
    with BytesIO(content) if isinstance(content, bytes) else content as stream, transaction.atomic():
        running = Job.objects.filter(pk=job.pk, status=Job.Status.RUNNING)
        if not running.select_for_update().exists():
            return  # cancelled in the last moment, or past its commit point
        blob = store_generated(stream, media_type=product.content_type) if product else None
        running.update(
            status=Job.Status.DONE,
            progress=100,
            result=blob,
            filename=product.filename if product else "",
            error=product.note if product else "",
            finished_at=timezone.now(),
        )


def _fail(job_id: int, error: str) -> None:
    Job.objects.filter(pk=job_id, status=Job.Status.RUNNING).update(
        status=Job.Status.FAILED, error=error, finished_at=timezone.now()
    )
