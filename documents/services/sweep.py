"""Removes content that nothing refers to: rolled back uploads, forgotten results, files of killed writers."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.db import IntegrityError, transaction

from documents import store
from documents.errors import Missing
from documents.models import Blob

AGE = timedelta(hours=24)
STRAY = "application/octet-stream"


@dataclass(frozen=True, kw_only=True)
class Swept:
    """What was (or, in a dry run, would be) removed: hashes with and without a row, temporary files."""

    blobs: tuple[str, ...]
    strays: tuple[str, ...]
    temporary: tuple[Path, ...]


def sweep(*, now: datetime, apply: bool) -> Swept:
    """Remove content older than 24 hours at `now` that no row refers to; without `apply` only tell of it.

    Safe beside uploads: whoever keeps content holds the lock on its row until the commit (`keep_blob`), and
    content is removed only under that same lock, seen unused.
    """
    before = now - AGE
    unused = Blob.objects.filter(created_at__lt=before, revisions=None).order_by("pk")
    blobs = tuple(blob.sha256 for blob in unused.iterator() if not _in_use(blob))
    known = set(Blob.objects.values_list("sha256", flat=True).iterator())
    strays = tuple(sha256 for sha256 in store.iter_hashes() if sha256 not in known and _older(sha256, before))
    temporary = tuple(store.leftovers(before=before))
    if not apply:
        return Swept(blobs=blobs, strays=strays, temporary=temporary)
    for path in temporary:
        path.unlink(missing_ok=True)
    return Swept(
        blobs=tuple(sha256 for sha256 in blobs if _remove_blob(sha256)),
        strays=tuple(sha256 for sha256 in strays if _remove_stray(sha256)),
        temporary=temporary,
    )


def _in_use(blob: Blob) -> bool:
    """True when any row of any app refers to the blob; other apps keep issued PDFs and results as blobs."""
    relations = (field for field in blob._meta.get_fields(include_hidden=True) if field.one_to_many)
    return any(
        relation.related_model._base_manager.filter(**{relation.field.name: blob}).exists()
        for relation in relations
    )


def _older(sha256: str, before: datetime) -> bool:
    try:
        return store.modified_at(sha256) < before
    except Missing:
        return False


@transaction.atomic
def _remove_blob(sha256: str) -> bool:
    blob = Blob.objects.select_for_update().filter(sha256=sha256).first()
    if blob is None or _in_use(blob):
        return False
    blob.delete()
    store.delete(sha256)
    return True


def _remove_stray(sha256: str) -> bool:
    """Content without a row: a row of our own keeps uploads of the same content waiting meanwhile."""
    try:
        with transaction.atomic():
            blob = Blob.objects.create(sha256=sha256, size=1, media_type=STRAY)
            store.delete(sha256)
            blob.delete()
    except IntegrityError:  # an upload came first
        return False
    return True
