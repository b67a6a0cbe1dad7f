"""Evidence at the aspects of a kawasan: the representatives bring it, each for their instansi (90/2021 p. 34-35, 45).

A document belongs to the instansi of who brings it and stands in its chain; the upload is over before the kawasan is
locked again, so that the two never share a transaction.
"""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from assessments.engine.kawasan import CODES
from assessments.kawasan import Place
from assessments.kawasan_papers import may_take_off
from assessments.models import KawasanEvidence, KawasanYear
from assessments.services.kawasan_shared import NOT_JOINT, lock_year, refuse_decided, tell
from documents.errors import AlreadyThere
from documents.kinds import kind_for
from documents.models import Document, Revision
from documents.names import plain_line, title_from
from documents.services import About, add_link, upload
from units.models import Instansi
from units.services.errors import NotAllowed, Refused

MOST = 20  # pieces at one aspect
LINK_KIND = "lainnya"
NOT_OWN = "Bukti hanya dilepas oleh wakil instansi yang membawanya."


@dataclass(frozen=True, kw_only=True)
class Brought:
    """A file for an aspect as it came (without `title` the file's name is the title), or with `url` a web address."""

    aspect: str
    file: object = None
    filename: str = ""
    url: str = ""
    title: str = ""
    confidentiality: str = Document.Confidentiality.BIASA


def bring_evidence(pk: int, *, brought: Brought, actor) -> KawasanEvidence:
    """Take a file or link as a document of the actor's instansi and put it to the aspect; signatures fall by
    themselves. The same twice at an aspect is there once.

    Raises KawasanYear.DoesNotExist, NotAllowed, Refused (determined, no such aspect, too many), UploadRefused.
    """
    with transaction.atomic():  # asked first: what is refused leaves no document
        year, place = _joint(pk, actor)
        _check(year, brought.aspect)
    owner = _instansi(place)
    revision = _kept(year, brought, owner=owner, role=place.acting, actor=actor)
    with transaction.atomic():
        year, place = _joint(pk, actor)
        if _instansi(place) != owner:
            raise NotAllowed(NOT_JOINT)
        if there := _there(year, brought.aspect, revision, owner):
            return there
        _check(year, brought.aspect)
        made = KawasanEvidence.objects.create(
            year=year, aspect=brought.aspect, revision=revision, added_by=actor, added_at=timezone.now()
        )
        tell(year, "kawasan.evidence_add", place, actor, after=_plain(made))
    return made


def take_off(pk: int, *, actor) -> KawasanEvidence:
    """Take evidence off its aspect; the document stays with its instansi, the row in the history. Twice is once.

    Raises KawasanEvidence.DoesNotExist, NotAllowed (not of the actor's instansi), Refused (determined).
    """
    owner = KawasanEvidence.objects.values_list("year", flat=True).get(pk=pk)
    with transaction.atomic():
        year, place = _joint(owner, actor)
        row = KawasanEvidence.objects.select_related("revision__document", "revision__blob").get(pk=pk)
        row.year = year
        if row.removed_at is not None:
            return row
        if not may_take_off(place, row):
            raise NotAllowed(NOT_OWN)
        row.removed_by, row.removed_at = actor, timezone.now()
        row.save(update_fields=["removed_by", "removed_at"])
        tell(year, "kawasan.evidence_remove", place, actor, before=_plain(row))
    return row


def _joint(pk: int, actor) -> tuple[KawasanYear, Place]:
    year, place = lock_year(pk, actor)
    if place.seat is None:
        raise NotAllowed(NOT_JOINT)
    refuse_decided(year)
    return year, place


def _instansi(place: Place) -> Instansi:
    if place.seat is None:
        raise NotAllowed(NOT_JOINT)
    return place.seat


def _check(year: KawasanYear, aspect: str) -> None:
    if aspect not in CODES:
        raise Refused(("Pilih aspeknya.", "aspect"))
    if KawasanEvidence.objects.filter(year=year, aspect=aspect, removed_at=None).count() >= MOST:
        raise Refused((f"Satu aspek memuat paling banyak {MOST} bukti. Lepas yang tidak perlu.", "aspect"))


def _there(year: KawasanYear, aspect: str, revision: Revision, owner: Instansi) -> KawasanEvidence | None:
    """What stands there already with this content, brought by this instansi."""
    rows = KawasanEvidence.objects.filter(year=year, aspect=aspect, removed_at=None)
    same = {"revision__blob": revision.blob_id, "revision__url": revision.url}
    return rows.filter(revision__document__instansi=owner, **same).first()


def _kept(year: KawasanYear, brought: Brought, *, owner: Instansi, role: str, actor) -> Revision:
    """File or link as a document of the instansi: the one that is there already where it is at this aspect, or where
    the actor has brought the same under the same title before; else a new one.
    """
    title = plain_line(brought.title, 200) or (title_from(brought.filename) if brought.filename else "")
    sent = {
        "kind": kind_for(brought.filename) if brought.filename else LINK_KIND,
        "title": title,
        "about": About(confidentiality=brought.confidentiality),
        "instansi": owner,
        "actor": actor,
        "role": role,
    }
    try:
        return _taken(brought, beside=(), **sent)
    except AlreadyThere as there:
        twin = Document.objects.get(pk=there.pk)
        said = (twin.created_by_id, twin.title, twin.confidentiality, twin.archived_at)
        if said == (actor.pk, title, brought.confidentiality, None):
            return twin.latest
        if found := _there(year, brought.aspect, twin.latest, owner):
            return found.revision
        return _taken(brought, beside={twin.pk}, **sent)


def _taken(brought: Brought, **sent) -> Revision:
    if brought.url:
        return add_link(url=brought.url, **sent)
    brought.file.seek(0)
    return upload(file=brought.file, filename=brought.filename, **sent)


def _plain(row: KawasanEvidence) -> dict:
    """What the audit keeps: the chain is the kawasan's, so neither title nor file name of a document of an instansi."""
    return {
        "aspect": row.aspect,
        "document": row.revision.document_id,
        "revision": row.revision.number,
        "sha256": row.revision.blob.sha256 if row.revision.blob else "",
    }
