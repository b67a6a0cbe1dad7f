"""Between workbooks and the database: what a person may preview, apply and undo."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from io import BytesIO
from typing import Any, BinaryIO

from django.db import transaction

from assessments import queries
from assessments.engine.answers import Given
from assessments.loaded import instrument_of
from assessments.models import Assessment, Import, Sheet, State
from assessments.rules import is_anggota, may, may_answer_area
from assessments.services import evidence, imports
from assessments.services.answers import ACTION, Change, save_answers
from assessments.services.errors import Conflict, NotAllowed, Refused
from assessments.services.locking import lock_assessment
from documents.errors import UploadRefused
from documents.models import Document, Revision

from .cells import Grid
from .exporting import givens, identity_of, known_prose, owner_of
from .guard import FileRefused, read_bytes
from .importing import Choice, Plan, plan
from .isolated import read_grids_isolated
from .mapping import mapping_for
from .mending import mended
from .reading import understand
from .stored_cells import dump, load

KIND = "kke"
MAX_TITLE = 120
Grids = tuple[Grid, ...]


@dataclass(frozen=True)
class Wish:
    """What a person chose for an import.

    `side` "unit" or "tpi", `block` of a foreign file, `on_conflict` "file" or "portal" for whatever has no choice of
    its own; `choices` by code of the change, `assigned` by row number (code, or "-" to leave the row), `ignored`
    places of bad cells that are not taken, `corrected` by place what is read instead; `only_open` leaves what the
    person may not answer as it is.
    """

    side: str = "unit"
    block: int = 1
    on_conflict: str | None = None
    blanks_empty: bool = False
    choices: Mapping[str, Choice] = field(default_factory=dict)
    assigned: Mapping[int, str] = field(default_factory=dict)
    ignored: frozenset[str] = frozenset()
    corrected: Mapping[str, str] = field(default_factory=dict)
    only_open: bool = False

    def as_json(self) -> dict[str, Any]:
        """As kept in `Import.wish`; the side stands in the import itself."""
        return {
            "block": self.block,
            "on_conflict": self.on_conflict,
            "blanks_empty": self.blanks_empty,
            "choices": {code: [choice.take, choice.seen] for code, choice in self.choices.items()},
            "assigned": {str(row): code for row, code in self.assigned.items()},
            "ignored": sorted(self.ignored),
            "corrected": dict(self.corrected),
            "only_open": self.only_open,
        }

    @classmethod
    def of(cls, imp: Import) -> Wish:
        """The wish of a kept import."""
        kept = imp.wish
        return cls(
            side=imp.side,
            block=kept.get("block", 1),
            on_conflict=kept.get("on_conflict"),
            blanks_empty=kept.get("blanks_empty", False),
            choices={code: Choice(take, seen) for code, (take, seen) in kept.get("choices", {}).items()},
            assigned={int(row): code for row, code in kept.get("assigned", {}).items()},
            ignored=frozenset(kept.get("ignored", ())),
            corrected=kept.get("corrected", {}),
            only_open=kept.get("only_open", False),
        )


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
    _allowed_kind(actor, assessment, wish.side)
    return plan_of(assessment, read_grids_isolated(source, name=name), wish, actor=actor)


def apply_import(pk: int, source: bytes | BinaryIO, wish: Wish, *, actor, name: str = "kke.xlsx") -> Plan:
    """Take a workbook in, all or nothing, and keep the file: for the command, where nobody looks at a preview.

    Raises like `preview_import`; Refused with every reason where the plan may not be applied. A file that says
    nothing new leaves no trace.
    """
    assessment = queries.visible_assessments(actor).get(pk=pk)
    _allowed_kind(actor, assessment, wish.side)
    content = read_bytes(source)
    grids = read_grids_isolated(content, name=name)
    made = plan_of(assessment, grids, wish, actor=actor)
    if reasons := made.refusals():
        raise Refused(*reasons)
    if not made.changes:
        return made
    with transaction.atomic():
        imp = imports.keep(
            KIND,
            file=BytesIO(content),
            filename=name,
            instansi=assessment.unit.instansi,
            assessment=assessment,
            side=wish.side,
            wish=wish.as_json(),
            cells=dump(grids),
            actor=actor,
        )
        imports.apply_now(imp, actor=actor)
    return made


def plan_of(assessment: Assessment, grids: Grids, wish: Wish, *, actor) -> Plan:
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
    )
    answers, versions = _stored(assessment, kind, actor)
    closed = _closed(assessment, kind, actor)
    if wish.only_open:
        reading = replace(
            reading, rows={code: row for code, row in reading.rows.items() if code not in closed}
        )
    uses = (
        queries.evidence_of(assessment, instrument.questions, drafts=True) if kind == Sheet.Kind.UNIT else {}
    )
    links = {code: {use.revision.url for use in found} for code, found in uses.items()}
    made = plan(
        instrument,
        reading,
        answers,
        versions,
        here=identity_of(assessment, kind, actor, {}),
        known_links=links if kind == Sheet.Kind.UNIT else None,
        known_prose=known_prose(uses),
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
        asked = queries.open_codes(assessment)
        closed = {} if asked is None else dict.fromkeys(questions, "yang tidak diminta TPI untuk diperbaiki")
        closed = {code: why for code, why in closed.items() if asked is None or code not in asked}
        outside = [c for c, q in questions.items() if not may_answer_area(actor, assessment, q.area)]
        return closed | dict.fromkeys(outside, "di luar area pokja Anda")
    sheet = _writable(assessment, kind, actor)
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


def _allow(imp: Import, actor) -> None:
    assessment = queries.visible_assessments(actor).get(pk=imp.assessment_id)
    _allowed_kind(actor, assessment, imp.side)
    if imp.side == "tpi" and imp.requested_by_id != actor.pk:
        raise NotAllowed("Impor ini milik anggota TPI lain.")


def _apply(imp: Import, actor, progress: Callable[[int], None]) -> dict[str, Any]:
    """Answers and links in the open transaction, compared once more under the lock of the assessment, so that
    nobody's save in between is lost.
    """
    wish = Wish.of(imp)
    seen = queries.visible_assessments(actor).get(pk=imp.assessment_id)
    assessment = lock_assessment(actor, seen.pk, _action(actor, seen, imp.side))
    kind = target_kind(actor, assessment, imp.side)
    try:
        made = plan_of(assessment, load(bytes(imp.cells or b"")), wish, actor=actor)
    except FileRefused as error:
        raise Refused(str(error)) from error
    if reasons := made.refusals():
        raise Refused(*reasons)
    progress(30)
    before, versions = _stored(assessment, kind, actor)
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
            code: [_plain(before.get(code, Given())), saved.answers[code].version] for code in saved.changed
        },
        "uses": uses,
    }


def _undo(imp: Import, actor) -> None:
    """Put back what stood before, unless somebody has written to one of the questions since."""
    seen = queries.visible_assessments(actor).get(pk=imp.assessment_id)
    assessment = lock_assessment(actor, seen.pk, _action(actor, seen, imp.side))
    kind = target_kind(actor, assessment, imp.side)
    _, versions = _stored(assessment, kind, actor)
    kept = imp.outcome["answers"]
    newer = [code for code, (_, version) in kept.items() if versions.get(code, 0) != version]
    sheet = _writable(assessment, kind, actor)
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
    for use in queries.uses_of(assessment, drafts=True).filter(pk__in=imp.outcome["uses"]):
        evidence.remove(use.pk, actor=actor)


def check_cells(imp: Import, grids: Grids, actor) -> None:
    """Whether these cells are a KKE for this place at all. FileRefused; closed rows can still be left out."""
    assessment = queries.visible_assessments(actor).get(pk=imp.assessment_id)
    with suppress(ClosedRows):
        plan_of(assessment, grids, Wish.of(imp), actor=actor)


imports.import_kind(KIND, imports.ImportKind(allow=_allow, check=check_cells, apply=_apply, undo=_undo))


def _action(actor, assessment: Assessment, side: str) -> str:
    kind = target_kind(actor, assessment, side)
    return "import_unit" if kind == Sheet.Kind.UNIT else ACTION[kind]


def _allowed_kind(actor, assessment: Assessment, side: str) -> str:
    kind = target_kind(actor, assessment, side)
    if not may(actor, _action(actor, assessment, side), assessment):
        raise NotAllowed(
            f"Impor tidak dapat dilakukan: tahap unit ini {assessment.get_state_display()}, "
            "atau peran Anda tidak mencakupnya."
        )
    return kind


def _writable(assessment: Assessment, kind: str, actor) -> Sheet | None:
    """The sheet that saving writes to: in an open round the unit's drafts."""
    if kind == Sheet.Kind.UNIT and assessment.state == State.PERBAIKAN:
        kind = Sheet.Kind.DRAFT
    return queries.sheets_of(assessment).get((kind, owner_of(kind, actor)))


