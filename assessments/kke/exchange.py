"""Between workbooks and the database: what a person may preview, apply and undo."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from io import BytesIO
from typing import BinaryIO

from assessments import evidence_reads, queries, round_reads
from assessments.engine.answers import Given
from assessments.loaded import instrument_of
from assessments.models import Assessment, Sheet, State
from assessments.rules import is_anggota, may, may_answer_area
from assessments.services import imports
from assessments.services.answers import ACTION
from assessments.services.errors import NotAllowed, Refused
from documents.workbooks.cells import Grid
from documents.workbooks.guard import FileRefused, read_bytes
from documents.workbooks.isolated import read_grids_isolated
from documents.workbooks.stored_cells import dump

from .exporting import givens, identity_of, known_prose, owner_of
from .importing import Plan, plan
from .mapping import mapping_for
from .mending import mended
from .reading import understand
from .wish import Wish

KIND = "kke"
Grids = tuple[Grid, ...]


class ClosedRows(FileRefused):
    """The file changes questions that the person may not answer now; the others can be taken alone."""


def target_kind(actor, assessment: Assessment, side: str) -> str:
    """The kind of sheet that a side means for this person: a member's own, or the lead's final answers."""
    if side == "unit":
        return Sheet.Kind.UNIT
    return Sheet.Kind.MEMBER if is_anggota(actor, assessment) else Sheet.Kind.TPI


def preview_import(pk: int, source: bytes | BinaryIO, wish: Wish, *, actor, name: str = "") -> Plan:
    """What an import would do; writes nothing.

    Assessment.DoesNotExist for a stranger, NotAllowed, FileRefused (Indonesian, names the place).
    """
    assessment = queries.visible_assessments(actor).get(pk=pk)
    allowed_kind(actor, assessment, wish.side)
    return plan_of(assessment, read_grids_isolated(source, name=name), wish, actor=actor, name=name)


def apply_import(pk: int, source: bytes | BinaryIO, wish: Wish, *, actor, name: str = "kke.xlsx") -> Plan:
    """Take a workbook in, all or nothing, and keep the file: for the command, where nobody looks at a preview.

    Raises like `preview_import`; UploadRefused (a virus, no room); Refused with every reason where the plan may not
    be applied. A file that says nothing new leaves no trace.
    """
    assessment = queries.visible_assessments(actor).get(pk=pk)
    allowed_kind(actor, assessment, wish.side)
    content = read_bytes(source)
    grids = read_grids_isolated(content, name=name)
    made = plan_of(assessment, grids, wish, actor=actor, name=name)
    if reasons := made.refusals():
        raise Refused(*reasons)
    if not made.changes:
        return made
    with imports.kept(
        KIND,
        file=BytesIO(content),
        filename=name,
        instansi=assessment.unit.instansi,
        assessment=assessment,
        side=wish.side,
        wish=wish.as_json(),
        cells=dump(grids),
        actor=actor,
    ) as imp:
        imports.apply_now(imp, actor=actor)
    return made


def plan_of(assessment: Assessment, grids: Grids, wish: Wish, *, actor, name: str = "") -> Plan:
    """What these cells would change in the sheet as it stands now. FileRefused: no KKE, or of something else."""
    kind = target_kind(actor, assessment, wish.side)
    instrument = instrument_of(assessment.period)
    reading = understand(
        mended(grids, wish.corrected),
        instrument,
        mapping_for(instrument),
        side=wish.side,
        block=wish.block,
        assigned=wish.assigned,
        name=name,
    )
    answers, versions = stored(assessment, kind, actor)
    closed = _closed(assessment, kind, actor)
    if wish.only_open:
        reading = replace(
            reading, rows={code: row for code, row in reading.rows.items() if code not in closed}
        )
    uses = (
        evidence_reads.evidence_of(assessment, instrument.questions, drafts=True)
        if kind == Sheet.Kind.UNIT
        else {}
    )
    links = {code: {use.revision.url for use in found} for code, found in uses.items()}
    made = plan(
        instrument,
        reading,
        answers,
        versions,
        here=identity_of(assessment, kind, actor, {}),
        known_links=links if kind == Sheet.Kind.UNIT else None,
        known_prose=known_prose(uses) if kind == Sheet.Kind.UNIT else None,
        on_conflict=wish.on_conflict,
        choices=wish.choices,
        ignored=wish.ignored,
        blanks_empty=wish.blanks_empty,
    )
    _refuse_closed(made, closed)
    return made


def _closed(assessment: Assessment, kind: str, actor) -> dict[str, str]:
    """Question code → why this person may not answer it now: another pokja's, not asked for, not opened again."""
    questions = instrument_of(assessment.period).questions
    if kind == Sheet.Kind.UNIT:
        asked = round_reads.open_codes(assessment)
        closed = {} if asked is None else dict.fromkeys(questions, "yang tidak diminta TPI untuk diperbaiki")
        closed = {code: why for code, why in closed.items() if asked is None or code not in asked}
        outside = [c for c, q in questions.items() if not may_answer_area(actor, assessment, q.area)]
        return closed | dict.fromkeys(outside, "di luar area pokja Anda")
    sheet = writable(assessment, kind, actor)
    if sheet is None or sheet.open_codes is None:
        return {}
    return {code: "yang tidak dibuka lagi" for code in questions if code not in sheet.open_codes}


