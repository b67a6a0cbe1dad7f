"""A percentage typed into the row of a ratio is not taken: the portal computes it from the counts."""

from collections.abc import Iterator

from assessments.kke.entries import Filled, Finding, is_dash, is_empty, is_none_yet, typed_percent


def check(filled: Filled) -> Iterator[Finding]:
    """Warning for a typed value; formulas over the counts are as they should be.

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
            elif not (cell.formula or is_empty(cell) or is_none_yet(cell) or is_dash(cell)):
                why = f"{entry.code}: “{cell.text[:20]}” tidak dipakai; persentase dihitung dari jumlah di bawahnya."
                yield Finding("warning", cell.place, why)
