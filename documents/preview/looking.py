"""A page of a revision's content, and how many pages it has. Permission is checked before, by the view of the use."""

from audit.services import Actor
from documents.errors import Damaged, Missing, Unavailable
from documents.models import Revision
from documents.preview import counting, failing
from documents.preview.running import NothingToShow, Page, kind_of, page_of
from documents.serving import open_content

DAMAGED = "Isi yang tersimpan tidak lagi sama dengan yang diunggah, jadi tidak ditampilkan. Kejadian ini sudah dicatat."
AWAY = "Tempat penyimpanan berkas sedang tidak dapat dihubungi. Coba lagi beberapa menit lagi."
STOPPED = "Berkas ini belum sempat ditampilkan. Coba lagi sebentar lagi."
UNKNOWN = "Jenis berkas ini tidak dapat ditampilkan di sini."
SINGLE = {"image": (1, "gambar")}


def look(revision: Revision, number: int, *, wide: bool = False, actor: Actor, role: str) -> Page:
    """Page `number` of a file (0 only counts). Raises NothingToShow with the sentence for the reader, Busy.

    What could not be made is not tried again for some minutes.
    """
    blob = revision.blob
    kind = kind_of(blob.type, revision.filename) if blob else ""
    if blob is None or not kind:
        raise NothingToShow(UNKNOWN)
    if failed := failing.known(blob.sha256, kind, number, wide=wide):
        raise NothingToShow(failed)
    chain = f"instansi:{revision.document.instansi_id}"
    try:
        handle = open_content(blob, chain=chain, actor=actor, role=role)
    except (Missing, Damaged) as error:
        raise NothingToShow(DAMAGED) from error
    except Unavailable as error:
        raise NothingToShow(AWAY) from error
    with handle:
        person = actor if isinstance(actor, int) or actor is None else actor.pk
        try:
            page = page_of(handle, kind, number, wide=wide, person=person)
        except NothingToShow as nothing:
            failing.remember(blob.sha256, kind, number, wide=wide, message=nothing.message)
            raise
        except Unavailable as error:
            raise NothingToShow(STOPPED) from error
    counting.remember(blob.sha256, kind, page.of, page.unit)
    return page


def count(revision: Revision, *, actor: Actor, role: str) -> tuple[int, str]:
    """(how many pages, what such a page is called); raises like `look`. No process for what was counted lately."""
    blob = revision.blob
    kind = kind_of(blob.type, revision.filename) if blob else ""
    known = SINGLE.get(kind) or (counting.known(blob.sha256, kind) if blob else None)
    if known is None:
        page = look(revision, 0, actor=actor, role=role)
        known = page.of, page.unit
    return known
