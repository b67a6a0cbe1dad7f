"""What is said of a document (title, number, period …), and whether it is offered for new uses. No content here."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from documents.errors import UploadRefused
from documents.models import Document
from documents.names import MAX_NUMBER, MAX_TITLE, plain_line
from documents.services.trail import tell
from units.models import User

ACTION = "document.facts"
LEVELS = Document.Confidentiality.values  # from open to secret
ONLY_WHOLE = "Kerahasiaan hanya dapat diturunkan oleh pimpinan unit atau petugas tanpa batas pokja."


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What people say of a document; see `models.Document`."""

    title: str
    kind: str
    number: str = ""
    date: date | None = None
    speaks_from: date | None = None
    speaks_until: date | None = None
    confidentiality: str = Document.Confidentiality.BIASA


@dataclass(frozen=True, kw_only=True)
class About:
    """What is said at once of every document that comes in one post; title and kind are each one's own."""

    confidentiality: str = Document.Confidentiality.BIASA
    speaks_from: date | None = None
    speaks_until: date | None = None


PLAIN = About()


class FactsMoved(Exception):
    """Somebody else changed the facts meanwhile; `stored` is the document as it is now."""

    def __init__(self, stored: Document) -> None:
        super().__init__(f"document {stored.pk} is at version {stored.version}")
        self.stored = stored


def facts_of(document: Document) -> Facts:
    """What is said of a document now."""
    return Facts(**{name: getattr(document, name) for name in Facts.__dataclass_fields__})


@transaction.atomic
def change_facts(
    document: Document, *, facts: Facts, seen: int, actor: User, role: str, may_lower: bool = True
) -> Document:
    """Say something else of a document; `seen` is the version that the actor saw. Returns it as stored.

    Nothing is written when all is as it is, also for a double click. Raises UploadRefused with the field that is
    wrong (the confidentiality too where it is lowered by who may not), FactsMoved when somebody else said otherwise
    meanwhile. What was confidential once is traced for ever.
    """
    stored = Document.objects.select_for_update().get(pk=document.pk)
    wanted = clean_facts(facts)
    before = facts_of(stored)
    if wanted == before:
        return stored
    if stored.version != seen:
        raise FactsMoved(stored)
    if not may_lower and LEVELS.index(wanted.confidentiality) < LEVELS.index(before.confidentiality):
        raise UploadRefused(ONLY_WHOLE, field="confidentiality")
    stored.was_confidential = stored.was_confidential or stored.is_confidential
    for name, value in asdict(wanted).items():
        setattr(stored, name, value)
    stored.version += 1
    stored.save(update_fields=[*asdict(wanted), "version", "was_confidential"])
    tell(stored, ACTION, actor=actor, role=role, before=plain_facts(before), after=plain_facts(wanted))
    return stored


def clean_facts(facts: Facts) -> Facts:
    """The facts as they are stored; UploadRefused for an empty title, an unknown choice, a period that ends first."""
    if facts.confidentiality not in Document.Confidentiality.values:
        raise UploadRefused("Pilih kerahasiaan dokumen.", field="confidentiality")
    if facts.speaks_from and facts.speaks_until and facts.speaks_until < facts.speaks_from:
        raise UploadRefused("Akhir periode isi tidak mungkin sebelum mulainya.", field="speaks_until")
    said: dict[str, Any] = asdict(facts)
    said |= {
        "title": clean_title(facts.title),
        "kind": clean_kind(facts.kind),
        "number": plain_line(facts.number, MAX_NUMBER),
    }
    return Facts(**said)


def clean_title(title: str) -> str:
    """The title as one line; UploadRefused when nothing is left."""
    cleaned = plain_line(title, MAX_TITLE)
    if not cleaned:
        raise UploadRefused("Tuliskan judul dokumen.", field="title")
    return cleaned


def clean_kind(kind: str) -> str:
    """The kind; UploadRefused for one that does not exist."""
    if kind not in Document.Kind.values:
        raise UploadRefused("Pilih jenis dokumen.", field="kind")
    return kind


def archive(document: Document, *, actor: User, role: str) -> Document:
    """Take a document out of the choice for new uses; its uses stay. Asked twice it happens once."""
    return _set_archived(document, True, actor=actor, role=role)


def unarchive(document: Document, *, actor: User, role: str) -> Document:
    """Offer an archived document again. Asked twice it happens once."""
    return _set_archived(document, False, actor=actor, role=role)


@transaction.atomic
def _set_archived(document: Document, wanted: bool, *, actor: User, role: str) -> Document:
    stored = Document.objects.select_for_update().get(pk=document.pk)
    if (stored.archived_at is not None) != wanted:
        stored.archived_at = timezone.now() if wanted else None
        stored.save(update_fields=["archived_at"])
        action = "document.archive" if wanted else "document.unarchive"
        tell(
            stored,
            action,
            actor=actor,
            role=role,
            before={"archived": not wanted},
            after={"archived": wanted},
        )
    return stored


def plain_facts(facts: Facts) -> dict[str, object]:
    """The facts as an entry of the audit holds them."""
    return {
        name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(facts).items()
    }
