"""Background work: pakta integritas of a staff list, and the piagam of a pencanangan."""

from __future__ import annotations

from assessments import queries
from assessments.models import Assessment, Declaration, Job
from assessments.pakta import declaration_of
from assessments.reports.jobs import content_of, file_name
from assessments.reports.pakta import UNSIGNED, form_pdf, issue_pakta
from assessments.reports.piagam import issue_piagam
from assessments.rules import acting_as, acting_in, may
from assessments.services.errors import NotAllowed, Refused
from assessments.services.issuing import PDF
from assessments.services.job_limits import LONG
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


@job_kind(PAKTA, LONG)
def make_pakta(job: Job, progress: Progress) -> Product:
    """In the list of `params["unit"]`: the form to sign (`params["which"]` UNSIGNED), or what is recorded, issued; of
    `params["person"]` or of all.
    """
    place = place_of_job(job)
    if place is None or not may(job.requested_by, "view_staff", place):
        raise NotAllowed("Peran Anda tidak lagi mencakup daftar pegawai ini.")
    person = job.params.get("person")
    if job.params.get("which") == UNSIGNED:
        content, pages = form_pdf(place, person=person, progress=progress)
        at = f"{place.instansi.code}{f'_{place.unit.code}' if place.unit else ''}"
        whose = f"_pegawai-{person}" if person else ""
        return Product(
            content=content,
            filename=f"formulir-pakta-integritas_{at}{whose}.pdf",
            content_type=PDF,
            note=f"{pages} formulir untuk ditandatangani, satu halaman untuk setiap pegawai.",
        )
    document, people = issue_pakta(place, person=person, progress=progress, actor=job.requested_by)
    return Product(
        content=content_of(document),
        filename=file_name(document),
        content_type=PDF,
        note=f"Terbit dengan nomor {document.number}, {people} halaman, satu untuk setiap pegawai.",
    )


@job_kind(PIAGAM)
def make_piagam(job: Job, progress: Progress) -> Product:
    """The piagam of the pencanangan that holds for the job's unit, or of the instansi's `params["declaration"]`."""
    progress(10)
    if job.assessment_id is not None:
        a = queries.visible_assessments(job.requested_by).filter(pk=job.assessment_id).first()
        if a is None or not may(job.requested_by, "view_conditions", a):
            raise NotAllowed("Peran Anda tidak lagi mencakup unit ini.")
        declaration, targets, role = declaration_of(a), [a.target], acting_as(job.requested_by, a)
    else:
        periods = queries.visible_periods(job.requested_by).filter(instansi=job.instansi)
        period = periods.filter(year=job.params.get("year")).first()
        if period is None:
            raise NotAllowed("Peran Anda tidak lagi mencakup instansi ini.")
        rows = Declaration.objects.filter(instansi=job.instansi, unit=None).select_related("instansi")
        declaration = rows.filter(pk=job.params.get("declaration")).first()
        found = Assessment.objects.filter(period=period).order_by().values_list("target", flat=True)
        targets, role = sorted(set(found)), acting_in(job.requested_by, StaffPlace(job.instansi))
    if declaration is None:
        raise Refused(GONE)
    document = issue_piagam(declaration, targets=targets, actor=job.requested_by, role=role)
    return Product(
        content=content_of(document),
        filename=file_name(document),
        content_type=PDF,
        note=f"Terbit dengan nomor {document.number}.",
    )
