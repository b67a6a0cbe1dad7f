"""What a person decides on single rows: this row is that question, or is left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from assessments.engine.instrument import Instrument

from .answer_types import fits, type_label
from .entries import Filled, Finding
from .recognised import HAND, HIGH, Row

LEFT_OUT = "-"
SOURCE = "sumber"


def decided(assigned: Mapping[int, str], instrument: Instrument) -> Callable[[Row], Row | None]:
    """The decisions as what the recognisers ask at each row."""

    def decide(row: Row) -> Row | None:
        code = assigned.get(row.number)
        if code is None:
            return row
        return None if code == LEFT_OUT else _assign(row, code, instrument)

    return decide


def _assign(row: Row, code: str, instrument: Instrument) -> Row:
    """The row as the person wants it: with its code, or without one and with the reason why not."""
    base, _, part = code.partition("/")
    question = instrument.questions.get(base)
    parts = [item.code for item in question.inputs] if question is not None else []
    if question is not None and question.kind == "index":
        parts.append(SOURCE)
    if question is None or (part and part not in parts):
        return replace(
            row, code=None, question=None, why=f"Kode {code} tidak ada di instrumen.", by_hand=True
        )
    if part:
        kind = "source" if part == SOURCE else "count"
        suits = row.shown is None or row.shown.kind in ("other", "count")
    else:
        kind, suits = "question", fits(question, row.shown)
    if not suits:
        shown, own = (
            row.shown.text if row.shown is not None else "",
            "Jumlah" if part else type_label(question),
        )
        why = f"Pilihan jawaban di berkas “{shown}”, di instrumen {code} “{own}”."
        return replace(row, kind=kind, code=None, question=None, why=why, by_hand=True)
    return replace(
        row, kind=kind, code=code, question=question, why="", witnesses=(HAND,), confidence=HIGH, by_hand=True
    )


def wrongly_assigned(filled: Filled, assigned: Mapping[int, str]) -> Iterator[Finding]:
    """Bad for each decision that cannot be: an unknown code, another answer type, a row that is not there."""
    others = {row.number: row for row in filled.others}
    known = {entry.row.number for entry in filled.entries}
    for number, code in sorted(assigned.items()):
        row = others.get(number)
        if row is not None and row.by_hand:
            yield Finding(
                "bad", filled.place(number), f"Baris ini tidak dapat menjadi {code}. {row.why}", row.text
            )
        elif code != LEFT_OUT and row is None and number not in known:
            yield Finding(
                "bad", filled.place(number), f"Baris yang dipilih untuk {code} tidak ada di lembar."
            )
