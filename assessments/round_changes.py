"""What a round of perbaikan changed at a question: two frozen submissions beside each other. No queries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from assessments.engine.answers import Given
from assessments.engine.text_diff import Part, word_diff
from assessments.models import EvidenceUse, Round

Content = Mapping[str, Any]


@dataclass(frozen=True)
class Proof:
    """A piece of evidence as it was submitted: which revision, and where in it."""

    revision: int
    locator: str = ""


@dataclass(frozen=True)
class Change:
    """One question before and after. `added` and `removed` are the evidence."""

    before: Given
    after: Given
    added: tuple[Proof, ...] = ()
    removed: tuple[Proof, ...] = ()

    @property
    def answer_differs(self) -> bool:
        """Whether another answer is given; notes and sources aside."""
        return (self.before.value, self.before.none_yet) != (self.after.value, self.after.none_yet)

    @property
    def note(self) -> tuple[Part, ...]:
        """The note, word by word; empty where it is the same."""
        return _diff(self.before.note, self.after.note)

    @property
    def source(self) -> tuple[Part, ...]:
        """The source of an index, word by word; empty where it is the same."""
        return _diff(self.before.source, self.after.source)

    @property
    def is_nothing(self) -> bool:
        """Whether all stayed as it was: the unit only replied."""
        return self.before == self.after and not self.added and not self.removed


def _diff(before: str, after: str) -> tuple[Part, ...]:
    return word_diff(before, after) if before != after else ()


def change_between(before: Given, after: Given, had: Iterable[Proof], has: Iterable[Proof]) -> Change:
    """The change at one question, from its answers and its evidence."""
    old, new = tuple(had), tuple(has)
    return Change(
        before,
        after,
        added=tuple(proof for proof in new if proof not in old),
        removed=tuple(proof for proof in old if proof not in new),
    )


def change_at(before: Content, after: Content, code: str) -> Change:
    """The change at one question between the contents of two submissions."""
    return change_between(
        given_in(before, code), given_in(after, code), proofs_in(before, code), proofs_in(after, code)
    )


def change_in(found: Round, code: str) -> Change | None:
    """What an answered round changed at a question; None for a round without a new submission."""
    if found.before is None or found.submission is None:
        return None
    return change_at(found.before.content, found.submission.content, code)


def given_in(content: Content, code: str) -> Given:
    """The answer to a question in a submission."""
    stored = content["answers"].get(code, {})
    return Given(**{name: stored[name] for name in ("value", "none_yet", "note", "source") if name in stored})


def proofs_in(content: Content, code: str) -> tuple[Proof, ...]:
    """The evidence of a question in a submission."""
    return tuple(Proof(one["revision"], one["locator"]) for one in content["evidence"].get(code, ()))


def proof_of(use: EvidenceUse) -> Proof:
    """A use as the submission would keep it."""
    return Proof(use.revision_id, use.locator)


__all__ = ["Change", "Proof", "change_at", "change_between", "change_in", "given_in", "proof_of", "proofs_in"]
