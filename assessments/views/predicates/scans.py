"""A scan that comes with a form: uploaded only when everything else of the form is taken."""

from collections.abc import Callable

from django.http import HttpRequest

from assessments.models import PredicateRecord
from assessments.views.rehearsing import dry_run
from documents.models import Revision
from documents.services import upload
from units.models import UnitKerja

Write = Callable[[Revision | None], PredicateRecord]


def with_scan(request: HttpRequest, form, unit: UnitKerja, title: str, write: Write) -> PredicateRecord:
    """Write, with the scan as a document of the unit. What is refused, or was sent a moment ago, leaves no document.

    An upload never stands in one transaction with a write, so the write is tried without it first and undone.
    UploadRefused and what `write` raises go through.
    """
    file = form.cleaned_data.get("scan")
    if file is None:
        return write(None)
    tried = dry_run(lambda: write(None))
    stands = PredicateRecord.objects.select_related("scan", "revocation_scan").filter(pk=tried.pk).first()
    if stands is not None and stands.version == tried.version and _has(stands, file.name):
        return stands
    about = {"title": title, "kind": "sk", "actor": request.user, "role": "Admin inspektorat"}
    return write(upload(file=file, filename=file.name, unit=unit, **about))


def _has(stands: PredicateRecord, name: str) -> bool:
    """Whether a file of this name is there already: sent twice."""
    return name in [scan.filename for scan in (stands.scan, stands.revocation_scan) if scan is not None]
