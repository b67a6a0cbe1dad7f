"""Background work: pakta integritas of a staff list, and the piagam of a pencanangan."""

from __future__ import annotations

from assessments import queries
from assessments.models import Assessment, Declaration, Job
from assessments.pakta import declaration_of
from assessments.reports.pakta import UNSIGNED, pakta_pdf
from assessments.reports.piagam import piagam_pdf
from assessments.rules import may
from assessments.services.errors import NotAllowed, Refused
from assessments.services.issuing import PDF
from assessments.services.jobs import Product, Progress, job_kind
from assessments.staff_places import StaffPlace
from units.models import UnitKerja

PAKTA, PIAGAM = "pakta", "piagam"
GONE = "Pencanangan ini tidak ada lagi. Buka halamannya, lalu coba lagi."


def place_of_job(job: Job) -> StaffPlace | None:
    """The staff list that a job is about; None when it is no longer there."""
    if not (number := job.params.get("unit")):
        return StaffPlace(job.instansi)
    unit = UnitKerja.objects.filter(pk=number, instansi=job.instansi).select_related("instansi").first()
    return StaffPlace(unit.instansi, unit) if unit else None


@job_kind(PAKTA)
def make_pakta(job: Job, progress: Progress) -> Product:
    """The pakta of `params["person"]`, or of all (`params["which"]`) in the list of `params["unit"]`."""
    place = place_of_job(job)
    if place is None or not may(job.requested_by, "view_staff", place):
        raise NotAllowed("Peran Anda tidak lagi mencakup daftar pegawai ini.")
    which, person = job.params.get("which", ""), job.params.get("person")
    content, pages = pakta_pdf(place, which=which, person=person, progress=progress)
    at = f"{place.instansi.code}{f'_{place.unit.code}' if place.unit else ''}"
    kind = "belum-tanda-tangan" if which == UNSIGNED else (f"pegawai-{person}" if person else "semua")
    return Product(
        content=content,
        filename=f"pakta-integritas_{at}_{kind}.pdf",
        content_type=PDF,
        note=f"{pages} halaman, satu untuk setiap pegawai.",
    )


@job_kind(PIAGAM)
def make_piagam(job: Job, progress: Progress) -> Product:
    """The piagam of the pencanangan that holds for the job's unit, or of the instansi's `params["declaration"]`."""
    progress(10)
    if job.assessment_id is not None:
        a = queries.visible_assessments(job.requested_by).filter(pk=job.assessment_id).first()
        if a is None or not may(job.requested_by, "view_conditions", a):
            raise NotAllowed("Peran Anda tidak lagi mencakup unit ini.")
        declaration, targets, code = declaration_of(a), [a.target], a.unit.code
    else:
        periods = queries.visible_periods(job.requested_by).filter(instansi=job.instansi)
        period = periods.filter(year=job.params.get("year")).first()
        if period is None:
            raise NotAllowed("Peran Anda tidak lagi mencakup instansi ini.")
        rows = Declaration.objects.filter(instansi=job.instansi, unit=None)
        declaration = rows.filter(pk=job.params.get("declaration")).first()
        found = Assessment.objects.filter(period=period).order_by().values_list("target", flat=True)
        targets, code = sorted(set(found)), job.instansi.code
    if declaration is None:
        raise Refused(GONE)
    content = piagam_pdf(declaration, targets=targets)
    return Product(content=content, filename=f"piagam-pencanangan_{code}.pdf", content_type=PDF)
