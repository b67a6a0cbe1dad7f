"""Background work of this package: the recaps of an instansi."""

from __future__ import annotations

from assessments import queries
from assessments.models import Job, Period
from assessments.services.errors import Refused
from assessments.services.jobs import Product, Progress, job_kind

from .recaps.making import UNITS, recap_file, recap_name

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
RECAP = "recap"


@job_kind(RECAP)
def make_recap(job: Job, progress: Progress) -> Product:
    """The recap `params["kind"]` of `params["year"]` of the job's instansi, for an admin or head of it."""
    period, kind = _period(job), job.params.get("kind", UNITS)
    content = recap_file(period, actor=job.requested_by, kind=kind, progress=progress)
    return Product(content=content, filename=recap_name(period, kind), content_type=XLSX)


def _period(job: Job) -> Period:
    """The year that was asked for, as the person may see it today."""
    periods = queries.visible_periods(job.requested_by)
    period = periods.filter(instansi=job.instansi, year=job.params["year"]).first()
    if period is None:
        raise Refused("Rekap tahun ini tidak tersedia untuk peran Anda.")
    return period
