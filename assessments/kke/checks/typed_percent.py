"""A percentage typed into the row of a ratio is not taken: the portal computes it from the counts."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from assessments.engine.answers import BadValue, Given
from assessments.engine.scoring import question_value
from assessments.kke.entries import (
    Entry,
    Filled,
    Finding,
    is_dash,
    is_empty,
    is_none_yet,
    read_value,
    typed_percent,
)
from documents.workbooks.cells import Cell

NEAR = Fraction(1, 200)  # a sheet may show whole percents


def check(filled: Filled) -> Iterator[Finding]:
    """Warning for a typed value, unless it is what the counts give; formulas over them are as they should be.

    Where the sheet has no rows for the counts (TLHP of 2014) the percentage becomes part of the note.
    """
    for entries in filled.of_question():
        kept = typed_percent(entries)
        for entry in entries:
            cell = entry.answer
            if entry.row.kind != "question" or not entry.question.inputs or cell is None:
                continue
            if kept:
                asked = " dan ".join(f"“{item.text}”" for item in entry.question.inputs)
                why = f"{entry.code}: {cell.text[:20]} disimpan sebagai catatan. Isi {asked} di portal."
                yield Finding("warning", cell.place, why)
            elif not (
                cell.formula or is_empty(cell) or is_none_yet(cell) or is_dash(cell) or _agrees(entries, cell)
            ):
                why = f"{entry.code}: “{cell.text[:20]}” tidak dipakai; persentase dihitung dari jumlah di bawahnya."
                yield Finding("warning", cell.place, why)


def _agrees(entries: list[Entry], cell: Cell) -> bool:
    """Whether the number, as a share of 1 or of 100, is the one that the portal computes."""
    if not isinstance(cell.value, Decimal):
        return False
    counts: dict[str, int] = {}
    for entry in entries:
        try:
            value = read_value(entry) if entry.row.kind == "count" else None
        except BadValue:  # said by `answer_values`
            return False
        if isinstance(value, int):
            counts[entry.part] = value
    computed = question_value(entries[0].question, Given(value=counts or None))
    typed = Fraction(cell.value)
    return any(abs(share - computed) < NEAR for share in (typed, typed / 100))
