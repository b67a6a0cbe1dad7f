"""How tests speak to the pages of the unit's documents."""

import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from assessments.models import Assessment
from assessments.services import evidence
from documents.models import Document, Revision
from documents.services import revise as newer
from documents.services import upload
from documents.services.texts import keep_text

JSON = {"Accept": "application/json"}


def put(world, text: str, title: str, *, unit=None, **facts: Any) -> Document:
    """A text file of the unit (PKM-01) with this content, readable for search, and what is said of it."""
    unit = unit or world.unit
    sent = {"file": io.BytesIO(text.encode()), "filename": f"{title}.txt", "kind": "dokumen", "title": title}
    revision = upload(unit=unit, actor=world.petugas, role="", **sent)
    keep_text(revision.blob)
    Document.objects.filter(pk=revision.document_id).update(**facts)
    return Document.objects.get(pk=revision.document_id)


def prove(world, a: Assessment, document: Document, code: str = "A.I.1.i.b"):
    """Make it evidence, by the petugas."""
    return evidence.attach_existing(a.pk, code=code, document_id=document.pk, actor=world.petugas)


def url(name: str, a: Assessment, *more: Any) -> str:
    """The address of one of the pages."""
    return reverse(f"assessments:{name}", args=[a.pk, *more])


def titles(world, who: str, a: Assessment, query: str = "") -> list[str]:
    """The titles in the list as a person sees it."""
    response = world.client(who).get(f"{url('papers', a)}?{query}")
    assert response.status_code == 200
    return [paper.document.title for paper in response.context["papers"]]


def sent(*files: tuple[str, bytes]) -> list[SimpleUploadedFile]:
    """Files as a browser sends them."""
    return [SimpleUploadedFile(name, data) for name, data in files]


def revise(world, document: Document, text: str) -> Revision:
    """A newer revision of a document."""
    made = newer(document, file=io.BytesIO(text.encode()), filename="baru.txt", actor=world.petugas, role="")
    keep_text(made.blob)
    return made
