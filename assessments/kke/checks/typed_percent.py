"""A percentage typed into the row of a ratio is not taken: the portal computes it from the counts."""

from collections.abc import Iterator

from assessments.kke.entries import Filled, Finding, is_dash, is_empty, is_none_yet


def check(filled: Filled) -> Iterator[Finding]:
    """Warning for a typed value; formulas over the counts are as they should be."""
    for entry in filled.entries:
        cell = entry.answer
        if entry.row.kind != "question" or not entry.question.inputs or cell is None or cell.formula:
            continue
        if not (is_empty(cell) or is_none_yet(cell) or is_dash(cell)):
            why = f"{entry.code}: “{cell.text[:20]}” tidak dipakai; persentase dihitung dari jumlah di bawahnya."
            yield Finding("warning", cell.place, why)
