"""Between workbooks and the database: what a person may export, preview and apply."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import BinaryIO

from django.db import transaction

from assessments import queries
from assessments.loaded import instrument_of
from assessments.models import Assessment, Sheet
from assessments.rules import is_anggota, may, may_answer_area
from assessments.services import evidence
from assessments.services.answers import ACTION, Change, save_answers
from assessments.services.errors import NotAllowed, Refused
from assessments.services.locking import lock_assessment
from documents.errors import UploadRefused
from documents.models import Document, Revision

from .exporting import givens, identity_of, owner_of
from .guard import FileRefused
from .importing import Plan, plan
from .mapping import mapping_for
from .reading import Reading, read

MAX_TITLE = 120


@dataclass(frozen=True)
class Wish:
    """What a person chose for an import: side "unit" or "tpi", block of a foreign file, how to settle conflicts."""

    side: str = "unit"
    block: int = 1
    on_conflict: str | None = None
    blanks_empty: bool = False


def target_kind(actor, assessment: Assessment, side: str) -> str:
    """The kind of sheet that a side means for this person: a member's own, or the lead's final answers."""
    if side == "unit":
        return Sheet.Kind.UNIT
    return Sheet.Kind.MEMBER if is_anggota(actor, assessment) else Sheet.Kind.TPI


def preview_import(pk: int, source: bytes | BinaryIO, wish: Wish, *, actor) -> Plan:
    """What an import would do; writes nothing.

    Assessment.DoesNotExist for a stranger, NotAllowed, FileRefused (Indonesian, names the place).
    """
    assessment = queries.visible_assessments(actor).get(pk=pk)
    kind = _allowed_kind(actor, assessment, wish)
    reading = read(
        source, instrument_of(assessment.period), _mapping(assessment), side=wish.side, block=wish.block
    )
    return _plan(assessment, kind, reading, wish, actor)


def apply_import(pk: int, source: bytes | BinaryIO, wish: Wish, *, actor) -> Plan:
    """Take a workbook in, all or nothing: answers and links in one transaction, one audit entry per answer.

    The file is read and compared again under the lock of the assessment, so that nobody's save in between is
    lost. Raises like `preview_import`; Refused with every reason where the plan may not be applied.
    """
    assessment = queries.visible_assessments(actor).get(pk=pk)
    kind = _allowed_kind(actor, assessment, wish)
    reading = read(
        source, instrument_of(assessment.period), _mapping(assessment), side=wish.side, block=wish.block
    )
    with transaction.atomic():
        assessment = lock_assessment(actor, pk, ACTION[kind])
        made = _plan(assessment, kind, reading, wish, actor)
        if reasons := made.refusals():
            raise Refused(*reasons)
        if made.answers:
            stored = queries.answers_of(_sheet(assessment, kind, actor))
            changes = [
                Change(code, wanted, stored[code].version if code in stored else 0)
                for code, wanted in made.answers.items()
            ]
            save_answers(pk, kind=kind, changes=changes, actor=actor, via="answer.import")
        _add_links(assessment, made, actor)
    return made


def _mapping(assessment: Assessment):
    return mapping_for(instrument_of(assessment.period))


def _allowed_kind(actor, assessment: Assessment, wish: Wish) -> str:
    kind = target_kind(actor, assessment, wish.side)
    if not may(actor, "import_unit" if kind == Sheet.Kind.UNIT else ACTION[kind], assessment):
        raise NotAllowed(
            f"Impor tidak dapat dilakukan: tahap unit ini {assessment.get_state_display()}, "
            "atau peran Anda tidak mencakupnya."
        )
    return kind


def _sheet(assessment: Assessment, kind: str, actor) -> Sheet | None:
    return queries.sheets_of(assessment).get((kind, owner_of(kind, actor)))


def _plan(assessment: Assessment, kind: str, reading: Reading, wish: Wish, actor) -> Plan:
    stored = queries.answers_of(_sheet(assessment, kind, actor))
    made = plan(
        instrument_of(assessment.period),
        reading,
        givens(stored),
        {code: answer.version for code, answer in stored.items()},
        here=identity_of(assessment, kind, actor, {}),
        known_links=_known_links(assessment) if kind == Sheet.Kind.UNIT else None,
        on_conflict=wish.on_conflict,
        blanks_empty=wish.blanks_empty,
    )
    if kind == Sheet.Kind.UNIT:
        _refuse_other_areas(made, assessment, actor)
    return made


def _refuse_other_areas(made: Plan, assessment: Assessment, actor) -> None:
    """A petugas with a pokja imports nothing outside its areas: said before anything is pressed, with the cells."""
    questions = instrument_of(assessment.period).questions
    touched = dict.fromkeys([*made.answers, *made.links])
    outside = [c for c in touched if not may_answer_area(actor, assessment, questions[c].area)]
    if outside:
        rows = made.reading.rows
        cells = ", ".join(f"{c} ({rows[c].places.get('', 'baris tanpa jawaban')})" for c in outside[:5])
        more = " …" if len(outside) > 5 else ""
        raise FileRefused(
            f"Berkas ini mengubah {len(outside)} pertanyaan di luar area pokja Anda: {cells}{more}. "
            "Kembalikan isinya, atau minta petugas tanpa pokja mengimpornya."
        )


def _known_links(assessment: Assessment) -> dict[str, set[str]]:
    known: dict[str, set[str]] = {}
    for code, url in queries.uses_of(assessment).values_list("code", "revision__url"):
        known.setdefault(code, set()).add(url)
    return known


def _add_links(assessment: Assessment, made: Plan, actor) -> None:
    """New links become evidence; an address that the unit has as a document already is used again.

    After the answers: the instansi's audit chain comes last in the order of locks. The assessment's row is held
    throughout, so that nobody else can wait for its chain.
    """
    urls = {url for links in made.links.values() for url in links}
    shelf = Revision.objects.filter(document__unit=assessment.unit, document__archived_at=None, url__in=urls)
    documents = dict(shelf.values_list("url", "document_id"))
    for code, links in made.links.items():
        for url in links:
            if url in documents:
                evidence.attach_existing(assessment.pk, code=code, document_id=documents[url], actor=actor)
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
