"""Documents and their revisions: add a file or link, replace it, rename, archive. Nothing is ever removed.

Permission is the caller's: what a person may attach depends on the use, which this app does not know. Each act
writes one entry to the chain "instansi:<id>"; a caller who also writes to an assessment's chain ends this act's
transaction first (or writes to that chain before it), see `audit.services.record`.
"""

from django.db import transaction
from django.utils import timezone

from audit.services import Actor, record
from documents.errors import UploadRefused
from documents.links import clean_url
from documents.models import Blob, Document, Revision
from documents.names import MAX_TITLE, plain_line, title_from
from documents.queries import document_with_content
from documents.services.blobs import intake, keep_blob
from documents.services.quarantine import told
from documents.services.quota import check_quota
from documents.store import Readable
from units.models import Instansi, UnitKerja, User

MAX_NOTE = 300
LABEL = "documents.document"


def upload(
    *,
    file: Readable,
    filename: str,
    kind: str,
    actor: User,
    role: str,
    unit: UnitKerja | None = None,
    instansi: Instansi | None = None,
    title: str = "",
    note: str = "",
) -> Revision:
    """Take a file as a new document of `unit`, or of `instansi` itself, and return its revision 1.

    Without `title` the file's name is the title. When the owner already has a current document with this
    content, the revision says so in `existing_document`; it is taken all the same and stored once.
    Raises UploadRefused with the Indonesian reason; then nothing was written.
    """
    owner = _owner(unit, instansi)
    quarantine = told(owner, unit, actor=actor, role=role)
    with quarantine, intake(file, filename) as taken, transaction.atomic():
        check_quota(unit, taken.content)
        blob = keep_blob(taken.content, media_type=taken.type.media_type)
        existing = document_with_content(blob.sha256, instansi_id=owner.pk, unit_id=unit.pk if unit else None)
        revision = _create(
            owner,
            unit,
            title=_title(title or title_from(taken.filename)),
            kind=kind,
            actor=actor,
            role=role,
            blob=blob,
            filename=taken.filename,
            note=note,
        )
    revision.existing_document = existing  # type: ignore[misc]
    return revision


def add_link(
    *,
    url: str,
    title: str,
    kind: str,
    actor: User,
    role: str,
    unit: UnitKerja | None = None,
    instansi: Instansi | None = None,
    note: str = "",
) -> Revision:
    """Take a web address as a new document and return its revision 1. The portal never opens the address.

    Raises UploadRefused for anything but http and https, credentials in the address, or an empty title.
    """
    owner = _owner(unit, instansi)
    address = clean_url(url)
    with transaction.atomic():
        return _create(
            owner, unit, title=_title(title), kind=kind, actor=actor, role=role, url=address, note=note
        )


def revise(
    document: Document,
    *,
    actor: User,
    role: str,
    file: Readable | None = None,
    filename: str = "",
    url: str = "",
    note: str = "",
) -> Revision:
    """Replace what a document holds by a file or a link: a new revision with the next number.

    Older revisions stay as they are, with everything that was assessed by them. The same content or address as
    the newest revision changes nothing: that revision is returned. Raises UploadRefused like `upload`.
    """
    if (file is None) == (not url):
        raise ValueError("a revision is a file or a link")
    if file is None:
        address = clean_url(url)
        with transaction.atomic():
            return _append(document, actor=actor, role=role, url=address, note=note)
    quarantine = told(document.instansi, document.unit, actor=actor, role=role)
    with quarantine, intake(file, filename) as taken, transaction.atomic():
        check_quota(document.unit, taken.content)
        blob = keep_blob(taken.content, media_type=taken.type.media_type)
        return _append(document, actor=actor, role=role, blob=blob, filename=taken.filename, note=note)


@transaction.atomic
def rename(document: Document, *, title: str, kind: str, actor: User, role: str) -> Document:
    """Change title and kind; nothing is written when both are as before. UploadRefused for an empty title."""
    stored = Document.objects.select_for_update().get(pk=document.pk)
    before = {"title": stored.title, "kind": stored.kind}
    after = {"title": _title(title), "kind": _kind(kind)}
    if before != after:
        stored.title, stored.kind = after["title"], after["kind"]
        stored.save(update_fields=["title", "kind"])
        _record(stored, "document.rename", actor=actor, role=role, before=before, after=after)
    return stored


