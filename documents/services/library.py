"""Writes of the library: items and their files. One entry in the audit each, on the chain of the shelf."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction

from documents.errors import UploadRefused
from documents.extraction import text_of
from documents.library.models import FormerContent, LibraryItem
from documents.library.queries import changers_for
from documents.library.search import search_text
from documents.links import clean_url
from documents.names import MAX_NUMBER, MAX_TITLE, plain_line
from documents.services.blobs import Taken, intake, keep_blob
from documents.services.quarantine import told
from documents.services.shelves import check_version, lock_keeper, role_of
from documents.store import Readable
from units.models import Instansi, User
from units.services.errors import Refused, refuse_invalid
from units.services.trail import tell

FIELDS = ("kind", "number", "year", "title", "date", "status", "changed_by_id", "public")
HELD = ("blob", "filename", "url")


@dataclass(frozen=True, kw_only=True)
class ItemData:
    """What is said of an item; `changed_by` is the id of what changes or revokes it. A link or a file comes besides."""

    kind: str
    number: str
    year: int
    title: str
    date: date | None
    status: str
    changed_by: int | None
    public: bool


def add_item(
    shelf: Instansi | None,
    *,
    data: ItemData,
    actor: User,
    file: Readable | None = None,
    filename: str = "",
    url: str = "",
) -> LibraryItem:
    """Put a file or a link on a shelf (None: the shared one) and return the item.

    The same said of the same content once more, as by a double click, gives the item that is there. Raises
    NotAllowed, Refused with the fields that are wrong; then nothing was written.
    """
    role = role_of(shelf, actor)
    quarantine = told(shelf, None, actor=actor, role=role)
    content = _content(file, filename, url, quarantine)
    with content as (taken, text), transaction.atomic():
        lock_keeper(shelf, actor)
        item = LibraryItem(instansi=shelf, created_by=actor)
        _say(item, data)
        _hold(item, taken, url)
        twin = LibraryItem.objects.filter(
            instansi=shelf, blob=item.blob, url=item.url, **{name: getattr(item, name) for name in FIELDS}
        ).first()
        if twin is not None:
            return twin
        item.search_text = search_text(item.number, item.title, text)
        _check(item)
        item.save(force_insert=True)
        tell(shelf, item, "library.add", actor=actor, after=_plain(item))
    return item


def change_item(
    item: LibraryItem,
    *,
    data: ItemData,
    seen: int,
    actor: User,
    file: Readable | None = None,
    filename: str = "",
    url: str = "",
) -> LibraryItem:
    """Change what is said of an item and, where a file or another link comes, what it holds; return it as stored.

    `seen` is the version that the actor saw. What it held before stays in its history. Nothing is written when all is
    as before. Raises NotAllowed, Refused:
    wrong fields, or somebody else changed it meanwhile.
    """
    role = role_of(item.instansi, actor)
    quarantine = told(item.instansi, None, actor=actor, role=role)
    content = _content(file, filename, url, quarantine, may_stay=True)
    with content as (taken, text), transaction.atomic():
        lock_keeper(item.instansi, actor)
        stored = LibraryItem.objects.select_for_update(of=("self",)).select_related("blob").get(pk=item.pk)
        check_version(stored.version, seen)
        before = _plain(stored)
        named = search_text(stored.number, stored.title)
        _say(stored, data)
        rest = stored.search_text.removeprefix(named)
        held = {name: getattr(stored, name) for name in HELD}
        if taken is not None or (url and _clean(url) != stored.url):
            _hold(stored, taken, url)
            rest = text
        after = _plain(stored)
        if before != after:
            stored.search_text = search_text(stored.number, stored.title, rest)
            stored.version += 1
            _check(stored)
            stored.save()
            if (held["blob"], held["url"]) != (stored.blob, stored.url):
                FormerContent.objects.create(item=stored, replaced_by=actor, **held)
            tell(item.instansi, stored, "library.change", actor=actor, before=before, after=after)
    return stored


@transaction.atomic
def remove_item(item: LibraryItem, *, actor: User) -> None:
    """Take an item off its shelf, with the history of its files; the audit keeps what it was.

    Asked twice it happens once. Raises NotAllowed, Refused while another item names this one as what changed or
    revoked it.
    """
    lock_keeper(item.instansi, actor)
    stored = (
        LibraryItem.objects.select_for_update(of=("self",)).select_related("blob").filter(pk=item.pk).first()
    )
    if stored is None:
        return
    if named := stored.changes.filter(instansi=stored.instansi).order_by("pk").first():
        raise Refused(
            f"“{named.title}” masih menyebut isi ini sebagai pengubah atau pencabutnya. Ubah itu dahulu."
        )
    if stored.changes.exists():
        raise Refused("Pustaka sebuah instansi masih menyebut isi ini sebagai pengubah atau pencabut.")
    before = _plain(stored)
    tell(item.instansi, stored, "library.remove", actor=actor, before=before)
    stored.delete()


@contextmanager
def _content(
    file: Readable | None,
    filename: str,
    url: str,
    quarantine: AbstractContextManager[None],
    *,
    may_stay: bool = False,
) -> Iterator[tuple[Taken | None, str]]:
    """The checked file with its text, or (None, "") for a link; outside of any transaction, for it may take seconds."""
    if (file is not None) == bool(url) and not (may_stay and file is None):
        raise Refused(("Pilih berkas atau isikan tautan, salah satu saja.", "file"))
    if file is None:
        yield None, ""
        return
    try:
        with quarantine, intake(file, filename) as taken:
            with taken.content.open() as handle:
                text = text_of(handle, taken.type)
            yield taken, text
    except UploadRefused as refused:
        raise Refused((refused.message, refused.field)) from refused


def _say(item: LibraryItem, data: ItemData) -> None:
    said = asdict(data)
    changer = said.pop("changed_by")
    said["changed_by_id"] = changer if data.status != LibraryItem.Status.BERLAKU else None
    said["title"], said["number"] = plain_line(data.title, MAX_TITLE), plain_line(data.number, MAX_NUMBER)
    for name, value in said.items():
        setattr(item, name, value)


def _hold(item: LibraryItem, taken: Taken | None, url: str) -> None:
    """Keep the file, or the link in its place."""
    if taken is not None:
        item.blob = keep_blob(taken.content, media_type=taken.type.media_type)
        item.filename, item.url = taken.filename, ""
        return
    item.blob, item.filename, item.url = None, "", _clean(url)


def _clean(url: str) -> str:
    try:
        return clean_url(url)
    except UploadRefused as refused:
        raise Refused((refused.message, refused.field)) from refused


def _check(item: LibraryItem) -> None:
    if not item.title:
        raise Refused(("Tuliskan judulnya.", "title"))
    changer = item.changed_by_id
    if changer and not changers_for(item.instansi, but=item.pk).filter(pk=changer).exists():
        raise Refused(("Pilih dari daftar.", "changed_by"))
    refuse_invalid(item, exclude=("instansi", "created_by", "blob"))


def _plain(item: LibraryItem) -> dict[str, object]:
    """The item as data for the audit."""
    told: dict[str, object] = {name: getattr(item, name) for name in FIELDS}
    told["date"] = item.date.isoformat() if item.date else None
    if item.blob is None:
        return told | {"url": item.url}
    return told | {"filename": item.filename, "sha256": item.blob.sha256, "size": item.blob.size}
