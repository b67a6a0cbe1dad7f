"""The documents of a unit, kept by its people whatever the stage of the year: add, say what they are, replace, archive.

What proves an answer is `services.evidence`; it names a revision, so that nothing here touches what was submitted.
The assessment says which unit, and as which the person acts; the entry goes to the chain of the instansi.
"""

from collections.abc import Collection

from assessments import queries
from assessments.models import Assessment
from assessments.rules import acting_as, is_of_whole_unit, may
from assessments.services.errors import NotAllowed
from documents import services as shelf
from documents.models import Document, Revision
from documents.services import PLAIN, About, Facts
from documents.store import Readable
from units.models import UnitKerja


def keep_file(
    pk: int,
    *,
    file: Readable,
    filename: str,
    kind: str,
    actor,
    title: str = "",
    beside: Collection[int] = (),
    about: About = PLAIN,
) -> Revision:
    """Take a file as a new document of the unit. Raises Assessment.DoesNotExist for a stranger, NotAllowed,
    UploadRefused, AlreadyThere (`documents.services.upload`).
    """
    unit, role = _keeper(actor, pk)
    sent = {
        "file": file,
        "filename": filename,
        "kind": kind,
        "title": title,
        "beside": beside,
        "about": about,
    }
    return shelf.upload(actor=actor, role=role, unit=unit, **sent)


def keep_link(
    pk: int, *, url: str, title: str, kind: str, actor, beside: Collection[int] = (), about: About = PLAIN
) -> Revision:
    """Keep a web address as a new document of the unit; raises like `keep_file`."""
    unit, role = _keeper(actor, pk)
    sent = {"url": url, "title": title, "kind": kind, "beside": beside, "about": about}
    return shelf.add_link(actor=actor, role=role, unit=unit, **sent)


def change_paper(pk: int, *, document_id: int, facts: Facts, seen: int, actor) -> Document:
    """Say something else of a document of the unit. Raises Assessment.DoesNotExist, NotAllowed,
    Document.DoesNotExist for one of somebody else, UploadRefused, FactsMoved (`documents.services.change_facts`).
    """
    document, role = _owned(actor, pk, document_id)
    whole = is_of_whole_unit(actor, document.unit_id)
    return shelf.change_facts(document, facts=facts, seen=seen, actor=actor, role=role, may_lower=whole)


def replace_paper(
    pk: int,
    *,
    document_id: int,
    actor,
    file: Readable | None = None,
    filename: str = "",
    url: str = "",
    note: str = "",
    beside: Collection[int] = (),
) -> Revision:
    """Put a file or link in the place of what a document of the unit holds: a new revision; raises like
    `change_paper`. What proves answers stays the revision that it was.
    """
    document, role = _owned(actor, pk, document_id)
    sent = {"file": file, "filename": filename, "url": url, "note": note, "beside": beside}
    return shelf.revise(document, actor=actor, role=role, **sent)


def archive_paper(pk: int, *, document_id: int, archived: bool, actor) -> Document:
    """Take a document of the unit out of the choice, or offer it again; raises like `change_paper`."""
    document, role = _owned(actor, pk, document_id)
    act = shelf.archive if archived else shelf.unarchive
    return act(document, actor=actor, role=role)


def _keeper(actor, pk: int) -> tuple[UnitKerja, str]:
    """The unit, and as which the actor keeps its documents."""
    assessment: Assessment = queries.visible_assessments(actor).get(pk=pk)
    if not may(actor, "keep_papers", assessment):
        raise NotAllowed("Dokumen unit hanya dikelola oleh orang unit itu sendiri.")
    return assessment.unit, acting_as(actor, assessment)


def _owned(actor, pk: int, document_id: int) -> tuple[Document, str]:
    unit, role = _keeper(actor, pk)
    return Document.objects.get(pk=document_id, unit=unit), role


__all__ = ["archive_paper", "change_paper", "keep_file", "keep_link", "replace_paper"]
