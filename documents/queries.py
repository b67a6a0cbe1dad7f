"""Reads of the app `documents`. Who may see which unit is told by the caller (`units.queries.hats_of`)."""

from collections.abc import Collection
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Prefetch, Q, QuerySet, Sum

from documents.models import Blob, Document, Revision
from documents.sizes import size_text
from units.models import Instansi, UnitKerja


def documents_of(unit: UnitKerja, *, search: str = "", archived: bool = False) -> QuerySet[Document]:
    """The documents of a unit, newest first, with revisions at hand (2 queries); archived ones on demand.

    `search`: every word must occur in the title or in a file name or address, whatever the case.
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
    """The owner's newest document, not archived, one of whose revisions has this content; None without."""
    return (
        Document.objects.filter(
            revisions__blob__sha256=sha256, instansi_id=instansi_id, unit_id=unit_id, archived_at=None
        )
        .order_by("-pk")
        .first()
    )


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
    """The bytes that a unit's documents take: each content once, old revisions and archived ones too; one query."""
    used = Revision.objects.filter(document__unit=unit).values("blob")
    return Blob.objects.filter(pk__in=used).aggregate(total=Sum("size"))["total"] or 0


def _listed(documents: QuerySet[Document], search: str, archived: bool) -> QuerySet[Document]:
    found = documents.filter(archived_at__isnull=not archived)
    for word in search.split():
        named = Revision.objects.filter(Q(filename__icontains=word) | Q(url__icontains=word)).values(
            "document"
        )
        found = found.filter(Q(title__icontains=word) | Q(pk__in=named))
    return _with_revisions(found)


def _with_revisions(documents: QuerySet[Document]) -> QuerySet[Document]:
    revisions = Revision.objects.select_related("blob").order_by("document_id", "-number")
    return documents.prefetch_related(Prefetch("revisions", revisions))
