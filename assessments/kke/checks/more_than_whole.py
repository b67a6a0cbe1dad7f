"""A part larger than its whole scores 100%, but is more likely a slip."""

from collections.abc import Iterator

from assessments.engine.answers import BadValue
from assessments.kke.entries import Entry, Filled, Finding, read_value


def check(filled: Filled) -> Iterator[Finding]:
    """Warning on the part."""
    for entries in filled.of_question():
        question = entries[0].question
        if question.kind != "ratio":
            continue
        counts = {entry.part: entry for entry in entries if entry.row.kind == "count"}
        part, whole = (_sum(counts, codes) for codes in (question.part, question.whole))
        if part is not None and whole is not None and part > whole:
            place = filled.place(counts[question.part[0]].row.number)
            yield Finding(
                "warning",
                place,
                f"{question.code}: tertulis {part} dari {whole}. Periksa lagi bila tidak disengaja.",
            )


def _sum(counts: dict[str, Entry], codes: tuple[str, ...]) -> int | None:
    total = 0
    for code in codes:
        value = _value(counts.get(code))
        if value is None:
            return None
        total += value
    return total


def _value(entry: Entry | None) -> int | None:
    if entry is None:
        return None
    try:
        value = read_value(entry)
    except BadValue:  # said by `answer_values`
        return None
    return value if isinstance(value, int) else None
