""" "Belum ada" counts as answered only with a note that says why."""

from collections.abc import Iterator

from assessments.kke.entries import Filled, Finding, is_none_yet, read_evidence, read_note


def check(filled: Filled) -> Iterator[Finding]:
    """Warning where the note is missing."""
    for entry in filled.entries:
        if entry.row.kind != "question" or not is_none_yet(entry.answer):
            continue
        if not read_note(entry) and not read_evidence(entry)[0]:
            place = filled.place(entry.row.number, filled.block.note)
            why = f"{entry.code}: “belum ada” baru dihitung terjawab bila diberi catatan."
            yield Finding("warning", place, why)
