"""A total typed by hand that contradicts its parts: the portal adds the parts up (12 typed, 0 + 1 + 12 = 13)."""

from collections.abc import Iterator
from decimal import Decimal

from assessments.kke.entries import Entry, Filled, Finding
from documents.workbooks.cells import number_text


def check(filled: Filled) -> Iterator[Finding]:
    """Warning for each row of a total above counts whose number is not their sum."""
    counts = {entry.row.number: entry for entry in filled.entries if entry.row.kind == "count"}
    for row in filled.others:
        if row.kind != "total" or row.question is None:
            continue
        cell = filled.cell(row.number, filled.block.answer)
        parts = _below(counts, row.number, row.offset)
        if cell is None or not isinstance(cell.value, Decimal) or not parts:
            continue
        total = sum(parts, Decimal(0))
        if total != cell.value:
            yield Finding(
                "warning",
                cell.place,
                f"Tertulis {number_text(cell.value)}, padahal rinciannya berjumlah {number_text(total)}; "
                f"yang dipakai rinciannya ({row.question.code}).",
            )


def _below(counts: dict[int, Entry], number: int, offset: int) -> list[Decimal]:
    """The numbers typed into the counts right below a total, those that stand deeper than it."""
    parts = []
    while (entry := counts.get(number + 1)) is not None and entry.row.offset > offset:
        if entry.answer is not None and entry.answer.text.isdecimal():
            parts.append(Decimal(entry.answer.text))
        number += 1
    return parts
