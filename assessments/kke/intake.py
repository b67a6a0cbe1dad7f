"""The life of a KKE import: who may bring it in, applying it, taking it back."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from typing import Any

from assessments import evidence_reads, queries
from assessments.engine.answers import Given
from assessments.models import Assessment, Import
from assessments.services import evidence, imports
from assessments.services.answers import Change, save_answers
from assessments.services.errors import Conflict, NotAllowed, Refused
from assessments.services.locking import lock_assessment
from documents.errors import UploadRefused
from documents.models import Document, Revision
from documents.workbooks.guard import FileRefused
from documents.workbooks.stored_cells import load

from .exchange import KIND, ClosedRows, Grids, action_of, allowed_kind, plan_of, stored, target_kind, writable
from .importing import Plan
from .wish import Wish

MAX_TITLE = 120


def _allow(imp: Import, actor) -> None:
    assessment = queries.visible_assessments(actor).get(pk=imp.assessment_id)
    allowed_kind(actor, assessment, imp.side)
    if imp.side == "tpi" and imp.requested_by_id != actor.pk:
        raise NotAllowed("Impor ini milik anggota TPI lain.")


def _apply(imp: Import, actor, progress: Callable[[int], None]) -> dict[str, Any]:
    """Answers and links in the open transaction, compared once more under the lock of the assessment, so that
    nobody's save in between is lost.
    """
    wish = Wish.of(imp)
    seen = queries.visible_assessments(actor).get(pk=imp.assessment_id)
    assessment = lock_assessment(actor, seen.pk, action_of(actor, seen, imp.side))
    kind = target_kind(actor, assessment, imp.side)
    try:
        made = plan_of(assessment, load(bytes(imp.cells or b"")), wish, actor=actor, name=imp.filename)
    except FileRefused as error:
        raise Refused(str(error)) from error
    if reasons := made.refusals():
        raise Refused(*reasons)
    progress(30)
    before, versions = stored(assessment, kind, actor)
    changes = [Change(code, wanted, versions.get(code, 0)) for code, wanted in made.answers.items()]
    try:
        saved = save_answers(assessment.pk, kind=kind, changes=changes, actor=actor, via="answer.import")
    except Conflict as error:
        raise Refused(f"Jawaban berubah saat impor berjalan: {error}. Ulangi.") from error
    progress(70)
    uses = _add_links(assessment, made, actor)
    return {
        "changes": len(made.changes),
        "sheet": saved.sheet.pk,
        "answers": {
            code: [asdict(before.get(code, Given())), saved.answers[code].version] for code in saved.changed
        },
        "uses": uses,
    }


def _undo(imp: Import, actor) -> None:
    """Put back what stood before, unless somebody has written to one of the questions since."""
    seen = queries.visible_assessments(actor).get(pk=imp.assessment_id)
    assessment = lock_assessment(actor, seen.pk, action_of(actor, seen, imp.side))
    kind = target_kind(actor, assessment, imp.side)
    _, versions = stored(assessment, kind, actor)
    kept = imp.outcome["answers"]
    newer = [code for code, (_, version) in kept.items() if versions.get(code, 0) != version]
    sheet = writable(assessment, kind, actor)
    if sheet is None or (kept and sheet.pk != imp.outcome["sheet"]):
        raise Refused("Lembar yang diisi impor ini sudah tidak dibuka, jadi impor tidak dapat diurungkan.")
    if newer:
        listed = ", ".join(newer[:5]) + (" …" if len(newer) > 5 else "")
        raise Refused(
            f"{len(newer)} jawaban sudah diubah lagi sesudah impor ini ({listed}), jadi impor tidak dapat diurungkan. "
            "Ubah jawaban satu per satu."
        )
    changes = [Change(code, Given(**before), versions[code]) for code, (before, _) in kept.items()]
    save_answers(assessment.pk, kind=kind, changes=changes, actor=actor, via="answer.import_undo")
    for use in evidence_reads.uses_of(assessment, drafts=True).filter(pk__in=imp.outcome["uses"]):
        evidence.remove(use.pk, actor=actor)


def check_cells(imp: Import, grids: Grids, actor) -> None:
    """Whether these cells are a KKE for this place at all. FileRefused; closed rows can still be left out."""
    assessment = queries.visible_assessments(actor).get(pk=imp.assessment_id)
    with suppress(ClosedRows):
        plan_of(assessment, grids, Wish.of(imp), actor=actor, name=imp.filename)


imports.import_kind(KIND, imports.ImportKind(allow=_allow, check=check_cells, apply=_apply, undo=_undo))


def _add_links(assessment: Assessment, made: Plan, actor) -> list[int]:
    """New links become evidence; an address that the unit has as a document already is used again.

    After the answers: the instansi's audit chain comes last in the order of locks. The assessment's row is held
    throughout, so that nobody else can wait for its chain. Gives the ids of the new uses.
    """
    uses = []
    used: dict[str, set[int]] = {}
    for use in (
        evidence_reads.uses_of(assessment, drafts=True).filter(code__in=made.links).select_related("revision")
    ):
        used.setdefault(use.code, set()).add(use.revision.document_id)
    urls = {url for links in made.links.values() for url in links}
    shelf = Revision.objects.filter(document__unit=assessment.unit, document__archived_at=None, url__in=urls)
    documents = dict(shelf.values_list("url", "document_id"))
    for code, links in made.links.items():
        for url in links:
            if url in documents and documents[url] in used.get(code, ()):
                continue  # it proves this question already, under an address that it has now or had before
            if url in documents:
                use = evidence.attach_existing(
                    assessment.pk, code=code, document_id=documents[url], actor=actor
                )
                uses.append(use.pk)
                used.setdefault(code, set()).add(documents[url])
                continue
            try:
                use = evidence.add_link(
                    assessment.pk,
                    code=code,
                    url=url,
                    title=re.sub(r"^https?://", "", url)[:MAX_TITLE],
                    kind=Document.Kind.DOKUMEN,
                    actor=actor,
                )
            except UploadRefused as error:
                place = made.reading.rows[code].places.get("bukti", code)
                raise Refused(f"{place}: tautan tidak diterima. {error}") from error
            documents[url] = use.revision.document_id
            uses.append(use.pk)
    return uses
