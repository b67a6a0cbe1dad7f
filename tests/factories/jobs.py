"""A kind of work for tests, and how they have it done."""

import io

from django.core.management import call_command

from assessments.models import Job
from assessments.services.jobs import Product, job_kind, start_job

DONE: list[int] = []  # the jobs that were done, by number
SEEN: list[tuple[str, int]] = []  # how they stood meanwhile


@job_kind("test.file")
def _file(job, progress):
    for percent in (10, 50, 30, 100):
        progress(percent)
        SEEN.append(tuple(Job.objects.values_list("status", "progress").get(pk=job.pk)))
    DONE.append(job.pk)
    return Product(content=b"isi", filename="rekap.txt", content_type="text/plain")


def start(world, kind="test.file", **kwargs):
    return start_job(kind, actor=world.admin, instansi=world.instansi, **kwargs)


def run_due() -> str:
    out = io.StringIO()
    call_command("run_due_tasks", stdout=out)
    return out.getvalue()
