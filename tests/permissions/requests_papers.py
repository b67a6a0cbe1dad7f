"""Requests of the documents of a unit."""

from io import BytesIO
from typing import Any

from documents.services import upload
from tests.documents import files
from tests.permissions.scene import Ask, Builder, Scene
from tests.permissions.small import IN_MP, IN_PP

A = "assessments:"
LINK = {"url": "https://contoh.go.id/sk", "title": "SK tim", "kind": "sk"}
FACTS = {"title": "Pindaian", "kind": "surat", "confidentiality": "terbatas", "version": "1"}


def _used(scene: Scene) -> int:
    return scene.place.scan.document_id


def _unused(scene: Scene) -> int:
    """A document of the unit that proves nothing."""
    unit, by = scene.place.unit, scene.place.petugas
    sent = {"file": BytesIO(files.docx()), "filename": "rencana.docx", "kind": "dokumen", "title": "Draf"}
    return upload(unit=unit, actor=by, role="", **sent).document_id


def _of(document, *more: Any, **data: Any) -> Builder:
    return lambda s: Ask((s.place.assessment.pk, document(s), *more), data)


def _prove(code: str) -> Builder:
    return lambda s: Ask((s.place.assessment.pk, _unused(s)), {"kode": [code]})


def _add(scene: Scene) -> Ask:
    return Ask((scene.place.assessment.pk,), LINK)


def _replace(scene: Scene) -> Ask:
    return Ask((scene.place.assessment.pk, _used(scene)), {"url": "https://contoh.go.id/baru"})


BUILDERS: dict[tuple[str, str], Builder] = {
    (A + "papers", ""): lambda s: Ask((s.place.assessment.pk,)),
    (A + "papers_upload", ""): _add,
    (A + "paper", ""): _of(_used, **FACTS),
    (A + "paper", "unused"): _of(_unused),
    (A + "paper_file", ""): _of(_used, 1),
    (A + "paper_file", "unused"): _of(_unused, 1),
    (A + "paper_replace", ""): _replace,
    (A + "paper_archive", ""): _of(_used, aksi="arsipkan"),
    (A + "paper_prove", "in MP"): _prove(IN_MP),
    (A + "paper_prove", "in PP"): _prove(IN_PP),
}
