"""A dash in place of a choice or an index is taken as "not given", and said."""

from collections.abc import Iterator

from assessments.kke.entries import Filled, Finding, is_dash


def check(filled: Filled) -> Iterator[Finding]:
    """Warning; a dash in place of a count is not guessed to be zero (see `answer_values`)."""
    for entry in filled.entries:
        if entry.answer is not None and is_dash(entry.answer) and entry.row.kind == "question":
            yield Finding("warning", entry.answer.place, f"{entry.code}: tanda “-” dianggap belum diisi.")
