"""Background work of this package: the recaps of an instansi, and all its units' KKE."""

from __future__ import annotations

from assessments import queries
from assessments.engine.wording import listed
from assessments.models import Job, Period
from assessments.services.errors import Refused
from assessments.services.job_limits import LONG
from assessments.services.jobs import Product, Progress, job_kind

from .recaps.archive import MANIFEST, write_archive
from .recaps.making import UNITS, recap_file, recap_name
from .recaps.offers import ARCHIVE, RECAP

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ZIP = "application/zip"


@job_kind(RECAP, LONG)
def make_recap(job: Job, progress: Progress) -> Product:
    """The recap `params["kind"]` of `params["year"]` of the job's instansi, for an admin or head of it."""
    period, kind = _period(job), job.params.get("kind", UNITS)
    content = recap_file(period, actor=job.requested_by, kind=kind, progress=progress)
    return Product(content=content, filename=recap_name(period, kind), content_type=XLSX)


@job_kind(ARCHIVE, LONG)
def make_archive(job: Job, progress: Progress) -> Product:
    """The KKE of all units of `params["year"]`, `params["blank"]` or filled, for an admin or head of the instansi."""
    period, blank = _period(job), bool(job.params.get("blank"))
    made = write_archive(period, actor=job.requested_by, blank=blank, progress=progress)
    name = f"KKE_{job.instansi.code}_{period.year}{'_kosong' if blank else ''}.zip"
    note = f"{made.count} KKE."
    if made.failed:
        units = listed(made.failed, 10)
        note += f" {len(made.failed)} unit tidak dapat dibuat: {units}. Sebabnya tertulis di {MANIFEST}."
    return Product(content=made.content, filename=name, content_type=ZIP, note=note)


def _period(job: Job) -> Period:
    """The year that was asked for, as the person may see it today."""
    periods = queries.visible_periods(job.requested_by)
    period = periods.filter(instansi=job.instansi, year=job.params["year"]).first()
    if period is None:
        raise Refused("Rekap tahun ini tidak tersedia untuk peran Anda.")
    return period