def archive(document: Document, *, actor: User, role: str) -> Document:
    """Take a document out of the choice for new uses; its uses stay. Asked twice it happens once."""
    return _set_archived(document, True, actor=actor, role=role)


def unarchive(document: Document, *, actor: User, role: str) -> Document:
    """Offer an archived document again. Asked twice it happens once."""
    return _set_archived(document, False, actor=actor, role=role)


def _owner(unit: UnitKerja | None, instansi: Instansi | None) -> Instansi:
    """The instansi that owns the document; ValueError unless unit and instansi fit (a programming error)."""
    owner = instansi or (unit.instansi if unit else None)
    if owner is None or (unit is not None and unit.instansi_id != owner.pk):
        raise ValueError("a document belongs to a unit, or to the instansi itself")
    return owner


def _title(title: str) -> str:
    cleaned = plain_line(title, MAX_TITLE)
    if not cleaned:
        raise UploadRefused("Tuliskan judul dokumen.", field="title")
    return cleaned


def _kind(kind: str) -> str:
    if kind not in Document.Kind.values:
        raise UploadRefused("Pilih jenis dokumen.", field="kind")
    return kind


def _create(
    instansi: Instansi,
    unit: UnitKerja | None,
    *,
    title: str,
    kind: str,
    actor: User,
    role: str,
    blob: Blob | None = None,
    url: str = "",
    filename: str = "",
    note: str = "",
) -> Revision:
    document = Document.objects.create(
        instansi=instansi, unit=unit, title=title, kind=_kind(kind), created_by=actor
    )
    revision = _revision(document, 1, actor, blob, url, filename, note)
    after = {"unit": unit.pk if unit else None, "title": title, "kind": kind} | _plain(revision)
    _record(document, "document.add", actor=actor, role=role, after=after)
    return revision


def _append(
    document: Document,
    *,
    actor: User,
    role: str,
    blob: Blob | None = None,
    url: str = "",
    filename: str = "",
    note: str = "",
) -> Revision:
    locked = Document.objects.select_for_update().get(pk=document.pk)
    newest = Revision.objects.select_related("blob").filter(document=locked).order_by("-number")[0]
    if newest.blob == blob and newest.url == url:
        return newest
    revision = _revision(locked, newest.number + 1, actor, blob, url, filename, note)
    _record(locked, "document.revise", actor=actor, role=role, before=_plain(newest), after=_plain(revision))
    return revision


def _revision(
    document: Document, number: int, actor: User, blob: Blob | None, url: str, filename: str, note: str
) -> Revision:
    return Revision.objects.create(
        document=document,
        number=number,
        blob=blob,
        url=url,
        filename=filename,
        note=plain_line(note, MAX_NOTE),
        created_by=actor,
    )


def _plain(revision: Revision) -> dict[str, str | int]:
    if revision.blob is None:
        return {"number": revision.number, "url": revision.url}
    return {
        "number": revision.number,
        "filename": revision.filename,
        "sha256": revision.blob.sha256,
        "size": revision.blob.size,
    }


@transaction.atomic
def _set_archived(document: Document, wanted: bool, *, actor: User, role: str) -> Document:
    stored = Document.objects.select_for_update().get(pk=document.pk)
    if (stored.archived_at is not None) != wanted:
        stored.archived_at = timezone.now() if wanted else None
        stored.save(update_fields=["archived_at"])
        action = "document.archive" if wanted else "document.unarchive"
        _record(
            stored,
            action,
            actor=actor,
            role=role,
            before={"archived": not wanted},
            after={"archived": wanted},
        )
    return stored


def _record(
    document: Document,
    action: str,
    *,
    actor: Actor,
    role: str,
    before: dict[str, object] | None = None,
    after: dict[str, object] | None = None,
) -> None:
    record(
        f"instansi:{document.instansi_id}",
        actor=actor,
        role=role,
        action=action,
        label=LABEL,
        object_id=document.pk,
        before=before,
        after=after,
    )
