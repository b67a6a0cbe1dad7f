"""Weighs what vouches for a row's code: hierarchy, row id, answer type, likeness of the text.

Where hierarchy and id disagree the row is not understood, unless its text or type decides between the two.
"""

from __future__ import annotations

from dataclasses import dataclass

from assessments.engine.instrument import Instrument, Question

from .answer_types import fits, similarity, type_label
from .hierarchy import Step
from .recognised import HIERARCHY, HIGH, IDENT, LOW, MEDIUM, TEXT, TYPE, Row

DECIDES = 0.25  # by so much must the text be nearer to one of two readings
ALIKE = 0.5  # from here on the text vouches for a question
ELSEWHERE = 0.4  # by so much must the text be nearer to a neighbour to raise a doubt; in a real sheet: 0.33
DOUBT = "Keyakinan rendah: periksa apakah barisnya benar."


@dataclass(frozen=True)
class Verdict:
    """What becomes of a row: its code and what vouches for it, or why it has none; a remark for the user."""

    code: str | None
    why: str = ""
    remark: str = ""
    witnesses: tuple[str, ...] = ()
    confidence: str = HIGH


def weigh(row: Row, step: Step, by_id: Question | None, instrument: Instrument) -> Verdict:
    """The verdict on a row that the hierarchy or its id call a question."""
    by_place = step.question
    if by_place is None or by_id is None or by_place is by_id:
        question = by_place or by_id
        if question is None:
            return Verdict(None, "Baris ini tidak dikenali.")
        if not fits(question, row.shown):
            return Verdict(None, type_differs(row, question))
        return _unopposed(row, step, question, by_id, instrument)
    place_fits, id_fits = fits(by_place, row.shown), fits(by_id, row.shown)
    nearer = similarity(by_id.text, row.text) - similarity(by_place.text, row.text)
    said = f"Menurut susunan {by_place.code}, menurut ID {by_id.code}"
    if id_fits and (step.weak or not place_fits or nearer >= DECIDES) and nearer > -DECIDES:
        return Verdict(
            by_id.code, "", f"{said}; dipakai {by_id.code}. {DOUBT}", (IDENT, *_own(row, by_id)), LOW
        )
    if place_fits and (not id_fits or nearer <= -DECIDES):
        return Verdict(
            by_place.code,
            "",
            f"{said}; dipakai {by_place.code}. {DOUBT}",
            (HIERARCHY, *_own(row, by_place)),
            LOW,
        )
    return Verdict(
        None,
        f"Menurut susunan baris ini {by_place.code}, menurut ID {by_id.code}. Betulkan ID atau hurufnya.",
    )


def _unopposed(
    row: Row, step: Step, question: Question, by_id: Question | None, instrument: Instrument
) -> Verdict:
    witnesses = _own(row, question)
    if by_id is not None:
        witnesses = (IDENT, *witnesses)
    if step.question is None:
        remark = f"{question.code} dikenali dari ID baris saja."
        return Verdict(question.code, "", remark, witnesses, MEDIUM)
    witnesses = (HIERARCHY, *witnesses)
    other = _nearer_neighbour(row, question, instrument) if by_id is None else None
    if other is not None:
        remark = f"Menurut susunan {question.code}, tetapi teksnya lebih mirip {other.code}. {DOUBT}"
        return Verdict(question.code, "", remark, witnesses, LOW)
    return Verdict(question.code, "", "", witnesses, sureness(witnesses, weak=step.weak))


def _own(row: Row, question: Question) -> tuple[str, ...]:
    """The witnesses in the row itself: its answer type, its text."""
    typed = (TYPE,) if row.shown is not None and fits(question, row.shown) else ()
    return (*typed, TEXT) if similarity(question.text, row.text) >= ALIKE else typed


def sureness(witnesses: tuple[str, ...], *, weak: bool = False) -> str:
    """How sure unopposed witnesses make a code: hierarchy (unless weak) and id weigh double."""
    weight = sum(2 if witness in (HIERARCHY, IDENT) else 1 for witness in witnesses) - weak
    return HIGH if weight >= 3 else MEDIUM if weight == 2 else LOW


def _nearer_neighbour(row: Row, question: Question, instrument: Instrument) -> Question | None:
    """A question of the same leaf and type whose text the row has rather than its own."""
    own = similarity(question.text, row.text)
    for other in instrument.components_by_code[question.component].questions:
        nearer = similarity(other.text, row.text) - own
        if other is not question and fits(other, row.shown) and nearer >= ELSEWHERE:
            return other
    return None


def type_differs(row: Row, question: Question) -> str:
    """Why a row of another answer type is not that question."""
    shown = row.shown.text if row.shown is not None else ""
    return f"Pilihan jawaban di berkas “{shown}”, di instrumen {question.code} “{type_label(question)}”."
