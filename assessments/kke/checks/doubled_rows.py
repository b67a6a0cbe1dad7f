"""A question that stands twice: the same content is taken once, different content is for the user to settle."""

from collections.abc import Iterator

from assessments.kke.entries import Entry, Filled, Finding, is_empty


def check(filled: Filled) -> Iterator[Finding]:
    """Warning when only one of the rows is filled or both say the same, bad when they differ."""
    rows: dict[str, list[Entry]] = {}
    for entry in filled.entries:
        rows.setdefault(entry.code, []).append(entry)
    for code, doubled in rows.items():
        if len(doubled) == 1:
            continue
        said = {
            entry.answer.text.casefold() for entry in doubled if entry.answer and not is_empty(entry.answer)
        }
        places = " dan ".join(filled.place(entry.row.number) for entry in doubled)
        if len(said) > 1:
            yield Finding("bad", filled.place(doubled[1].row.number), f"{code} dijawab berbeda di {places}.")
        else:
            yield Finding("warning", filled.place(doubled[1].row.number), f"{code} ada di {places}.")
