"""Background jobs: progress and result, for the person who asked and nobody else."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from assessments import queries
from assessments.history.parts import parts_of
from assessments.kawasan import integration, place_of
from assessments.kawasan_papers import is_readable
from assessments.kke.carry_jobs import CARRY
from assessments.kke.recaps.offers import is_overtaken, offer_of
from assessments.models import Assessment, IssuedDocument, Job
from assessments.reports.declare_jobs import PAKTA, PIAGAM, place_of_job
from assessments.reports.jobs import PRELIMINARY, TITLES, TRAIL
from assessments.reports.kawasan import KAWASAN, year_of_job
from assessments.reports.objection import OBJECTION
from assessments.reports.proposal.jobs import PROPOSAL_PAPER
from assessments.reports.team import TEAM
from assessments.rules import acting_as, acting_in, may
from assessments.services.imports import IMPORT_KINDS
from assessments.services.job_queue import UNFINISHED
from assessments.services.jobs import cancel_job, take_up_lost
from assessments.services.packages import PACKAGE
from assessments.tpn_start_jobs import START_TPN
from assessments.views.job_words import STATES, STAYS, plain_title, try_note
from documents.serving import serve_blob

Status = Job.Status

OF_PROPOSAL = {
    PACKAGE: ("package", "Ke paket usulan"),
    PROPOSAL_PAPER: ("proposal_papers", "Ke dokumen usulan"),
}  # what is made for a proposal: the page on which it then is


def _own(request, pk: int) -> Job:
    jobs = Job.objects.select_related("assessment__unit", "assessment__period", "instansi", "result")
    return get_object_or_404(jobs, pk=pk, requested_by=request.user)


@login_required
@never_cache
@require_safe
def job(request, pk: int):
    """The progress of a job; htmx gets the part that changes. Work that goes on elsewhere leads there when done."""
    take_up_lost()
    found = _own(request, pk)
    ahead = _ahead(found)
    if ahead and found.status == Status.DONE:
        return HttpResponseClientRedirect(ahead) if request.htmx else redirect(ahead)
    context = {
        "job": found,
        "state": STATES[Status(found.status)],
        "waiting": found.status in UNFINISHED,
        "heading": _heading(found),
        "cancel_url": "" if found.kind in STAYS else reverse("assessments:job_cancel", args=[pk]),
        "title": _title(found),
        "note": try_note(found),
        "back": _back(found),
        "back_label": _back_label(found),
        "withheld": found.status == Status.DONE and not _opens(request.user, found),
    }
    template = "assessments/reports/job.html"
    return render(request, f"{template}#progress" if request.htmx else template, context)


@login_required
@require_POST
def job_cancel(request, pk: int):
    """Stop a job that waits or runs; nothing of it stays."""
    found = _own(request, pk)
    if cancel_job(pk, actor=request.user):
        stays = STAYS.get(found.kind, "Tidak ada yang tersimpan darinya.")
        messages.success(request, f"Pekerjaan dibatalkan. {stays}")
    elif found.status == Status.CANCELLED:
        messages.info(request, "Pekerjaan ini sudah dibatalkan.")
    else:
        messages.info(request, "Pekerjaan ini sudah selesai, jadi tidak dapat dibatalkan lagi.")
    return redirect("assessments:job", pk)


@login_required
@require_safe
def job_file(request, pk: int):
    """The result of a job; what the person may do is asked again."""
    found = get_object_or_404(
        Job.objects.select_related("result", "instansi"),
        pk=pk,
        requested_by=request.user,
        status=Status.DONE,
        result__isnull=False,
    )
    chain, role = _permitted(request.user, found)
    return serve_blob(
        found.result,
        filename=found.filename,
        as_attachment=True,
        chain=chain,
        actor=request.user,
        role=role,
    )


def _opens(user, found: Job) -> bool:
    """Whether the file would be given now: a reopened assessment or an ended role closes it."""
    try:
        _permitted(user, found)
    except PermissionDenied:
        return False
    return True


def _permitted(user, found: Job) -> tuple[str, str]:
    """(audit chain, role); PermissionDenied where the person's roles no longer allow the file."""
    if found.kind == PAKTA:
        place = place_of_job(found)
        if place is None or not may(user, "view_staff", place):
            raise PermissionDenied
        return f"instansi:{found.instansi_id}", acting_in(user, place)
    if found.kind == KAWASAN:
        return _in_kawasan(user, found)
    if found.assessment_id is None:
        periods = queries.visible_periods(user).filter(instansi=found.instansi_id)
        visible = periods.filter(year=found.params.get("year")).exists()
        if not visible or (
            found.kind not in (PIAGAM, TEAM, CARRY) and (offer_of(found) is None or is_overtaken(found))
        ):
            raise PermissionDenied
        return f"instansi:{found.instansi_id}", ""
    assessment = queries.visible_assessments(user).filter(pk=found.assessment_id).first()
    if assessment is None or not may(user, _action(found, assessment), assessment):
        raise PermissionDenied
    if found.kind == TRAIL and not set(found.params.get("parts", ["?"])) <= parts_of(user, assessment):
        raise PermissionDenied  # it holds what is no longer open to the person
    return assessment.audit_chain, acting_as(user, assessment)


