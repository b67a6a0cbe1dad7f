"""Documents and their revisions: add a file or link, replace it. Nothing is ever removed.

Permission is the caller's: what a person may attach depends on the use, which this app does not know. Each act
writes one entry to the chain "instansi:<id>"; a caller who also writes to an assessment's chain ends this act's
transaction first (or writes to that chain before it), see `audit.services.record`.
"""

from collections.abc import Collection
from dataclasses import asdict

from django.db import transaction

from documents.errors import AlreadyThere, SameAsNewest
from documents.links import clean_url
from documents.models import Blob, Document, Revision
from documents.names import plain_line, title_from
from documents.queries import document_with_content, document_with_link
from documents.services.blobs import intake, keep_blob
from documents.services.facts import PLAIN, About, Facts, clean_facts, plain_facts
from documents.services.quarantine import told
from documents.services.quota import check_quota
from documents.services.texts import read_later
from documents.services.trail import tell
from documents.store import Readable
from units.models import Instansi, UnitKerja, User

MAX_NOTE = 300


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
    beside: Collection[int] | None = None,
    about: About = PLAIN,
) -> Revision:
    """Take a file as a new document of `unit`, or of `instansi` itself, and return its revision 1.

    Without `title` the file's name is the title. `beside` None takes content that the owner has already without a
    word (it is stored once); else AlreadyThere, unless that document is among the ids in `beside`: the actor has seen
    it and wants another one. So the same file sent twice at once is one document and an offer. Raises UploadRefused
    with the Indonesian reason; then nothing was written.
    """
    owner = _owner(unit, instansi)
    quarantine = told(owner, unit, actor=actor, role=role)
    with quarantine, intake(file, filename) as taken, transaction.atomic():
        check_quota(unit, taken.content)
        blob = keep_blob(taken.content, media_type=taken.type.media_type)
        if beside is not None:
            _look_for_twin(owner, unit, beside, blob=blob)
        revision = _create(
            owner,
            unit,
            facts=_facts(title or title_from(taken.filename), kind, about),
            actor=actor,
            role=role,
            blob=blob,
            filename=taken.filename,
            note=note,
        )
        read_later(blob)
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
    beside: Collection[int] | None = None,
    about: About = PLAIN,
) -> Revision:
    """Take a web address as a new document and return its revision 1. The portal never opens the address.

    `beside` as in `upload`, for the same address. Raises UploadRefused for anything but http and https, credentials in
    the address, or an empty title.
    """
    owner = _owner(unit, instansi)
    address = clean_url(url)
    with transaction.atomic():
        if beside is not None:
            _look_for_twin(owner, unit, beside, url=address)
        facts = _facts(title, kind, about)
        return _create(owner, unit, facts=facts, actor=actor, role=role, url=address, note=note)


def revise(
    document: Document,
    *,
    actor: User,
    role: str,
    file: Readable | None = None,
    filename: str = "",
    url: str = "",
    note: str = "",
    beside: Collection[int] | None = None,
) -> Revision:
    """Replace what a document holds by a file or a link: a new revision with the next number.

    Older revisions stay as they are, with everything that was assessed by them. Raises UploadRefused like `upload`,
    SameAsNewest for the content or address of the newest revision, so that asked twice it happens once, and
    AlreadyThere for that of another document of the owner, unless `beside` says as in `upload` that it may.
    """
    if (file is None) == (not url):
        raise ValueError("a revision is a file or a link")
    if file is None:
        address = clean_url(url)
        with transaction.atomic():
            return _append(document, actor=actor, role=role, url=address, note=note, beside=beside)
    quarantine = told(document.instansi, document.unit, actor=actor, role=role)
    with quarantine, intake(file, filename) as taken, transaction.atomic():
        check_quota(document.unit, taken.content)
        blob = keep_blob(taken.content, media_type=taken.type.media_type)
        read_later(blob)
        sent = {"blob": blob, "filename": taken.filename, "note": note, "beside": beside}
        return _append(document, actor=actor, role=role, **sent)


def _owner(unit: UnitKerja | None, instansi: Instansi | None) -> Instansi:
    """The instansi that owns the document; ValueError unless unit and instansi fit (a programming error)."""
    owner = instansi or (unit.instansi if unit else None)
    if owner is None or (unit is not None and unit.instansi_id != owner.pk):
        raise ValueError("a document belongs to a unit, or to the instansi itself")
    return owner


def _look_for_twin(
    owner: Instansi,
    unit: UnitKerja | None,
    beside: Collection[int],
    *,
    blob: Blob | None = None,
    url: str = "",
) -> None:
    """AlreadyThere for the owner's newest document with this content or address, unless the actor has seen it.

    Whoever keeps a content holds the lock on its row until the commit, for an address the one on the owner's row; so
    that of two at once the second looks when the first is done.
    """
    where = {"instansi_id": owner.pk, "unit_id": unit.pk if unit else None}
    if blob is not None:
        twin = document_with_content(blob.sha256, **where)
    else:
        (UnitKerja if unit else Instansi).objects.select_for_update(no_key=True).get(pk=(unit or owner).pk)
        twin = document_with_link(url, **where)
    if twin is not None and twin.pk not in beside:
        field, archived = "file" if blob else "url", twin.archived_at is not None
        raise AlreadyThere(pk=twin.pk, title=twin.title, archived=archived, field=field)


def _facts(title: str, kind: str, about: About) -> Facts:
    return clean_facts(Facts(title=title, kind=kind, **asdict(about)))


def _create(
    instansi: Instansi,
    unit: UnitKerja | None,
    *,
    facts: Facts,
    actor: User,
    role: str,
    blob: Blob | None = None,
    url: str = "",
    filename: str = "",
    note: str = "",
) -> Revision:
    document = Document.objects.create(instansi=instansi, unit=unit, created_by=actor, **asdict(facts))
    revision = _revision(document, 1, actor, blob, url, filename, note)
    said = {
        name: value
        for name, value in plain_facts(facts).items()
        if value and value != Document.Confidentiality.BIASA
    }
    after = {"unit": unit.pk if unit else None} | said | _plain(revision)
    tell(document, "document.add", actor=actor, role=role, after=after)
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
    beside: Collection[int] | None = None,
) -> Revision:
    locked = Document.objects.select_for_update().get(pk=document.pk)
    newest = Revision.objects.select_related("blob").filter(document=locked).order_by("-number")[0]
    if newest.blob == blob and newest.url == url:
        raise SameAsNewest(newest.number, field="file" if blob else "url")
    if beside is not None:
        _look_for_twin(locked.instansi, locked.unit, beside, blob=blob, url=url)
    revision = _revision(locked, newest.number + 1, actor, blob, url, filename, note)
    tell(locked, "document.revise", actor=actor, role=role, before=_plain(newest), after=_plain(revision))
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
