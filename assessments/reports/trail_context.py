"""What the template of the trail is given: plain values, every instant and number already a text."""

from __future__ import annotations

from dataclasses import dataclass

from assessments.engine.text_diff import Part
from assessments.reports.context import Subject


@dataclass(frozen=True)
class Step:
    """A move of the workflow."""

    at: str
    title: str
    states: str
    by: str
    reason: str


@dataclass(frozen=True)
class Sent:
    """A submission: what it is called, who made it, its hash, how much was in it."""

    name: str
    at: str
    by: str
    content_hash: str
    answers: int
    evidence: int
    total: str


@dataclass(frozen=True)
class Asked:
    """A request of a round, the reply, and what changed; `changes` are (label, old, new), `note` the note's change."""

    code: str
    question: str
    request: str
    reply: str
    replied: str
    changes: tuple[tuple[str, str, str], ...]
    note: tuple[Part, ...]


@dataclass(frozen=True)
class RoundRow:
    """A round; without `asked` where the requests are not printed."""

    number: int
    opened: str
    due: str
    closed: str
    reason: str
    asked: tuple[Asked, ...]


@dataclass(frozen=True)
class Judge:
    """Who sat in the team for this unit: `state` in words, `acts` what happened to the sheet."""

    name: str
    seat: str
    state: str
    acts: tuple[str, ...]


@dataclass(frozen=True)
class Signed:
    """A signature; `void` says why it fell."""

    seat: str
    name: str
    at: str
    content_hash: str
    void: str


@dataclass(frozen=True)
class Voice:
    """What a member answered."""

    name: str
    answer: str
    note: str


@dataclass(frozen=True)
class Final:
    """A question with the unit's answer and TPI's final one; `decided` and `voices` in the team's variant alone."""

    code: str
    question: str
    unit: str
    final: str
    worth: str
    note: str
    decided: str
    voices: tuple[Voice, ...]


@dataclass(frozen=True)
class FinalGroup:
    """The final answers of one area or of Hasil."""

    name: str
    rows: tuple[Final, ...]


@dataclass(frozen=True)
class Proof:
    """A piece of evidence: what it proves, where in it, its content as SHA-256 or address."""

    code: str
    title: str
    content: str
    added: str
    removed: str


@dataclass(frozen=True)
class Paper:
    """An issued document; `superseded` says since when it holds no more."""

    name: str
    id: str
    at: str
    by: str
    content_hash: str
    superseded: str


@dataclass(frozen=True)
class ChainState:
    """The audit: hash of its last entry, how many there are, and what verifying it gave."""

    head: str
    length: int
    problems: tuple[str, ...]


@dataclass(frozen=True)
class Trail:
    """The trail of one unit; instrument and policy as (name, hash). What is empty or None is not part of the reader's
    variant, or does not exist yet.
    """

    subject: Subject
    state: str
    printed: str
    reader: str
    instrument: tuple[str, str]
    policy: tuple[str, str]
    steps: tuple[Step, ...]
    sent: tuple[Sent, ...]
    rounds: tuple[RoundRow, ...]
    with_requests: bool
    released: str
    with_members: bool
    judges: tuple[Judge, ...]
    signed: tuple[Signed, ...]
    finals: tuple[FinalGroup, ...]
    proofs: tuple[Proof, ...]
    papers: tuple[Paper, ...]
    chain: ChainState | None
