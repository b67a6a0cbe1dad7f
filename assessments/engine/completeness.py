"""What a sheet still lacks before it can be handed on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .answers import Given, is_answered, needs_note, needs_source
from .instrument import Instrument


@dataclass(frozen=True)
class Gaps:
    """Codes of questions, in the order of the sheet. A question marked "belum ada" is not unanswered."""

    unanswered: tuple[str, ...]
    without_note: tuple[str, ...]
    without_source: tuple[str, ...]

    @property
    def none(self) -> bool:
        """Whether nothing is lacking."""
        return not (self.unanswered or self.without_note or self.without_source)


def gaps(instrument: Instrument, answers: Mapping[str, Given]) -> Gaps:
    """The questions unanswered, "belum ada" without a note, and indices without a source."""
    pairs = [(question, answers.get(code)) for code, question in instrument.questions.items()]
    return Gaps(
        tuple(q.code for q, given in pairs if not is_answered(q, given) and not needs_note(given)),
        tuple(q.code for q, given in pairs if needs_note(given)),
        tuple(q.code for q, given in pairs if needs_source(q, given)),
    )
