"""Background work of this package: the recap of an instansi."""

from __future__ import annotations

from assessments import queries
from assessments.models import Job
from assessments.services.errors import Refused
from assessments.services.jobs import Product, Progress, job_kind

from .recap_rows import recap_file

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
RECAP = "recap"


@job_kind(RECAP)
def make_recap(job: Job, progress: Progress) -> Product:
    """The recap of `params["year"]` of the job's instansi, for an admin or head of it."""
    periods = queries.visible_periods(job.requested_by)
    period = periods.filter(instansi=job.instansi, year=job.params["year"]).first()
    if period is None:
        raise Refused("Rekap tahun ini tidak tersedia untuk peran Anda.")
    content = recap_file(period, actor=job.requested_by, progress=progress)
    return Product(
        content=content, filename=f"rekap-zi_{job.instansi.code}_{period.year}.xlsx", content_type=XLSX
    )
