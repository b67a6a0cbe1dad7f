"""Background work: taking over an earlier year for many units of an instansi, unit by unit."""

from __future__ import annotations

from assessments import queries
from assessments.carrying.source import earlier_years
from assessments.models import Assessment, CarryOver, Job
from assessments.services.carry import carry_over
from assessments.services.errors import Refused
from assessments.services.job_limits import LONG
from assessments.services.jobs import Product, Progress, job_kind
from units.queries import known_anew

from .carry_list import XLSX, carry_book

CARRY = "carry_over"
ENDED = (
    "Peran Anda berakhir selagi pekerjaan ini berjalan, jadi dihentikan: {} dari {} unit sempat diambil alih."
)


@job_kind(CARRY, LONG)
def carry_units(job: Job, progress: Progress) -> Product:
    """Take over the newest earlier year for the units `params["assessments"]` of `params["year"]`.

    Each unit is a transaction of its own, so that nobody who answers meanwhile waits for all. Run again, whatever
    was taken over is passed over. It stops where the person loses the role meanwhile.
    """
    wanted = job.params["assessments"]
    seen = queries.visible_assessments(job.requested_by).filter(
        pk__in=wanted, period__instansi=job.instansi, period__year=job.params["year"]
    )
    units = list(seen.order_by("unit__code"))
    if not units:
        raise Refused("Unit yang dipilih tidak lagi tersedia untuk peran Anda.")
    told: dict[int, str] = {}
    for done, a in enumerate(units, start=1):
        if not queries.visible_assessments(known_anew(job.requested_by)).filter(pk=a.pk).exists():
            raise Refused(ENDED.format(sum(not text for text in told.values()), len(units)))
        told[a.pk] = _one(job, a)
        progress(95 * done // len(units))
    content = carry_book(job.instansi, job.params["year"], _made(units, told), actor=job.requested_by)
    taken = sum(not text for text in told.values())
    return Product(
        content=content,
        filename=f"ambil-alih_{job.instansi.code}_{job.params['year']}.xlsx",
        content_type=XLSX,
        note=f"{taken} dari {len(units)} unit diambil alih. Yang tidak ikut dan sebabnya ada di berkas ini.",
    )


def _one(job: Job, a: Assessment) -> str:
    """Take over for one unit; why nothing came of it, "" when something did."""
    source = earlier_years(job.requested_by, a).first()
    if source is None:
        return "Tidak ada tahun sebelumnya yang berisi."
    try:
        made = carry_over(a.pk, source_id=source.pk, actor=job.requested_by)
    except Refused as error:
        return str(error)
    if made or _taken_before(job, a):
        return ""
    return f"Tidak ada lagi yang dapat diambil dari {source.period.year}."


def _taken_before(job: Job, a: Assessment) -> bool:
    """Whether an earlier try of this job has taken over for the unit."""
    since = CarryOver.objects.filter(assessment=a, by=job.requested_by, at__gte=job.created_at)
    return since.filter(undone_at=None).exists()


def _made(units: list[Assessment], told: dict[int, str]) -> list[tuple[Assessment, list[CarryOver], str]]:
    rows = CarryOver.objects.filter(assessment__in=units).select_related("source__period")
    found: dict[int, list[CarryOver]] = {}
    for carry in rows.prefetch_related("items"):
        found.setdefault(carry.assessment_id, []).append(carry)
    return [(a, found.get(a.pk, []), told[a.pk]) for a in units]
