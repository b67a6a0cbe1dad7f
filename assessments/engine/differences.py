"""What TPI judged otherwise and what is left to mend: the unit's and the final answers side by side, exactly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from .answers import Given
from .comparison import same_answer
from .instrument import Instrument, Question
from .scoring import ONE, question_value


@dataclass(frozen=True)
class Difference:
    """One question: its value (0..1) to the unit and to TPI, and `full`, its points of the total at full value.

    `same`: both say the same, notes aside. Two different answers can be worth the same.
    """

    question: Question
    unit: Fraction
    tpi: Fraction
    full: Fraction
    same: bool

    @property
    def points(self) -> Fraction:
        """What TPI's judgement adds to the total of 100, negative where it takes away."""
        return (self.tpi - self.unit) * self.full


@dataclass(frozen=True)
class Mend:
    """A question that is not worth its full value to TPI. `note` is TPI's, "" without one; `lower`: rated lower than
    by the unit; `gain`: points of the total still to be had.
    """

    question: Question
    note: str
    lower: bool
    gain: Fraction

    @property
    def text(self) -> str:
        """What to do: TPI's note, or what the full value asks for."""
        return self.note or full_criteria(self.question)


def full_points(instrument: Instrument) -> dict[str, Fraction]:
    """Question code → its points of the total of 100 at full value, in the order of the sheet: a leaf's weight,
    shared evenly among its questions.
    """
    return {
        question.code: leaf.weight / len(leaf.questions)
        for leaf in instrument.walk()
        for question in leaf.questions
    }


def differences(
    instrument: Instrument, unit: Mapping[str, Given], tpi: Mapping[str, Given]
) -> tuple[Difference, ...]:
    """Every question of the sheet, differing or not. Added up, `points` is TPI's total less the unit's."""
    full = full_points(instrument)
    return tuple(
        Difference(
            question=question,
            unit=question_value(question, unit.get(code)),
            tpi=question_value(question, tpi.get(code)),
            full=full[code],
            same=same_answer(question, unit.get(code), tpi.get(code)),
        )
        for code, question in instrument.questions.items()
    )


def to_mend(instrument: Instrument, unit: Mapping[str, Given], tpi: Mapping[str, Given]) -> tuple[Mend, ...]:
    """The questions that are not worth their full value in TPI's final answers, in the order of the sheet."""
    return tuple(
        Mend(found.question, _note(tpi.get(found.question.code)), found.tpi < found.unit, gain)
        for found in differences(instrument, unit, tpi)
        if (gain := (ONE - found.tpi) * found.full) > 0
    )


def full_criteria(question: Question) -> str:
    """What the full value of a question asks for, as a sentence."""
    if not question.options:
        return "Tingkatkan capaian dan lengkapi datanya."
    best = max(question.options, key=lambda option: option.value)
    return f"Penuhi kriteria jawaban {best.code}: {best.criteria}."


def _note(given: Given | None) -> str:
    return given.note.strip() if given is not None else ""
