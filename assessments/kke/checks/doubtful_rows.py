"""A row whose witnesses do not agree, or of which only one speaks, is taken but named."""

from collections.abc import Iterator

from assessments.kke.entries import Filled, Finding


def check(filled: Filled) -> Iterator[Finding]:
    """Warning at the answer cell, with what was weighed."""
    for entry in filled.entries:
        if entry.row.remark and not entry.row.by_hand:
            yield Finding("warning", filled.place(entry.row.number), entry.row.remark)
