"""Gives the rows of typed counts below a question their inputs: by order, by id, by a person's word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from assessments.engine.instrument import Input, Question

from .answer_types import similarity, words
from .mapping import RowMap
from .recognised import HIERARCHY, HIGH, IDENT, LOW, MEDIUM, TEXT, Recognised, Row
from .witnesses import ALIKE, DECIDES, DOUBT


def assign_counts(found: Recognised, codes: Mapping[int, str], mapping: RowMap | None) -> None:
    """Go through the sheet block by block; `codes` are those by id (row number → code)."""
    computed = mapping.computed if mapping is not None else frozenset()
    start = 0
    rows = found.rows
    while start < len(rows):
        stop = start
        while stop < len(rows) and rows[stop].kind == "count" and rows[stop].question is rows[start].question:
            stop += 1
        if stop > start:
            rows[start:stop] = _assign_block(rows[start:stop], codes, computed)
        start = max(stop, start + 1)


def _assign_block(block: list[Row], codes: Mapping[int, str], computed: frozenset[int]) -> list[Row]:
    question = block[0].question
    totals = {row.number for index, row in enumerate(block) if _adds_up(block, index, computed)}
    typed = [row for row in block if row.number not in totals and not row.by_hand]
    taken = {row.code for row in block if row.by_hand}
    inputs = [i for i in question.inputs if f"{question.code}/{i.code}" not in taken] if question else []
    if len(typed) == len(inputs):
        in_order = dict(zip((row.number for row in typed), inputs, strict=True))
    else:
        in_order = _alike(typed, inputs)
        totals |= _sums_above(typed, in_order, inputs)
    done = []
    for row in block:
        if row.by_hand or row.number in totals:
            done.append(row if row.by_hand else replace(row, kind="total"))
            continue
        item = in_order.get(row.number)
        by_place = f"{question.code}/{item.code}" if question is not None and item is not None else None
        done.append(_weigh(row, by_place, codes.get(row.number), question))
    return done


def _alike(typed: list[Row], inputs: list[Input]) -> dict[int, Input]:
    """Row number → input, where a row and an input are each other's nearest text: one row too many or too few."""
    near = {(row.number, item.code): _likeness(item.text, row.text) for row in typed for item in inputs}
    found = {}
    for row in typed:
        item = max(inputs, key=lambda each: near[row.number, each.code], default=None)
        if item is None or near[row.number, item.code] < ALIKE:
            continue
        best = max(typed, key=lambda each: near[each.number, item.code])
        if best is row:
            found[row.number] = item
    return found


def _likeness(one: str, other: str) -> float:
    """Likeness of two texts; of equally alike ones the text without further words is the nearer."""
    left, right = words(one), words(other)
    return similarity(one, other) + len(left & right) / max(1, len(left | right)) / 100


def _sums_above(typed: list[Row], known: dict[int, Input], inputs: list[Input]) -> set[int]:
    """Rows "Jumlah …" that no input claims, once every input has its row: sums of the rows below, not asked for."""
    if len(known) < len(inputs):
        return set()
    last = max(known, default=0)
    free = [row for row in typed if row.number not in known and row.number < last]
    return {row.number for row in free if row.text.casefold().startswith("jumlah")}


def _adds_up(block: list[Row], index: int, computed: frozenset[int]) -> bool:
    """A dash further left than the dashes right below it is the sum of those (rows 175 and 182)."""
    row = block[index]
    if row.ident is not None and row.ident in computed:
        return True
    return index + 1 < len(block) and block[index + 1].offset > row.offset


def _weigh(row: Row, by_place: str | None, by_id: str | None, question: Question | None) -> Row:
    if by_id is not None and "/" not in by_id:
        by_id = None
    if by_place == by_id or by_place is None or by_id is None:
        code = by_place or by_id
        if code is None:
            return replace(row, why="Isian jumlah ini tidak ditemukan padanannya di instrumen.")
        if question is not None and not code.startswith(f"{question.code}/"):
            return replace(row, why=f"Menurut susunan bagian dari {question.code}, menurut ID {code}.")
        return _vouched(row, code, by_place, by_id, question)
    texts = {f"{question.code}/{item.code}": item.text for item in question.inputs} if question else {}
    if by_id in texts and by_place in texts:
        nearer = similarity(texts[by_id], row.text) - similarity(texts[by_place], row.text)
        if abs(nearer) >= DECIDES:
            code, witness = (by_id, IDENT) if nearer > 0 else (by_place, HIERARCHY)
            remark = f"Menurut susunan {by_place}, menurut ID {by_id}; dipakai {code}. {DOUBT}"
            return replace(row, code=code, witnesses=(witness, TEXT), confidence=LOW, remark=remark)
    return replace(
        row, why=f"Menurut susunan baris ini {by_place}, menurut ID {by_id}. Betulkan ID atau urutannya."
    )


def _vouched(row: Row, code: str, by_place: str | None, by_id: str | None, question: Question | None) -> Row:
    item = code.partition("/")[2]
    texts = [i.text for i in question.inputs if i.code == item] if question is not None else []
    alike = bool(texts) and similarity(texts[0], row.text) >= ALIKE
    witnesses = tuple(name for name, there in ((HIERARCHY, by_place), (IDENT, by_id), (TEXT, alike)) if there)
    return replace(row, code=code, witnesses=witnesses, confidence=HIGH if len(witnesses) > 1 else MEDIUM)