def _stored(assessment: Assessment, kind: str, actor) -> tuple[dict[str, Given], dict[str, int]]:
    """(answers as their writer sees them, versions) of a sheet; in an open round the unit's drafts over the rest."""
    stored = queries.answers_of(queries.sheets_of(assessment).get((kind, owner_of(kind, actor))))
    if kind == Sheet.Kind.UNIT and assessment.state == State.PERBAIKAN:
        stored = stored | queries.draft_answers_of(assessment)
    return givens(stored), {code: answer.version for code, answer in stored.items()}


def _plain(answer: Given) -> dict[str, Any]:
    return {"value": answer.value, "none_yet": answer.none_yet, "note": answer.note, "source": answer.source}


def _add_links(assessment: Assessment, made: Plan, actor) -> list[int]:
    """New links become evidence; an address that the unit has as a document already is used again.

    After the answers: the instansi's audit chain comes last in the order of locks. The assessment's row is held
    throughout, so that nobody else can wait for its chain. Gives the ids of the new uses.
    """
    uses = []
    urls = {url for links in made.links.values() for url in links}
    shelf = Revision.objects.filter(document__unit=assessment.unit, document__archived_at=None, url__in=urls)
    documents = dict(shelf.values_list("url", "document_id"))
    for code, links in made.links.items():
        for url in links:
            if url in documents:
                use = evidence.attach_existing(
                    assessment.pk, code=code, document_id=documents[url], actor=actor
                )
                uses.append(use.pk)
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
