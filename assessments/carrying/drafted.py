"""What a draft of the taking over holds: what comes along, and what is left behind with the reason."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from assessments.carrying.source import Source
from assessments.engine.answers import Given
from assessments.engine.carrying import CarryMapping, Pair
from assessments.engine.instrument import Question
from assessments.models import Activity, Answer, EvidenceLine, EvidenceUse
from documents.models import Revision

LABELS = {
    "answer": "Jawaban",
    "evidence": "Bukti",
    "line": "Butir bukti",
    "plan": "Kegiatan rencana aksi",
}


@dataclass(frozen=True)
class AnswerDraft:
    """An answer that comes along; `told` is how it stood in its year, `stored` this year's row where there is one."""

    pair: Pair
    question: Question
    given: Given
    told: Given
    stored: Answer | None

    @property
    def counts(self) -> bool:
        """Whether it is made of counts, which belong to a year by nature."""
        return bool(self.question.inputs)


@dataclass(frozen=True)
class EvidenceDraft:
    """A piece of evidence that comes along, in the newest revision of its document."""

    question: Question
    use: EvidenceUse
    revision: Revision


@dataclass(frozen=True)
class LineDraft:
    """A line of the check-list that comes along."""

    question: Question
    line: EvidenceLine


@dataclass(frozen=True)
class Left:
    """What stays behind. `code` is the question of the earlier year."""

    kind: str
    code: str
    what: str
    why: str

    def plain(self) -> dict[str, str]:
        """As it is stored with the taking over."""
        return {"kind": self.kind, "code": self.code, "what": self.what, "why": self.why}


@dataclass
class Draft:
    """All of it, in the order of the earlier sheet."""

    source: Source
    mapping: CarryMapping | None
    answers: list[AnswerDraft] = field(default_factory=list)
    evidence: list[EvidenceDraft] = field(default_factory=list)
    lines: list[LineDraft] = field(default_factory=list)
    activities: list[Activity] = field(default_factory=list)
    successors: dict[str, str] = field(default_factory=dict)  # question → question of this year
    left: list[Left] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether nothing comes along."""
        return not (self.answers or self.evidence or self.lines or self.activities)

    @property
    def kinds(self) -> list[str]:
        """The kind of each thing that comes along."""
        found = {
            "answer": self.answers,
            "evidence": self.evidence,
            "line": self.lines,
            "plan": self.activities,
        }
        return [kind for kind, things in found.items() for _ in things]


def counted(kinds: Iterable[str]) -> Iterator[tuple[str, int]]:
    """(label, how many) of each kind that occurs."""
    listed = list(kinds)
    for kind, label in LABELS.items():
        if number := listed.count(kind):
            yield label, number
