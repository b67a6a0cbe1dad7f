"""What one does with an import: choose, apply, undo, give up, have the file again."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from assessments.models import Import
from assessments.services import imports
from assessments.services.errors import Refused
from assessments.services.imports import APPLY
from assessments.services.job_queue import UNFINISHED
from assessments.views.imports.kinds import GIVES_ROLES, READERS
from assessments.views.imports.page import changeable, running_job, show, visible
from documents.serving import serve_blob
from units.proven import prove_again


@login_required
@require_POST
def import_decide(request, pk: int):
    """Keep the choices of the preview; with `act=terapkan` apply them right away."""
    imp = changeable(request, pk)
    if imp.status != Import.Status.READY:
        messages.info(
            request, f"Impor ini {imp.get_status_display().lower()}; pilihannya tidak berubah lagi."
        )
        return redirect("assessments:import", pk)
    if job := running_job(request.user, imp):
        return redirect("assessments:job", job.pk)
    if imp.kind in GIVES_ROLES and request.POST.get("act") == "terapkan":
        prove_again(request)
    wish, problems = READERS[imp.kind](request, imp)
    try:
        seen = int(request.POST.get("version", "-1"))
    except ValueError:
        seen = -1
    try:
        imp = imports.decide(imp, wish=wish, seen=seen, actor=request.user)
    except Refused as error:
        messages.error(request, str(error))
        return redirect("assessments:import", pk)
    if problems:
        return show(request, imp, status=422, problems=problems)
    if request.POST.get("act") != "terapkan":
        return redirect("assessments:import", pk)
    job = imports.start_import_job(APPLY, imp, actor=request.user)
    if job.status in UNFINISHED:
        return redirect("assessments:job", job.pk)
    if not job.error:  # the page tells what still stands in the way
        messages.success(request, f"Isi {imp.filename} sudah diterapkan.")
    return redirect("assessments:import", pk)


@login_required
@require_POST
def import_undo(request, pk: int):
    """Take back what an import did, unless newer work stands on it."""
    imp = changeable(request, pk)
    try:
        imports.undo(imp, actor=request.user)
    except Refused as error:
        for message, _ in error.reasons:
            messages.error(request, message)
    else:
        messages.success(request, f"Impor {imp.filename} diurungkan. Isian kembali seperti sebelumnya.")
    return redirect("assessments:import", pk)


@login_required
@require_POST
def import_discard(request, pk: int):
    """Give an import up before it was applied."""
    imp = changeable(request, pk)
    try:
        imports.discard(imp, actor=request.user)
    except Refused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Impor dibatalkan. Tidak ada yang berubah di portal.")
    return redirect("assessments:import", pk)


@login_required
@require_safe
def import_file(request, pk: int):
    """The file as it was uploaded, always as a download."""
    imp = visible(request, pk)
    chain = imp.assessment.audit_chain if imp.assessment else f"instansi:{imp.instansi_id}"
    return serve_blob(imp.file, filename=imp.filename, as_attachment=True, chain=chain, actor=request.user)
