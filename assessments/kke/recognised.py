"""What the recognisers give: one reading for each row of a sheet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from assessments.engine.instrument import Question

from .answer_types import AnswerType
from .layout import Layout

# Witnesses of a row's code, as the preview names them, and how sure they make it.
HIERARCHY, IDENT, TYPE, TEXT, CODE, HAND = (
    *("susunan", "ID", "jenis jawaban", "kemiripan teks"),
    *("kode", "pilihan Anda"),
)
HIGH, MEDIUM, LOW = "tinggi", "sedang", "rendah"


@dataclass(frozen=True)
class Row:
    """One row with its reading. `kind`: question, count, source, total, heading or text.

    `code` is the question's or "question/input"; None where the row was not understood or needs none, `why` says why.
    `component`: the code of a heading's component. `witnesses` vouch for the code, `remark` is what speaks against
    it; `by_hand`: a person decided.
    """

    number: int
    kind: str
    text: str
    shown: AnswerType | None = None
    code: str | None = None
    question: Question | None = None
    offset: int = 0
    ident: int | None = None
    why: str = ""
    component: str = ""
    witnesses: tuple[str, ...] = ()
    confidence: str = HIGH
    remark: str = ""
    by_hand: bool = False


Assign = Callable[[Row], Row | None]


def as_read(row: Row) -> Row:
    """No decision of a person: the row stays as it was read."""
    return row


@dataclass
class Recognised:
    """All rows below the header, and remarks on how the sheet as a whole was read."""

    layout: Layout
    rows: list[Row] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    @property
    def questions(self) -> list[Row]:
        """The rows that were understood as questions."""
        return [row for row in self.rows if row.kind == "question" and row.code]
