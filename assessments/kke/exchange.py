"""Between workbooks and the database: what a person may export, preview and apply."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import BinaryIO

from django.db import transaction
from django.utils import timezone

from assessments import queries
from assessments.engine.answers import Given
from assessments.engine.wording import long_time
from assessments.loaded import instrument_of, policy_of
from assessments.models import Answer, Assessment, Sheet
from assessments.rules import is_anggota, may, may_answer_area
from assessments.services import evidence
from assessments.services.answers import ACTION, Change, save_answers
from assessments.services.errors import NotAllowed, Refused
from assessments.services.locking import lock_assessment
from assessments.services.scoring import given
from documents.errors import UploadRefused
from documents.models import Document, Revision

from .guard import FileRefused
from .importing import Plan, plan
from .mapping import mapping_for
from .portal_rows import Identity
from .reading import Reading, read
from .writer import Export, versions_of, write_portal
from .writer_sheet import Side

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


def export_portal(pk: int, *, actor) -> tuple[bytes, str]:
    """(workbook, file name) of an assessment, with what this person may see and their own side open.

    Assessment.DoesNotExist for a stranger, NotAllowed. TPI's answers only for those who may see them now.
    """
    assessment = queries.visible_assessments(actor).get(pk=pk)
    if not may(actor, "export", assessment):
        raise NotAllowed("KKE unit ini belum dapat diekspor oleh peran Anda.")
    sheets = queries.sheets_of(assessment)
    tpi_kind = _visible_tpi(actor, assessment)
    editable = _editable(actor, assessment, tpi_kind)
    unit_answers = queries.answers_of(sheets.get((Sheet.Kind.UNIT, None)))
    sides = [
        Side("Unit", _givens(unit_answers), _evidence_lines(assessment), editable == Sheet.Kind.UNIT),
    ]
    own = unit_answers
    if tpi_kind is not None:
        tpi_answers = queries.answers_of(sheets.get((tpi_kind, _owner(tpi_kind, actor))))
        sides.append(Side("TPI", _givens(tpi_answers), None, editable == tpi_kind))
        own = tpi_answers if editable == tpi_kind else unit_answers
    versions = versions_of(
        {code: answer.version for code, answer in own.items()}, instrument_of(assessment.period)
    )
    unit, period = assessment.unit, assessment.period
    now = timezone.now().astimezone(unit.instansi.zone)
    content = write_portal(
        Export(
            identity=_identity(assessment, editable, actor, versions),
            instansi=unit.instansi.name,
            unit=f"{unit.code} {unit.name}",
            year=period.year,
            instrument=instrument_of(period),
            policy=policy_of(period),
            sides=sides,
            exported=f"Diekspor {long_time(now)} oleh {actor}.",
        )
    )
    return content, f"KKE_{re.sub(r'[^A-Za-z0-9._-]+', '-', unit.code)}_{period.year}.xlsx"


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


def _owner(kind: str, actor) -> int | None:
    return actor.pk if kind == Sheet.Kind.MEMBER else None


def _sheet(assessment: Assessment, kind: str, actor) -> Sheet | None:
    return queries.sheets_of(assessment).get((kind, _owner(kind, actor)))


def _plan(assessment: Assessment, kind: str, reading: Reading, wish: Wish, actor) -> Plan:
    stored = queries.answers_of(_sheet(assessment, kind, actor))
    made = plan(
        instrument_of(assessment.period),
        reading,
        _givens(stored),
        {code: answer.version for code, answer in stored.items()},
        here=_identity(assessment, kind, actor, {}),
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


def _identity(assessment: Assessment, kind: str, actor, versions: dict[str, int]) -> Identity:
    version = assessment.period.instrument
    return Identity(
        assessment=str(assessment.pk),
        instansi=assessment.unit.instansi.code,
        unit=assessment.unit.code,
        year=str(assessment.period.year),
        instrument=version.code,
        instrument_hash=version.content_hash,
        sheet=f"member/{actor.pk}" if kind == Sheet.Kind.MEMBER else kind,
        versions=versions,
    )


def _givens(answers: dict[str, Answer]) -> dict[str, Given]:
    return {code: given(answer) for code, answer in answers.items()}


def _visible_tpi(actor, assessment: Assessment) -> str | None:
    """Which TPI sheet this person may have in a file: the final one, their own, or none (DESIGN, "release")."""
    if may(actor, "view_final", assessment):
        return Sheet.Kind.TPI
    return Sheet.Kind.MEMBER if may(actor, "assess", assessment) else None


def _editable(actor, assessment: Assessment, tpi_kind: str | None) -> str:
    """The side whose cells are open. Nobody's: the unit's side is named, locked."""
    if tpi_kind is not None and may(actor, ACTION[tpi_kind], assessment):
        return tpi_kind
    return Sheet.Kind.UNIT if may(actor, "import_unit", assessment) else ""


def _evidence_lines(assessment: Assessment) -> dict[str, list[str]]:
    lines: dict[str, list[str]] = {}
    for code, uses in queries.evidence_of(assessment, instrument_of(assessment.period).questions).items():
        for use in uses:
            parts = (use.revision.document.title, use.locator, use.revision.url)
            lines.setdefault(code, []).append(" · ".join(part for part in dict.fromkeys(parts) if part))
    return lines


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
