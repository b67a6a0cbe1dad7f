"""Where things stand on our sheet "KKE": its fixed columns, and those of each side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from assessments.engine.answers import Given
from assessments.engine.instrument import Instrument
from documents.workbooks import styles

from .writer_rows import FIRST_ROW, Line, component_key

HEADER_ROW = FIRST_ROW - 1
FIXED = (
    ("Kode", 15),
    ("Uraian penilaian", 46),
    ("Kriteria nilai", 44),
    ("Pilihan jawaban", 11),
    ("Bobot", 8),
)
CODE, TEXT, CRITERIA, KIND, WEIGHT = range(1, 6)


@dataclass(frozen=True)
class Side:
    """One assessor's sheet: `label` as in the headers ("Unit", "TPI"); `evidence` lines by question code.

    `editable` unlocks its answer and note cells.
    """

    label: str
    answers: Mapping[str, Given]
    evidence: Mapping[str, Sequence[str]] | None = None
    editable: bool = False


@dataclass(frozen=True)
class Columns:
    """Where a side stands: column numbers; `evidence` None where the side has none."""

    side: Side
    answer: int
    value: int
    percent: int
    note: int
    evidence: int | None

    def at(self, column: int, row: int) -> str:
        """A cell address."""
        return f"{get_column_letter(column)}{row}"


@dataclass
class KkeSheet:
    """The written sheet: rows by key and the columns of each side, for the recap's formulas."""

    ws: Worksheet
    instrument: Instrument
    lines: dict[str, Line]
    sides: list[Columns] = field(default_factory=list)
    looks: styles.Looks = field(default_factory=styles.Looks)

    def points(self, side: Columns, component: str) -> str:
        """The address (with sheet) of a component's points."""
        line = self.lines[component_key(component)]
        return f"{self.ws.title}!{side.at(side.value, line.number)}"

    @property
    def last_row(self) -> int:
        """The last row with a component or question."""
        return max(line.number for line in self.lines.values())
