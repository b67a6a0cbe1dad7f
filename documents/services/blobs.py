"""Content comes in: staged, looked at, and only then kept together with its row."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO

from django.conf import settings
from django.db import connection, transaction

from documents import store
from documents.errors import EmptyContent, Missing, StoreError, TooLarge, Unavailable, UploadRefused
from documents.filetypes import FileType
from documents.models import Blob
from documents.names import clean_filename
from documents.scanner import Infected, ScannerAway, virus_in
from documents.sniff import sniff

logger = logging.getLogger(__name__)
MIB = 1024 * 1024
UNAVAILABLE = (
    "Berkas belum tersimpan: tempat penyimpanan sedang penuh atau tidak dapat dihubungi. Coba lagi nanti; bila "
    "terulang, hubungi admin sistem."
)
NO_SCANNER = "Berkas belum tersimpan: pemeriksaan virus sedang tidak tersedia. Coba lagi beberapa menit lagi."


@dataclass(frozen=True, kw_only=True)
class Taken:
    """A file that passed every check, staged but not kept."""

    content: store.Staged
    type: FileType
    filename: str


@contextmanager
def intake(file: store.Readable, filename: str) -> Iterator[Taken]:
    """Stage a user's file and check it; at the end of the block what was not kept is gone.

    Raises UploadRefused: empty, larger than EVIDENCE_MAX_BYTES, not of an allowed type, no virus scanner at hand,
    disk or bucket full or out of reach; Infected for a virus, which the caller writes down (`quarantine.told`).
    """
    name = clean_filename(filename)
    with _staged(file) as content:
        with content.open() as handle:
            kind = sniff(handle, filename=name, size=content.size)
        _refuse_virus(content, name)
        yield Taken(content=content, type=kind, filename=name)


@contextmanager
def workbook_intake(file: store.Readable, filename: str) -> Iterator[store.Staged]:
    """Stage a user's file that is read and not shown, whatever its type: who reads it judges that.

    Raises like `intake`, except for the type.
    """
    with _staged(file) as content:
        _refuse_virus(content, clean_filename(filename))
        yield content


def keep_blob(content: store.Staged, *, media_type: str) -> Blob:
    """Keep staged content under a Blob row, new or existing, and return the row, locked until the end of the
    transaction: a sweep that runs meanwhile waits, and then finds it used. Only inside transaction.atomic.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("content is kept in the transaction of the row that uses it")
    for _ in range(5):
        blob, _ = Blob.objects.get_or_create(
            sha256=content.sha256, defaults={"size": content.size, "media_type": media_type}
        )
        locked = Blob.objects.select_for_update().filter(pk=blob.pk).first()
        if locked is not None:  # else a sweep removed it between the two statements
            content.keep()
            return locked
    raise StoreError(f"row of {content.sha256} keeps vanishing")


def store_generated(data: bytes | store.Readable, *, media_type: str) -> Blob:
    """Store what the portal itself made (an issued PDF, a recap), without limit of size, and return its Blob.

    Refer to the Blob by a foreign key in the same transaction; a Blob without reference is swept after a day.
    """
    stream = BytesIO(data) if isinstance(data, bytes) else data
    with store.staged(stream, max_size=1024 * MIB) as content, transaction.atomic():
        return keep_blob(content, media_type=media_type)


def _refuse_virus(content: store.Staged, filename: str) -> None:
    with content.open() as handle:
        signature = virus_in(handle)
    if signature:
        raise Infected(signature, sha256=content.sha256, size=content.size, filename=filename)


@contextmanager
def _staged(file: store.Readable) -> Iterator[store.Staged]:
    limit = settings.EVIDENCE_MAX_BYTES
    with _translated(), store.staged(file, max_size=limit) as content:
        yield content


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except EmptyContent as error:
        raise UploadRefused("Berkas ini kosong (0 byte). Periksa berkasnya, lalu unggah lagi.") from error
    except TooLarge as error:
        raise UploadRefused(too_large(error.limit)) from error
    except (Unavailable, Missing) as error:
        logger.exception("evidence cannot be stored")
        raise UploadRefused(UNAVAILABLE) from error
    except ScannerAway as error:
        logger.exception("no look for viruses")
        raise UploadRefused(NO_SCANNER) from error


def too_large(limit: int) -> str:
    """The sentence for a file above `limit` bytes."""
    return f"Berkas ini terlalu besar. Paling besar {limit // MIB} MiB; perkecil berkasnya, lalu unggah lagi."
