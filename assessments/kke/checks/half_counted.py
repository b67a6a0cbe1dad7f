"""A percentage whose counts are only partly typed does not count as answered."""

from collections.abc import Iterator

from assessments.kke.entries import Filled, Finding, is_empty, is_none_yet


def check(filled: Filled) -> Iterator[Finding]:
    """Warning on the first count that is missing."""
    for entries in filled.of_question():
        question = entries[0].question
        if not question.inputs or any(is_none_yet(e.answer) for e in entries if e.row.kind == "question"):
            continue
        counts = [entry for entry in entries if entry.row.kind == "count"]
        missing = [entry for entry in counts if is_empty(entry.answer)]
        if missing and len(missing) < len(counts):
            place = filled.place(missing[0].row.number)
            yield Finding("warning", place, f"{question.code}: baru terisi sebagian, jadi belum dihitung.")
