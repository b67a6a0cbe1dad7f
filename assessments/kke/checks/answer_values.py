"""An answer must be one that its question takes: a known option, a whole count from 0, an index in its range."""

from collections.abc import Iterator

from assessments.engine.answers import BadValue
from assessments.kke.entries import Filled, Finding, read_value


def check(filled: Filled) -> Iterator[Finding]:
    """Bad for every cell that the engine's own rule refuses, with the engine's reason."""
    for entry in filled.entries:
        if entry.row.kind == "source" or entry.answer is None or entry.answer.error:
            continue
        try:
            read_value(entry)
        except BadValue as error:
            yield Finding("bad", entry.answer.place, str(error))
