"""An official template as understood: which sheet is the KKE, which row asks what, what else is in the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from assessments.engine.instrument import Instrument
from assessments.kke.editions import honour
from assessments.kke.layout import Block, Layout, describe, recognise
from assessments.kke.mapping import RowMap
from assessments.kke.recognised import Recognised, Row
from assessments.kke.rows import recognise_rows
from documents.workbooks.guard import FileRefused, read_bytes
from documents.workbooks.isolated import Limits, run_isolated
from documents.workbooks.stored_cells import Damaged

from .contents import CHANGED, COMPUTED, KEPT
from .dropdowns import items_of
from .sheet_facts import SheetFacts
from .survey import Survey, unpacked

SURVEY = "assessments.kke.templates.survey:survey"
LAYOUTS = {
    "jawaban": "Lembar “Jawaban” (templat nasional)",
    "lke": "Lembar “LKE ZI” (PermenPANRB 90/2021)",
    "lke2014": "Lembar LKE 2014 (PermenPANRB 52/2014)",
}
ENOUGH = 0.5  # a file in which fewer of the questions are found is another thing than a template
_DAMAGED = "Templat ini tidak dapat dibaca. Simpan ulang dari Excel lalu unggah lagi."


@dataclass(frozen=True)
class Template:
    """A template for an instrument. `data` is the file itself."""

    data: bytes
    survey: Survey
    found: Recognised
    instrument: Instrument

    @property
    def layout(self) -> Layout:
        """The recognised sheet."""
        return self.found.layout

    @property
    def facts(self) -> SheetFacts:
        """The facts of the recognised sheet."""
        return self.survey.facts[self.survey.index_of(self.layout.grid)]

    @property
    def part(self) -> str:
        """The part of the recognised sheet in the file."""
        return self.survey.parts[self.survey.index_of(self.layout.grid)]

    @cached_property
    def rows(self) -> Mapping[str, list[Row]]:
        """Code (of a question, or "question/input") → its rows; more than one where it stands twice."""
        rows: dict[str, list[Row]] = {}
        for row in self.found.rows:
            if row.code is not None and row.question is not None:
                rows.setdefault(row.code, []).append(row)
        return rows

    @property
    def blocks(self) -> list[Block]:
        """All blocks of answers, the unit's first."""
        return [*([self.layout.unit] if self.layout.unit else []), *self.layout.tpi]

    @property
    def missing(self) -> list[str]:
        """Codes of the instrument that have no row here: questions, and counts of questions that have one."""
        codes = []
        for code, question in self.instrument.questions.items():
            if code not in self.rows:
                codes.append(code)
            else:
                codes += [f"{code}/{i.code}" for i in question.inputs if f"{code}/{i.code}" not in self.rows]
        return codes

    def items(self, row: int, column: int) -> tuple[str, ...]:
        """The items of a cell's drop-down, () without one."""
        formula = self.facts.list_of(row, column)
        if formula is None:
            return ()
        return items_of(formula, self.layout.grid, self.survey.grids, self.survey.names)

    def filled(self) -> int:
        """How many answers, counts and notes stand in the template already."""
        columns = [c for b in self.blocks for c in (b.answer, b.note, *b.evidence) if c is not None]
        numbers = {row.number for rows in self.rows.values() for row in rows}
        cells = (self.layout.grid.at(number, column) for number in numbers for column in columns)
        return sum(1 for cell in cells if cell is not None and not cell.formula and cell.value is not None)

    def kept(self) -> list[str]:
        """What stays as it is, for the user."""
        hidden = sum(grid.hidden for grid in self.survey.grids)
        told = [
            f"{len(self.survey.grids)} lembar" + (f", {hidden} di antaranya tersembunyi" if hidden else "")
        ]
        return told + [finding.text for finding in self.survey.findings if finding.kind == KEPT]

    def changed(self) -> list[str]:
        """What an export cannot leave as it is, for the user."""
        formulas = any(
            cell.formula for grid in self.survey.grids for row in grid.rows.values() for cell in row.values()
        )
        told = [finding.text for finding in self.survey.findings if finding.kind == CHANGED]
        return told + ([COMPUTED] if formulas else [])

    def as_findings(self) -> dict[str, object]:
        """What is kept with an uploaded template: JSON, texts for the user."""
        questions = len(self.instrument.questions)
        unit = self.layout.unit or self.layout.tpi[0]
        return {
            "where": describe(self.layout, unit),
            "of": questions,
            "questions": sum(code in self.rows for code in self.instrument.questions),
            "missing": self.missing,
            "unknown": [
                {"cell": f"{self.layout.grid.name}!A{row.number}", "text": row.text[:200], "why": row.why}
                for row in self.found.rows
                if row.why and row.text
            ][:100],
            "tpi_blocks": len(self.layout.tpi),
            "filled": self.filled(),
            "kept": self.kept(),
            "changed": self.changed(),
        }


def open_template(
    source: bytes, instrument: Instrument, mapping: RowMap | None, *, limits: Limits | None = None
) -> Template:
    """Survey a file in the isolated process and understand it as a template of the instrument.

    FileRefused (Indonesian): no xlsx, hostile, our own KKE, not recognised, fewer than half of the questions.
    """
    data = read_bytes(source)
    answer = run_isolated(SURVEY, data, limits or Limits())
    try:
        found_in = unpacked(answer)
    except (Damaged, ValueError, KeyError, TypeError) as error:
        raise FileRefused(_DAMAGED) from error
    layout = honour(recognise(found_in.grids), instrument)
    if layout.name not in LAYOUTS:
        raise FileRefused(
            "Berkas ini KKE ekspor portal, bukan templat resmi. KKE portal selalu dapat diunduh tanpa templat."
        )
    found = recognise_rows(layout, instrument, mapping)
    template = Template(data, found_in, found, instrument)
    known = sum(code in template.rows for code in instrument.questions)
    if known < ENOUGH * len(instrument.questions):
        raise FileRefused(
            f"Di lembar “{layout.grid.name}” hanya {known} dari {len(instrument.questions)} pertanyaan "
            f"{instrument.name} yang ditemukan. Unggah templat untuk instrumen periode ini."
        )
    return template
