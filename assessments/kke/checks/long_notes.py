"""A note, with the evidence prose that goes into it, must fit into the portal's note."""

from collections.abc import Iterator

from assessments.kke.entries import Filled, Finding, read_evidence, read_note

MAX_NOTE = 5000  # characters; the note of an answer (models.Answer)
MAX_SOURCE = 300


def check(filled: Filled) -> Iterator[Finding]:
    """Bad for texts that are too long: nothing is cut silently."""
    for entry in filled.entries:
        length = len(read_note(entry)) + len(read_evidence(entry)[0]) + 10
        if length > MAX_NOTE:
            place = (entry.note or entry.evidence[0]).place
            yield Finding("bad", place, f"{entry.code}: catatan dan bukti lebih dari {MAX_NOTE} huruf.")
        if entry.row.kind == "source" and entry.answer is not None and len(entry.answer.text) > MAX_SOURCE:
            yield Finding("bad", entry.answer.place, f"{entry.code}: sumber lebih dari {MAX_SOURCE} huruf.")
