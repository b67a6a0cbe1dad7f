"""Items of the library and announcements, past the services."""

from datetime import date
from typing import Any

from documents.library.search import search_text
from documents.models import Announcement, FormerContent, LibraryItem
from documents.services import store_generated
from units.models import Instansi, User

URL = "https://contoh.go.id/peraturan"


def make_item(
    shelf: Instansi | None, *, by: User, public: bool = True, file: bytes = b"", text: str = "", **said: Any
) -> LibraryItem:
    """An item on a shelf (None: the shared one): a link, or a text file with `file` as its content."""
    fields = {"kind": "peraturan", "number": "90/2021", "year": 2021, "title": "Pembangunan Zona Integritas"}
    fields |= said
    held = {"url": URL}
    if file:
        blob = store_generated(file, media_type="text/plain; charset=utf-8")
        held = {"blob": blob, "filename": fields.pop("filename", "peraturan.txt")}
    found = search_text(fields["number"], fields["title"], text)
    return LibraryItem.objects.create(
        instansi=shelf, created_by=by, public=public, search_text=found, **held, **fields
    )


def make_former(item: LibraryItem, *, by: User, file: bytes) -> FormerContent:
    """A text file that an item held before."""
    blob = store_generated(file, media_type="text/plain; charset=utf-8")
    return FormerContent.objects.create(item=item, blob=blob, filename="lama.txt", replaced_by=by)


def make_notice(shelf: Instansi | None, *, by: User, public: bool = True, **said: Any) -> Announcement:
    """An announcement that is shown since the start of 2026."""
    fields = {"title": "Sosialisasi", "body": "Kamis pukul 09.00.", "starts": date(2026, 1, 1)} | said
    return Announcement.objects.create(instansi=shelf, created_by=by, public=public, **fields)
