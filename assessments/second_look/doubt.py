"""What the checks look at and what they find. Plain values; no queries."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import cached_property

from assessments.engine.answers import Given, is_answered
from assessments.engine.instrument import Instrument, Question
from assessments.engine.scoring import ZERO, question_value


class Weight(StrEnum):
    """How much a doubt matters: `HEAVY` is what an assessor is likely to mark down or ask back."""

    HEAVY = "berat"
    LIGHT = "ringan"


@dataclass(frozen=True)
class Proof:
    """A piece of evidence at a question: `document` its id, `content` what makes two files the same ("" for a link)."""

    code: str
    document: int
    title: str
    content: str = ""
    speaks_from: date | None = None
    speaks_until: date | None = None


@dataclass(frozen=True)
class Seen:
    """The unit's answers and evidence as the reader may see them, and the same unit's answers of an earlier year."""

    instrument: Instrument
    year: int
    answers: Mapping[str, Given]
    proofs: tuple[Proof, ...] = ()
    before: Mapping[str, Given] = field(default_factory=dict)
    before_year: int | None = None

    @cached_property
    def answered(self) -> dict[str, Question]:
        """The questions that count as answered, in the order of the sheet."""
        found = self.instrument.questions.items()
        return {code: question for code, question in found if is_answered(question, self.answers.get(code))}

    @cached_property
    def values(self) -> dict[str, Fraction]:
        """What each answered question is worth, 0..1."""
        return {
            code: question_value(question, self.answers.get(code)) for code, question in self.answered.items()
        }

    def claims(self, code: str) -> bool:
        """True when the answer to a question is worth something."""
        return self.values.get(code, ZERO) > ZERO

    def denies(self, code: str) -> bool:
        """True when a question is answered, with something that is worth nothing."""
        return code in self.values and self.values[code] == ZERO

    def count(self, place: str, *, before: bool = False) -> int | None:
        """A typed count by its place ("A.II.1.i.a/agen"); None while it is not typed."""
        code, _, part = place.partition("/")
        given = (self.before if before else self.answers).get(code)
        if given is None or given.none_yet or not isinstance(given.value, Mapping):
            return None
        return given.value.get(part)


@dataclass(frozen=True)
class Doubt:
    """One thing worth a second look. `subject` names it among those of its check; `codes` are its questions, the one to
    mend first; `about` are the facts that it rests on: when they change, what was said of it no longer holds.
    """

    check: str
    subject: str
    weight: Weight
    title: str
    text: str
    codes: tuple[str, ...]
    about: tuple[str, ...] = ()

    @property
    def mark(self) -> str:
        """64 hex digits that change with the facts."""
        told = "\x1f".join((self.check, self.subject, *self.codes, "", *self.about))
        return hashlib.sha256(told.encode()).hexdigest()


Check = Callable[[Seen], Iterator[Doubt]]