def _in_kawasan(user, found: Job) -> tuple[str, str]:
    year = year_of_job(found)
    place = place_of(user, year.kawasan) if year else None
    if year is None or place is None or not is_readable(place, integration(year)):
        raise PermissionDenied
    return year.kawasan.audit_chain, place.acting


def _action(found: Job, assessment: Assessment) -> str:
    """What one must be allowed to: issued documents hold TPI's answers, working copies only the unit's, the letter of
    the level above and its draft that level's.
    """
    if found.kind == TEAM:
        return "view_team"
    if found.kind in (PRELIMINARY, PIAGAM):
        return "view_preliminary" if found.kind == PRELIMINARY else "view_conditions"
    if found.kind == OBJECTION:
        return "view_final"
    issued = IssuedDocument.objects.filter(assessment=assessment, blob=found.result_id).exists()
    return "download_documents" if issued else "view_answers"


def _ahead(found: Job) -> str:
    """Where the work goes on once the job is done: the import that it read or applied, what it made of a proposal, the
    units that it has left; "" otherwise.
    """
    if found.kind in OF_PROPOSAL or found.kind == START_TPN:
        return _back(found)
    imported = found.params.get("import")
    return reverse("assessments:import", args=[imported]) if found.kind in IMPORT_KINDS and imported else ""


def _heading(found: Job) -> str:
    if found.kind == CARRY:
        return "Ambil alih tahun sebelumnya"
    if found.kind == START_TPN:
        return "Mulai penilaian TPN"
    return "Impor berkas" if found.kind in IMPORT_KINDS else "Penyiapan dokumen"


def _title(found: Job) -> str:
    if found.kind == PAKTA and (place := place_of_job(found)):
        return f"{TITLES[PAKTA]} · {place.name}"
    if found.kind == KAWASAN and (year := year_of_job(found)):
        return f"{TITLES[KAWASAN]} · {year}"
    return plain_title(found)


def _back(found: Job) -> str:
    if found.kind in OF_PROPOSAL:
        return reverse(f"assessments:{OF_PROPOSAL[found.kind][0]}", args=[found.params["proposal"]])
    if found.kind in IMPORT_KINDS:
        return reverse("assessments:import", args=[found.params["import"]])
    if found.kind == PAKTA:
        return reverse("assessments:staff", args=[found.instansi.code, found.params["unit"]])
    if found.kind == KAWASAN:
        year = year_of_job(found)
        page = "kawasan_year" if year else "kawasan_mine"
        return reverse(f"assessments:{page}", args=[year.kawasan_id, year.year] if year else [])
    if found.assessment_id is not None:
        pages = {TRAIL: "history", PRELIMINARY: "preliminary", PIAGAM: "pencanangan", TEAM: "work_team"}
        pages[OBJECTION] = "tpn_objection"
        page = pages.get(found.kind, "reports")
        return reverse(f"assessments:{page}", args=[found.assessment_id])
    page = "recap" if offer_of(found) else "period"
    pages = {
        PIAGAM: "instansi_pencanangan",
        TEAM: "instansi_team",
        CARRY: "carry_many",
        START_TPN: "tpn_start",
    }
    page = pages.get(found.kind, page)
    return reverse(f"assessments:{page}", args=[found.instansi.code, found.params["year"]])


def _back_label(found: Job) -> str:
    if found.kind in OF_PROPOSAL:
        return OF_PROPOSAL[found.kind][1]
    if found.kind in IMPORT_KINDS:
        return "Ke impor ini"
    if found.kind in (PAKTA, PIAGAM):
        return "Ke daftar pegawai" if found.kind == PAKTA else "Ke pencanangan"
    if found.kind == TEAM:
        return "Ke daftar tim"
    if found.kind == KAWASAN:
        return "Ke integrasi kawasan"
    if found.kind == CARRY:
        return "Ke daftar unit yang diambil alih"
    if found.kind == START_TPN:
        return "Ke unit yang menunggu TPN"
    if found.assessment_id is None:
        return "Ke rekap dan arsip" if offer_of(found) else "Ke daftar unit"
    return {
        TRAIL: "Ke riwayat unit",
        PRELIMINARY: "Ke penilaian pendahuluan",
        OBJECTION: "Ke sanggah unit",
    }.get(found.kind, "Ke dokumen unit")
