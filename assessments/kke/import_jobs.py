"""Background work of imports: read an uploaded file in a process of its own, apply what was decided."""

from __future__ import annotations

from assessments.models import Import, Job
from assessments.services import imports
from assessments.services.errors import NotAllowed, Refused
from assessments.services.job_limits import LONG
from assessments.services.jobs import Progress, job_kind
from documents import store
from documents.workbooks.guard import FileRefused, is_text, read_bytes
from documents.workbooks.isolated import read_grids_isolated
from documents.workbooks.stored_cells import dump

NO_EXCEL = (
    "Berkas ini bukan Excel, meskipun namanya .xlsx. Buka isinya di Excel, simpan sebagai “Excel Workbook (.xlsx)”, "
    "lalu unggah lagi."
)


@job_kind(imports.READ)
def read_import(job: Job, progress: Progress) -> None:
    """Read the file once; what it says is kept. What can't be read is told in the import itself."""
    reading = Import.objects.filter(pk=job.params["import"], status=Import.Status.READING)
    imp = imports.of_job(job)
    if imp is None:
        reading.update(status=Import.Status.REFUSED, refusal=imports.GONE)
        raise Refused(imports.GONE)
    if imp.status != Import.Status.READING:
        return
    progress(10)
    data = b""
    try:
        with store.open_verified(imp.file.sha256, size=imp.file.size) as source:
            data = read_bytes(source)
        grids = read_grids_isolated(data, name=imp.filename)
        progress(70)
        imports.kind_of(imp).check(imp, grids, job.requested_by)
    except (FileRefused, NotAllowed) as error:
        by_name = isinstance(error, FileRefused) and imp.filename.lower().endswith(".xlsx") and is_text(data)
        found = {"status": Import.Status.REFUSED, "refusal": NO_EXCEL if by_name else str(error)}
    else:
        found = {"status": Import.Status.READY, "cells": dump(grids)}
    progress(95)
    reading.update(**found)


@job_kind(imports.APPLY, LONG)
def apply_import(job: Job, progress: Progress) -> None:
    """Apply an import, all or nothing; an obstacle becomes the job's error, and the import stays ready."""
    imports.apply_in_job(job, progress)