def _refuse_closed(made: Plan, closed: Mapping[str, str]) -> None:
    """Nothing is taken in where the person may not answer: said before anything is pressed, with the cells."""
    touched = [code for code in dict.fromkeys([*made.answers, *made.links]) if code in closed]
    if touched:
        rows = made.reading.rows
        cells = ", ".join(f"{c} ({rows[c].places.get('', 'baris tanpa jawaban')})" for c in touched[:5])
        more = " …" if len(touched) > 5 else ""
        raise ClosedRows(
            f"Berkas ini mengubah {len(touched)} pertanyaan {closed[touched[0]]}: {cells}{more}. "
            "Ambil hanya pertanyaan yang terbuka bagi Anda, atau kembalikan isinya di berkas."
        )


def action_of(actor, assessment: Assessment, side: str) -> str:
    """The key of `rules.TABLE` that an import into this side needs."""
    kind = target_kind(actor, assessment, side)
    return "import_unit" if kind == Sheet.Kind.UNIT else ACTION[kind]


def allowed_kind(actor, assessment: Assessment, side: str) -> str:
    """The kind of sheet that the import goes into. NotAllowed: not in this stage, or not with this role."""
    kind = target_kind(actor, assessment, side)
    if not may(actor, action_of(actor, assessment, side), assessment):
        raise NotAllowed(
            f"Impor tidak dapat dilakukan: tahap unit ini {assessment.get_state_display()}, "
            "atau peran Anda tidak mencakupnya."
        )
    return kind


def writable(assessment: Assessment, kind: str, actor) -> Sheet | None:
    """The sheet that saving writes to: in an open round the unit's drafts."""
    if kind == Sheet.Kind.UNIT and assessment.state == State.PERBAIKAN:
        kind = Sheet.Kind.DRAFT
    return queries.sheets_of(assessment).get((kind, owner_of(kind, actor)))


def stored(assessment: Assessment, kind: str, actor) -> tuple[dict[str, Given], dict[str, int]]:
    """(answers as their writer sees them, versions) of a sheet; in an open round the unit's drafts over the rest."""
    stored = queries.answers_of(queries.sheets_of(assessment).get((kind, owner_of(kind, actor))))
    if kind == Sheet.Kind.UNIT and assessment.state == State.PERBAIKAN:
        stored = stored | round_reads.draft_answers_of(assessment)
    return givens(stored), {code: answer.version for code, answer in stored.items()}
