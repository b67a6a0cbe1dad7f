"""A note, with the evidence prose that goes into it, must fit into the portal's note."""

from collections.abc import Iterator

from assessments.kke.entries import Filled, Finding, read_evidence, read_note

MAX_NOTE = 5000  # characters; the note of an answer (models.Answer)
MAX_SOURCE = 300
INTRODUCED = "Bukti dukung: "  # before prose in the note, once (importing.EVIDENCE_INTO_NOTE)


def check(filled: Filled) -> Iterator[Finding]:
    """Bad for texts that are too long: nothing is cut silently."""
    for entry in filled.entries:
        note, prose = read_note(entry), read_evidence(entry)[0]
        added = f"{INTRODUCED}{prose}" if prose else ""
        length = len(note) + (len(added) + 1 if added and added not in note else 0)
        if length > MAX_NOTE:
            place = (entry.note or entry.evidence[0]).place
            yield Finding("bad", place, f"{entry.code}: catatan dan bukti lebih dari {MAX_NOTE} huruf.")
        if entry.row.kind == "source" and entry.answer is not None and len(entry.answer.text) > MAX_SOURCE:
            yield Finding("bad", entry.answer.place, f"{entry.code}: sumber lebih dari {MAX_SOURCE} huruf.")
