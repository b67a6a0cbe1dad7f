"""A note and a source must fit into the portal's; whether the evidence fits beside the note, the plan tells."""

from collections.abc import Iterator

from assessments.kke.entries import Filled, Finding, read_note

MAX_NOTE = 5000  # characters; the note of an answer (models.Answer)
MAX_SOURCE = 300


def check(filled: Filled) -> Iterator[Finding]:
    """Bad for texts that are too long: nothing is cut silently."""
    for entry in filled.entries:
        if entry.note is not None and len(read_note(entry)) > MAX_NOTE:
            yield Finding("bad", entry.note.place, f"{entry.code}: catatan lebih dari {MAX_NOTE} huruf.")
        if entry.row.kind == "source" and entry.answer is not None and len(entry.answer.text) > MAX_SOURCE:
            yield Finding("bad", entry.answer.place, f"{entry.code}: sumber lebih dari {MAX_SOURCE} huruf.")
