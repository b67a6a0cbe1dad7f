"""From the database to a workbook: what a person may have in a file, and as whose sheet it may come back."""

from __future__ import annotations

import re
from dataclasses import replace

from django.utils import timezone

from assessments import evidence_reads, queries, round_reads
from assessments.engine.answers import Given
from assessments.engine.wording import long_time
from assessments.loaded import instrument_of, policy_of
from assessments.models import Answer, Assessment, EvidenceUse, Sheet
from assessments.rules import may
from assessments.services.answers import ACTION
from assessments.services.errors import NotAllowed
from assessments.stored import given

from .portal_rows import Identity
from .writer import Export, versions_of, write_portal
from .writer_columns import Side


def exportable(pk: int, *, actor) -> Assessment:
    """The assessment, for whoever may have its KKE. Assessment.DoesNotExist for a stranger, NotAllowed."""
    assessment = queries.visible_assessments(actor).get(pk=pk)
    if not may(actor, "export", assessment):
        raise NotAllowed("KKE unit ini belum dapat diekspor oleh peran Anda.")
    return assessment


def export_portal(pk: int, *, actor, blank: bool = False, tpi: bool = True) -> tuple[bytes, str]:
    """(workbook, file name) of an assessment, with what this person may see and their own side open.

    `blank`: the same workbook, but nothing answered, noted or proven in it; who fills it has seen nothing, so it
    conflicts wherever the portal holds something else. Where the person has no side to fill in, the unit's is open: a
    blank sheet is handed to the unit.
    Assessment.DoesNotExist for a stranger, NotAllowed. TPI's answers only for those who may see them now, and not
    even for them without `tpi`.
    """
    assessment = exportable(pk, actor=actor)
    sheets = queries.sheets_of(assessment)
    tpi_kind = visible_tpi(actor, assessment) if tpi else None
    editable = _editable(actor, assessment, tpi_kind)
    if blank and not editable:
        editable = Sheet.Kind.UNIT
    unit_answers, uses = unit_side(actor, assessment, sheets)
    sides = [
        Side("Unit", givens(unit_answers), _evidence_lines(uses), editable == Sheet.Kind.UNIT),
    ]
    own = unit_answers
    if tpi_kind is not None:
        tpi_answers = queries.answers_of(sheets.get((tpi_kind, owner_of(tpi_kind, actor))))
        sides.append(Side("TPI", givens(tpi_answers), None, editable == tpi_kind))
        own = tpi_answers if editable == tpi_kind else unit_answers
    if blank:
        sides = [replace(s, answers={}, evidence=None if s.evidence is None else {}) for s in sides]
    versions = versions_of(
        {} if blank else {code: answer.version for code, answer in own.items()},
        instrument_of(assessment.period),
    )
    unit, period = assessment.unit, assessment.period
    now = timezone.now().astimezone(unit.instansi.zone)
    content = write_portal(
        Export(
            identity=identity_of(assessment, editable, actor, versions),
            instansi=unit.instansi.name,
            unit=f"{unit.code} {unit.name}",
            year=period.year,
            instrument=instrument_of(period),
            policy=policy_of(period),
            sides=sides,
            exported=f"Diekspor {long_time(now)} oleh {actor}.",
        )
    )
    return content, file_name(assessment, "kosong" if blank else "")


def file_name(assessment: Assessment, more: str = "") -> str:
    """The name of a KKE file of this unit."""
    unit = re.sub(r"[^A-Za-z0-9._-]+", "-", assessment.unit.code)
    return f"KKE_{unit}_{assessment.period.year}{f'_{more}' if more else ''}.xlsx"


def visible_tpi(actor, assessment: Assessment) -> str | None:
    """Which TPI sheet this person may have in a file: the final one, their own, or none (DESIGN, "release")."""
    if may(actor, "view_final", assessment):
        return Sheet.Kind.TPI
    return Sheet.Kind.MEMBER if may(actor, "assess", assessment) else None


Sheets = dict[tuple[str, int | None], Sheet]


def unit_side(
    actor, assessment: Assessment, sheets: Sheets
) -> tuple[dict[str, Answer], dict[str, list[EvidenceUse]]]:
    """(answers, evidence) of the unit's side by question code, as this person may have them in a file.

    In an open round the unit goes on with what it has written so far; everybody else gets what was submitted.
    """
    drafts = may(actor, "import_unit", assessment)
    answers = queries.answers_of(sheets.get((Sheet.Kind.UNIT, None)))
    if drafts:
        answers = answers | round_reads.draft_answers_of(assessment)
    codes = instrument_of(assessment.period).questions
    return answers, evidence_reads.evidence_of(assessment, codes, drafts=drafts)


def _editable(actor, assessment: Assessment, tpi_kind: str | None) -> str:
    """The side whose cells are open. Nobody's: the unit's side is named, locked."""
    if tpi_kind is not None and may(actor, ACTION[tpi_kind], assessment):
        return tpi_kind
    return Sheet.Kind.UNIT if may(actor, "import_unit", assessment) else ""


def _evidence_lines(uses: dict[str, list[EvidenceUse]]) -> dict[str, list[str]]:
    return {
        code: [_joined(use.revision.document.title, use.locator, use.revision.url) for use in found]
        for code, found in uses.items()
    }


def known_prose(uses: dict[str, list[EvidenceUse]]) -> dict[str, set[str]]:
    """Question code → every form in which its evidence may stand in a workbook, to know it when it comes back."""
    forms: dict[str, set[str]] = {}
    for code, found in uses.items():
        for use in found:
            title, locator, url = use.revision.document.title, use.locator, use.revision.url
            parts = (title,), (title, locator), (title, locator, url), (title, url), (url, locator)
            untitled = (locator,), (locator, url)  # of an address that is its own title, in a template
            forms.setdefault(code, set()).update(_joined(*each) for each in (*parts, *untitled))
    return forms


def _joined(*parts: str) -> str:
    return " · ".join(part for part in dict.fromkeys(parts) if part)


def identity_of(assessment: Assessment, kind: str, actor, versions: dict[str, int]) -> Identity:
    """What a workbook of this sheet says about itself; `kind` is a Sheet.Kind, "" for a file nobody may fill."""
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


def givens(answers: dict[str, Answer]) -> dict[str, Given]:
    """Stored answers as the engine takes them."""
    return {code: given(answer) for code, answer in answers.items()}


def owner_of(kind: str, actor) -> int | None:
    """The owner of a sheet of this kind: the actor for a member's, nobody for the others."""
    return actor.pk if kind == Sheet.Kind.MEMBER else None
