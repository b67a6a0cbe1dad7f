"""Work that takes seconds, with progress: asked for by a person, done by the worker (or at once without one).

A kind of work is a function, made known by `@job_kind("lhe")` in a module that `assessments.job_kinds` names.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from importlib import import_module
from io import BytesIO
from typing import IO, Any

from django.db import transaction
from django.utils import timezone
from django_tasks import task
from django_tasks_db import DatabaseBackend

from assessments.models import Assessment, Job
from assessments.services.errors import Refused
from documents.services import store_generated
from units.models import Instansi, User

logger = logging.getLogger(__name__)
UNEXPECTED = (
    "Terjadi kesalahan di luar dugaan (pekerjaan nomor {}). Coba lagi; bila terulang, hubungi admin sistem."
)
STALLED_AFTER = timedelta(hours=1)
STALLED = "Pekerjaan terhenti sebelum selesai. Silakan jalankan lagi."


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
Work = Callable[[Job, Progress], Product]
_KINDS: dict[str, Work] = {}


def job_kind(name: str) -> Callable[[Work], Work]:
    """Make a function known as the kind of work `name`.

    It takes the Job and a function to tell the progress (percent, 0–99) and gives a Product. It runs outside
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
    fail_stalled()
    with transaction.atomic():
        User.objects.select_for_update().get(pk=actor.pk)  # a double click waits here
        unfinished = Job.objects.filter(status__in=[Job.Status.QUEUED, Job.Status.RUNNING])
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
    raised again for the log of the worker.
    """
    queued = Job.objects.filter(pk=job_id, status=Job.Status.QUEUED)
    if not queued.update(status=Job.Status.RUNNING, started_at=timezone.now()):
        return
    job = Job.objects.select_related("instansi", "assessment__unit__instansi", "requested_by").get(pk=job_id)
    try:
        product = _work(job.kind)(job, partial(_tell, job))
        _finish(job, product)
    except Refused as refused:
        _fail(job_id, str(refused))
    except BaseException:
        _fail(job_id, UNEXPECTED.format(job_id))
        logger.exception("job %s (%s) failed", job_id, job.kind)
        raise


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


def fail_stalled() -> int:
    """Give up jobs that run for more than an hour (their worker was killed); returns how many."""
    before = timezone.now() - STALLED_AFTER
    return Job.objects.filter(status=Job.Status.RUNNING, started_at__lt=before).update(
        status=Job.Status.FAILED, error=STALLED, finished_at=timezone.now()
    )


def _work(kind: str) -> Work:
    import_module("assessments.job_kinds")  # by name: reports and kke stand above the services
    return _KINDS[kind]


def _tell(job: Job, percent: int) -> None:
    """Show progress: only forward, and never 100 before the file is there."""
    percent = max(0, min(99, percent))
    if percent > job.progress:
        job.progress = percent
        Job.objects.filter(pk=job.pk, status=Job.Status.RUNNING).update(progress=percent)


def _finish(job: Job, product: Product) -> None:
    """File and job in one transaction, so that no sweep finds the file unused."""
    content = BytesIO(product.content) if isinstance(product.content, bytes) else product.content
    with content, transaction.atomic():
        blob = store_generated(content, media_type=product.content_type)
        Job.objects.filter(pk=job.pk).update(
            status=Job.Status.DONE,
            progress=100,
            result=blob,
            filename=product.filename,
            error=product.note,
            finished_at=timezone.now(),
        )


def _fail(job_id: int, error: str) -> None:
    Job.objects.filter(pk=job_id).update(status=Job.Status.FAILED, error=error, finished_at=timezone.now())
