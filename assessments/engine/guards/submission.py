"""Submission to TPI: nothing left open, and in time."""

from __future__ import annotations

from ..facts import Facts, Refusal, given
from ..wording import listed, long_time


def answers_are_complete(facts: Facts) -> list[Refusal]:
    """Every question answered, or "belum ada" with a note; every index with its source."""
    unanswered = given(facts.unanswered, "unanswered")
    without_note = given(facts.without_note, "without_note")
    without_source = given(facts.without_source, "without_source")
    found = []
    if unanswered:
        text = f"{len(unanswered)} pertanyaan belum dijawab: {listed(unanswered)}."
        found.append(Refusal(text, "answers?belum"))
    if without_note:
        text = f"{len(without_note)} jawaban “belum ada” belum diberi catatan: {listed(without_note)}. Tulis alasannya."
        found.append(Refusal(text, "answers?tanpa_catatan"))
    if without_source:
        text = (
            f"{len(without_source)} indeks belum disebut sumbernya: {listed(without_source)}. "
            "Tulis survei, periode, dan jumlah respondennya."
        )
        found.append(Refusal(text, "answers?tanpa_sumber"))
    return found


def deadline_has_not_passed(facts: Facts) -> list[Refusal]:
    """Up to and with the instant of the deadline."""
    deadline = given(facts.deadline, "deadline")
    if given(facts.now, "now") <= deadline:
        return []
    text = f"Batas pengajuan, {long_time(deadline)}, sudah lewat. Minta admin inspektorat mengubah jadwalnya."
    return [Refusal(text, "periode")]
