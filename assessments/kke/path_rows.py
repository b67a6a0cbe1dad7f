"""Reads a table whose hierarchy columns spell the whole path in every row: A | I | 1 | i | a."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from assessments.engine.instrument import Instrument, Question

from .answer_types import fits, parse_type
from .counts import assign_counts
from .layout import Layout
from .recognised import CODE, Assign, Recognised, Row, as_read
from .witnesses import type_differs

ENOUGH_ROWS = 3  # rows that name a question in full, for the table to count as one of paths
_SEGMENT = re.compile(r"([A-Za-z]|[IVXLivxl]{1,5}|\d{1,2})\s*(?:[.)]\s*(.*))?", re.DOTALL)


def spells_paths(layout: Layout, instrument: Instrument) -> bool:
    """Whether the rows name their questions in full."""
    codes = _codes(instrument)
    numbers = [number for number in layout.grid.rows if number > layout.header]
    named = sum(_path(layout, codes, number)[0] in instrument.questions for number in numbers)
    return named >= min(ENOUGH_ROWS, max(1, len(numbers)))


def recognise_paths(layout: Layout, instrument: Instrument, assign: Assign = as_read) -> Recognised:
    """Read every row below the header; a row that starts with a dash is a count of the question above it."""
    found = Recognised(layout)
    codes, question = _codes(instrument), None
    for number in sorted(layout.grid.rows):
        if number <= layout.header:
            continue
        row = assign(_read_row(layout, instrument, codes, number, question))
        if row is None:
            continue
        question = row.question if row.kind in ("question", "count") else question
        found.rows.append(row)
    assign_counts(found, {}, None)
    return found


def _path(layout: Layout, codes: Mapping[str, str], number: int) -> tuple[str, str]:
    """(code in the spelling of the instrument, or as found; the words beside the last segment)."""
    texts = [cell.text if (cell := layout.grid.at(number, column)) else "" for column in layout.levels]
    segments: list[str] = []
    text = " ".join(filter(None, texts))
    for each in texts:
        match = _SEGMENT.fullmatch(each)
        if match is None:
            text = each or text if segments else text
            break
        segments.append(match.group(1))
        text = match.group(2) or ""
    for length in range(len(segments), 0, -1):  # a short text beside the path looks like one more segment
        code = ".".join(segments[:length]).casefold()
        own = codes.get(code)
        if own is not None:
            return own, text
    return ".".join(segments), text


def _codes(instrument: Instrument) -> dict[str, str]:
    """Code in lower case → as the instrument writes it."""
    return {code.casefold(): code for code in (*instrument.components_by_code, *instrument.questions)}


def _read_row(
    layout: Layout, instrument: Instrument, codes: Mapping[str, str], number: int, above: Question | None
) -> Row:
    code, text = _path(layout, codes, number)
    kind = layout.grid.at(number, layout.kind)
    shown = parse_type(kind.text) if kind is not None else None
    row = Row(number, "text", text, shown)
    if not code:
        counting = text.startswith(("-", "–")) and above is not None and bool(above.inputs)
        return replace(row, kind="count", text=text.lstrip("-– "), question=above) if counting else row
    question = instrument.questions.get(code)
    if question is None:
        if code in instrument.components_by_code:
            return Row(number, "heading", text or code, component=code)
        return Row(number, "question", text or code, shown, why=f"Kode {code} tidak ada di instrumen.")
    if not fits(question, shown):
        return Row(number, "question", text or code, shown, why=type_differs(row, question))
    return Row(number, "question", text or question.text, shown, code, question, witnesses=(CODE,))
