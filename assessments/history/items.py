"""One thing that happened, in words: what a line of the history shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assessments.engine.answers import Given, display
from assessments.engine.instrument import Question
from assessments.engine.text_diff import Part, word_diff
from assessments.engine.workflow import TRANSITIONS
from assessments.history.standing import EMPTY
from assessments.models import Sheet, StateChange
from assessments.panels import Shown

STEP, ANSWERED, PROOF, ROUNDS, ABOVE, TPI, TPN, PAPER = (
    "langkah",
    "jawaban",
    "bukti",
    "perbaikan",
    "pendahuluan",
    "tpi",
    "tpn",
    "dokumen",
)
KINDS = {
    STEP: "Langkah",
    ANSWERED: "Jawaban unit",
    PROOF: "Bukti",
    ROUNDS: "Perbaikan",
    ABOVE: "Penilaian pendahuluan",
    TPI: "Lembar TPI",
    TPN: "Nilai TPN",
    PAPER: "Dokumen",
}
KIND_OF_SHEET = {
    Sheet.Kind.UNIT: ANSWERED,
    Sheet.Kind.DRAFT: ANSWERED,
    Sheet.Kind.PRELIMINARY: ABOVE,
    Sheet.Kind.MEMBER: TPI,
    Sheet.Kind.TPI: TPI,
    Sheet.Kind.TPN: TPN,
}
PARTIES = {
    Sheet.Kind.UNIT: "Jawaban unit",
    Sheet.Kind.DRAFT: "Jawaban unit dalam perbaikan",
    Sheet.Kind.PRELIMINARY: "Penilaian pendahuluan",
    Sheet.Kind.TPI: "Jawaban akhir TPI",
    Sheet.Kind.TPN: "Nilai TPN",
}
UNRECORDED = "Riwayat sebelum ini tidak tercatat."


@dataclass(frozen=True)
class Line(Shown):
    """A value in words; `old` is empty where there was none."""

    label: str
    old: str
    new: str


@dataclass(frozen=True)
class Text(Shown):
    """A longer text with its changes word by word."""

    label: str
    pieces: tuple[Part, ...]


@dataclass(frozen=True)
class Item(Shown):
    """A line of the history. `order` tells things of one instant apart; `by` is filled in when names are known."""

    kind: str
    at: datetime
    title: str
    code: str = ""
    actor_id: int | None = None
    role: str = ""
    order: int = 0
    by: str = ""
    lines: tuple[Line, ...] = ()
    texts: tuple[Text, ...] = ()
    hint: str = ""

    @property
    def label(self) -> str:
        """The kind in words."""
        return KINDS[self.kind]


def answer_change(
    question: Question, before: Given, after: Given
) -> tuple[tuple[Line, ...], tuple[Text, ...]]:
    """What changed between two answers: value and source as lines, the note word by word."""
    old, new = (in_words(question, one) for one in (before, after))
    lines = (Line("Jawaban", "" if before == EMPTY else old, new),) if old != new or before == EMPTY else ()
    lines += changed_line("Sumber", before.source, after.source)
    return lines, changed_text("Catatan", before.note, after.note)


def in_words(question: Question, one: Given) -> str:
    """An answer as text, a choice with its criteria."""
    text = display(question, one)
    option = question.option_by_code.get(text) if question.kind == "choice" else None
    return f"{text}. {option.criteria}" if option and option.criteria else text


def changed_line(label: str, old: str, new: str) -> tuple[Line, ...]:
    """A value that changed; nothing where it did not."""
    return (Line(label, old, new or "dikosongkan"),) if old != new else ()


def changed_text(label: str, old: str, new: str) -> tuple[Text, ...]:
    """A text with its changes, as it is where it is new; nothing where nothing changed."""
    if not old:
        return plain_text(label, new)
    return (Text(label, word_diff(old, new)),) if old != new else ()


def plain_text(label: str, text: str) -> tuple[Text, ...]:
    """A text as it is; nothing for an empty one."""
    return (Text(label, (Part("same", text),)),) if text else ()


def proof_lines(told: Mapping[str, Any]) -> tuple[Line, ...]:
    """Where in a document the proof stands, and what its content was."""
    content = str(told.get("content") or told.get("sha256") or told.get("url") or "")
    found = [
        ("Halaman", str(told.get("locator") or "")),
        ("Periode", str(told.get("speaks_of") or "")),
        ("Tautan" if "/" in content else "Sidik isi", content),
    ]
    return tuple(Line(label, "", text) for label, text in found if text)


def step_item(change: StateChange, *, reason: bool) -> Item:
    """A move of the workflow; its `reason` only where it is open to the reader."""
    return Item(
        kind=STEP,
        at=change.at,
        title=TRANSITIONS[change.name].label if change.name in TRANSITIONS else change.name,
        actor_id=change.by_id,
        role=change.role,
        lines=(Line("Tahap", change.get_source_display(), change.get_target_display()),),
        texts=plain_text("Alasan", change.reason) if reason else (),
    )
