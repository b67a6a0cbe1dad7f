"""The check-list of evidence at a question: what is typical and what the unit wants itself, done or still missing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assessments.engine.instrument import Question
from assessments.models import EvidenceLine, EvidenceUse
from assessments.panels import Shown

State = EvidenceLine.State


@dataclass(frozen=True)
class Item(Shown):
    """One line. `key` names it in forms: "t2" is the second of the instrument, "b17" an own one by its id.
    `proofs`: titles of the documents tied to it. `version` is 0 while a line of the instrument has no row.
    """

    key: str
    text: str
    own: bool
    state: str
    reason: str
    version: int
    proofs: tuple[str, ...]

    @property
    def not_here(self) -> bool:
        """Whether it was said that the unit has no such thing; a piece of evidence says the contrary."""
        return self.state == State.NOT_HERE and not self.proofs

    @property
    def done(self) -> bool:
        """Ticked, or with evidence tied to it."""
        return self.state == State.TICKED or bool(self.proofs)

    @property
    def missing(self) -> bool:
        """Neither done nor without meaning for the unit."""
        return not (self.done or self.not_here)

    @property
    def css(self) -> str:
        """The class of its line."""
        return " is-done" if self.done else " is-not-here" if self.not_here else ""

    @property
    def mark(self) -> str:
        """What stands in its box."""
        return "✓" if self.done else "–" if self.not_here else ""

    @property
    def step(self) -> str:
        """What pressing the line asks for (`forms.checklist.read_step`); "" where there is nothing to press."""
        if self.proofs or self.not_here:
            return ""
        return f"{'belum' if self.done else 'ada'}:{self.key}:{self.version}"

    @property
    def said(self) -> str:
        """Its state in words: the titles of its evidence, "ada", "belum ada", or why it is not for this unit."""
        if self.proofs:
            return ", ".join(self.proofs)
        return "ada" if self.done else f"tidak berlaku: {self.reason}" if self.not_here else "belum ada"


@dataclass(frozen=True)
class Checklist(Shown):
    """The lines of one question, those of the instrument first."""

    items: tuple[Item, ...]

    @property
    def of(self) -> int:
        """How many lines count: all but those that are not for this unit."""
        return sum(not item.not_here for item in self.items)

    @property
    def done(self) -> int:
        """How many are done."""
        return sum(item.done for item in self.items)

    @property
    def missing(self) -> int:
        """How many are still missing."""
        return sum(item.missing for item in self.items)

    @property
    def shape(self) -> str:
        """The shape of its state, as of a state chip."""
        return "selesai" if not self.missing else "berjalan" if self.done else "belum"

    @property
    def text(self) -> str:
        """ "1 dari 3"."""
        return f"{self.done} dari {self.of}"

    def at(self, key: str) -> Item | None:
        """The line of a key."""
        return next((item for item in self.items if item.key == key), None)


def checklist_of(question: Question, rows: Sequence[EvidenceLine], uses: Iterable[EvidenceUse]) -> Checklist:
    """The check-list from the rows of the question and the evidence that the unit now has at it. No queries when the
    uses bring their documents along.
    """
    proofs: dict[int, list[str]] = {}
    for use in uses:
        if use.line_id is not None:
            proofs.setdefault(use.line_id, []).append(use.revision.document.title)
    typical = {row.text: row for row in rows if not row.own}
    items = [_item(f"t{at}", text, typical.get(text), proofs) for at, text in enumerate(question.evidence, 1)]
    items += [_item(f"b{row.pk}", row.text, row, proofs) for row in rows if row.own]
    return Checklist(tuple(items))


def together(lists: Iterable[Checklist]) -> str:
    """How far several check-lists are: "12 dari 31"; "" when they have no lines that count."""
    found = list(lists)
    done, of = sum(one.done for one in found), sum(one.of for one in found)
    return f"{done} dari {of}" if of else ""


def _item(key: str, text: str, row: EvidenceLine | None, proofs: dict[int, list[str]]) -> Item:
    return Item(
        key=key,
        text=text,
        own=row is not None and row.own,
        state=row.state if row else State.MISSING,
        reason=row.reason if row else "",
        version=row.version if row else 0,
        proofs=tuple(proofs.get(row.pk, ())) if row else (),
    )
