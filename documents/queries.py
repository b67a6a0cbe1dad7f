"""Reads of the app `documents`. Who may see which unit is told by the caller (`units.queries.hats_of`)."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from django.conf import settings
from django.db.models import F, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum

from documents.library.search import normalised, words_of
from documents.models import Blob, Document, Revision
from documents.sizes import size_text
from units.models import Instansi, UnitKerja


def documents_of(unit: UnitKerja, *, search: str = "", archived: bool = False) -> QuerySet[Document]:
    """The documents of a unit, newest first, with revisions at hand (2 queries); archived ones on demand.

    `search` looks everywhere (`matching`): for the people of the unit alone.
    """
    return _listed(Document.objects.filter(unit=unit), search, archived)


def documents_of_instansi(
    instansi: Instansi, *, search: str = "", archived: bool = False
) -> QuerySet[Document]:
    """The documents of the instansi itself, without those of its units; else like `documents_of`."""
    return _listed(Document.objects.filter(instansi=instansi, unit=None), search, archived)


def visible_documents(*, unit_ids: Collection[int], instansi_ids: Collection[int]) -> QuerySet[Document]:
    """Documents within a person's walls: those of the given units, and all of the given instansi.

    Views fetch every document through this (a stranger gets 404).
    """
    return _with_revisions(Document.objects.filter(Q(unit__in=unit_ids) | Q(instansi__in=instansi_ids)))


def document_with_content(sha256: str, *, instansi_id: int, unit_id: int | None) -> Document | None:
    """The owner's newest document whose newest revision has this content, an archived one last; None without."""
    return _holding("blob__sha256", sha256, instansi_id=instansi_id, unit_id=unit_id)


def document_with_link(url: str, *, instansi_id: int, unit_id: int | None) -> Document | None:
    """The same for an address, as `documents.links.clean_url` leaves it."""
    return _holding("url", url, instansi_id=instansi_id, unit_id=unit_id)


def _holding(field: str, value: str, *, instansi_id: int, unit_id: int | None) -> Document | None:
    newest = Revision.objects.filter(document=OuterRef("pk")).order_by("-number").values(field)
    owned = Document.objects.filter(
        **{f"revisions__{field}": value}, instansi_id=instansi_id, unit_id=unit_id
    )
    held = owned.alias(newest=Subquery(newest[:1])).filter(newest=value)
    return held.order_by(F("archived_at").asc(nulls_first=True), "-pk").first()


def matching(documents: QuerySet[Document], search: str, *, within: QuerySet[Revision]) -> QuerySet[Document]:
    """Those in which every word occurs: in title, number or kind, or in the name, address or text of one of the
    revisions `within`, which are those that the reader may see.
    """
    for word in words_of(search):
        kinds = [value for value, label in Document.Kind.choices if word in normalised(label)]
        literal = re.escape(word)  # LIKE of SQLite knows no case beyond ASCII
        seen = within.filter(
            Q(filename__iregex=literal) | Q(url__iregex=literal) | Q(blob__text__text__contains=word)
        )
        said = Q(title__iregex=literal) | Q(number__iregex=literal) | Q(kind__in=kinds)
        documents = documents.filter(said | Q(pk__in=seen.order_by().values("document")))
    return documents


@dataclass(frozen=True, kw_only=True)
class Room:
    """How much of its quota a unit has taken, for `documents/_room.html`; `limit` 0: without end."""

    used: int
    limit: int

    @property
    def text(self) -> str:
        """As a sentence part: "1,2 GB dari 10 GB terpakai"."""
        of = f" dari {size_text(self.limit)}" if self.limit else ""
        return f"{size_text(self.used)}{of} terpakai"

    @property
    def is_short(self) -> bool:
        """True when less than a tenth is left."""
        return bool(self.limit) and self.used * 10 > self.limit * 9


def room_of(unit: UnitKerja) -> Room:
    """What a unit has taken of its quota; one query."""
    return Room(used=usage_of(unit), limit=settings.EVIDENCE_QUOTA_PER_UNIT_BYTES)


def usage_of(unit: UnitKerja) -> int:
    """The bytes that a unit takes; one query."""
    return blobs_of(unit).aggregate(total=Sum("size"))["total"] or 0


def blobs_of(unit: UnitKerja) -> QuerySet[Blob]:
    """What takes a unit's room: each content of its documents, old revisions and archived ones too, and of the scans of
    its surveys, once. By two indices: joined by "or" the database would read all contents.
    """
    documents = Revision.objects.filter(document__unit=unit).order_by().values("blob")
    scans = Blob.objects.filter(survey_scans__campaign__unit=unit).order_by().values("pk")
    return Blob.objects.filter(pk__in=documents.union(scans, all=True))


def _listed(documents: QuerySet[Document], search: str, archived: bool) -> QuerySet[Document]:
    found = documents.filter(archived_at__isnull=not archived)
    within = Revision.objects.filter(document__in=found.order_by())
    return _with_revisions(matching(found, search, within=within))


def _with_revisions(documents: QuerySet[Document]) -> QuerySet[Document]:
    revisions = Revision.objects.select_related("blob").order_by("document_id", "-number")
    return documents.prefetch_related(Prefetch("revisions", revisions))
