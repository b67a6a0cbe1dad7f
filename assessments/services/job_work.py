"""What a kind of background work is, and what it writes into the row of its job while it runs."""

import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from importlib import import_module
from io import BytesIO
from typing import IO

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from assessments.models import Job
from assessments.services.job_limits import NORMAL
from assessments.services.supervised import TookTooLong
from documents.services.blobs import keep_blob, staged_generated


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
_KINDS: dict[str, tuple[Work, int]] = {}


def job_kind(name: str, seconds: int = NORMAL) -> Callable[[Work], Work]:
    """Make a function known as the kind of work `name`, of which one try may take so many seconds.

    It takes the Job and a function to tell the progress (percent, 0–99; raises Cancelled) and gives a Product, or
    None where nothing is to be downloaded. A worker may die under it: then it runs again. It runs
    outside a transaction, maybe minutes after it was asked for: it reads what is true then and checks again what
    `job.requested_by` may. Raise `Refused` with sentences for that person. What passes by itself (`passing`) is let
    through and tried again later. ValueError for a doubled name.
    """

    def register(work: Work) -> Work:
        if _KINDS.setdefault(name, (work, seconds))[0] is not work:
            raise ValueError(f"job kind {name} is defined twice")
        return work

    return register


def kinds() -> dict[str, tuple[Work, int]]:
    """Every kind that this version knows: its function, and how many seconds one try may take."""
    import_module("assessments.job_kinds")  # by name: reports and kke stand above the services
    return _KINDS


def commit_point(job: Job) -> None:
    """Last act in the transaction of a job that writes: from here on it is done and can't be cancelled.

    Raises Cancelled when it was, so that everything is rolled back. Only inside transaction.atomic.
    """
    finished = mine(job).update(status=Job.Status.DONE, progress=100, finished_at=timezone.now())
    if not finished:
        raise Cancelled


def mine(job: Job) -> QuerySet[Job]:
    """The row while it runs under this very try: one that was taken for lost and begun anew is another's."""
    return Job.objects.filter(pk=job.pk, status=Job.Status.RUNNING, attempts=job.attempts)


def tell(job: Job, hear: Callable[[int], None], ends: float, percent: int) -> None:
    """Show progress: only forward, and never 100 before the file is there. Cancelled: the person wants no more.

    Inside a transaction of the work the row is only read, so that cancelling never waits for its end; the percent
    goes out with the next beat.
    """
    if time.monotonic() > ends:
        raise TookTooLong
    percent = max(0, min(99, percent))
    if percent > job.progress and not connection.in_atomic_block:
        alive = mine(job).update(progress=percent, beat_at=timezone.now())
    else:
        alive = mine(job).exists()
    if not alive:
        raise Cancelled
    job.progress = max(percent, job.progress)
    hear(job.progress)


def finish(job: Job, product: Product | None) -> None:
    """File and job in one transaction, so that no sweep finds the file unused; the file is written down before, so that
    the job's row is not held meanwhile. TooLarge.
    """
    content = product.content if product else b""
    with ExitStack() as stack:
        stream = stack.enter_context(BytesIO(content) if isinstance(content, bytes) else content)
        made = stack.enter_context(staged_generated(stream)) if product else None
        stack.enter_context(transaction.atomic())
        running = mine(job)
        if not running.select_for_update().exists():
            return  # cancelled in the last moment, or past its commit point
        blob = keep_blob(made, media_type=product.content_type) if product and made else None
        running.update(
            status=Job.Status.DONE,
            progress=100,
            result=blob,
            filename=product.filename if product else "",
            error=product.note if product else "",
            finished_at=timezone.now(),
        )


def fail(job: Job, error: str) -> None:
    """End this try with a sentence for the person; nothing where the job has ended otherwise."""
    mine(job).update(status=Job.Status.FAILED, error=error, finished_at=timezone.now())
