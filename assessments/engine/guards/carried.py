"""Answers taken over from an earlier year, before a submission."""

from __future__ import annotations

from ..facts import Facts, Refusal, given
from ..wording import listed


def carried_answers_are_checked(facts: Facts) -> list[Refusal]:
    """Nothing of an earlier year is submitted unseen: someone of the unit has confirmed or changed each answer."""
    codes = given(facts.carried_unchecked, "carried_unchecked")
    if not codes:
        return []
    text = f"{len(codes)} jawaban dari tahun sebelumnya belum diperiksa ulang: {listed(codes)}."
    return [Refusal(text, "answers?periksa")]
