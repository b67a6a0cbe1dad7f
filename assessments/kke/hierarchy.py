"""Rebuilds codes from the hierarchy that a sheet shows: one level a column, a marker and a text a row."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from assessments.engine.instrument import Component, Instrument, Question

from .answer_types import AnswerType, fits, similarity

_SIGN = r"([A-Za-z]|[IVXLivxl]{1,5}|\d{1,2})"  # a letter, a Roman or an Arabic number
_MARKER = re.compile(rf"{_SIGN}\s*[.)]?")
_MARKER_AND_TEXT = re.compile(rf"{_SIGN}[.)]\s+(\S.*)", re.DOTALL)
_DASHES = "-–—•"
_TOTAL = re.compile(r"(total|jumlah nilai|nilai (hasil )?evaluasi)\b", re.IGNORECASE)
NAME_MATCH = 0.5  # from here on a heading counts as the same name


@dataclass(frozen=True)
class Line:
    """What the hierarchy cells of one row say. `offset` counts level columns from 0; `marker` "" without one."""

    offset: int
    marker: str
    text: str


@dataclass(frozen=True)
class Step:
    """What the hierarchy makes of a row.

    `kind`: component, heading, question, count, total or text. `weak`: a question that the hierarchy
    cannot vouch for alone (already passed, or reached without a letter of its own).
    """

    kind: str
    component: Component | None = None
    question: Question | None = None
    weak: bool = False


def parse_line(texts: Mapping[int, str]) -> Line | None:
    """The line of a row from its non-empty hierarchy cells (offset → text); None without any."""
    filled = sorted((offset, text.strip()) for offset, text in texts.items() if text.strip())
    if not filled:
        return None
    offset, first = filled[0]
    rest = " ".join(text for _, text in filled[1:])
    if rest and (first in _DASHES or _MARKER.fullmatch(first)):
        return Line(offset, "-" if first in _DASHES else first.strip(" .)"), rest)
    whole = f"{first} {rest}".strip()
    if whole[0] in _DASHES and len(whole) > 1:
        return Line(offset, "-", whole[1:].strip())
    match = _MARKER_AND_TEXT.fullmatch(whole)
    if match:
        return Line(offset, match.group(1), match.group(2))
    return Line(offset, "", whole)


def segment(code: str) -> str:
    """The last part of a code: "A.I.1.i.a" → "a"."""
    return code.rpartition(".")[2]


class Walker:
    """Walks the rows from top to bottom and keeps the place in the instrument. Never goes back by itself."""

    def __init__(self, instrument: Instrument, *, typed: bool = True, flat: bool = False) -> None:
        """`typed`: the sheet has a column of answer types, so that a row without one is no question.

        `flat`: all levels share one column (or one for markers, one for texts), so that columns say nothing.
        """
        self.instrument, self.typed, self.flat = instrument, typed, flat
        self.order = {code: number for number, code in enumerate(_codes(instrument))}
        self.path: tuple[Component, ...] = ()
        self.position = -1
        self.question: Question | None = None
        self.heading = ""

    @property
    def leaf(self) -> Component | None:
        """The component whose questions may come now."""
        return self.path[-1] if self.path and self.path[-1].questions else None

    def step(self, line: Line, shown: AnswerType | None) -> Step:
        """Read one row. Moves forward where the row is recognised."""
        if shown is not None and shown.kind == "count":
            return Step("count")
        if not line.marker and _TOTAL.match(line.text):
            return Step("total")
        if line.marker and line.marker != "-":
            found = self._by_marker(line, shown)
            if found is not None:
                return found
        deep = self.flat or line.offset > len(self.path)
        if line.marker == "-" and shown is None and deep and self.question:
            return Step("count")
        if (shown is not None and line.marker == "") or (line.marker == "-" and self._asks(shown)):
            return self._unlettered(line, shown)
        return self._heading(line, shown)

    def resync(self, question: Question) -> None:
        """Take another witness's word for where the walk stands."""
        self.path = self.instrument.path(question.component)
        self.position = max(self.position, self.order[question.code])
        self.question, self.heading = question, ""

    def lose(self) -> None:
        """Forget the question: what follows belongs to a row that was not understood."""
        self.question = None

    def _by_marker(self, line: Line, shown: AnswerType | None) -> Step | None:
        child = None if self.flat else self._child(line, line.offset, exact=False)
        if child is not None:
            return self._enter(child, shown)
        question = self._lettered(line.marker)
        if question is not None and self._asks(shown) and (self.flat or line.offset >= len(self.path) - 1):
            return self._ask(question)
        if shown is None or shown.kind == "percent" or self.flat:
            return self._by_name(line, shown)
        return None

    def _by_name(self, line: Line, shown: AnswerType | None) -> Step | None:
        """A heading whose column says nothing: shifted by a column, or all levels in one."""
        found = [self._child(line, depth, exact=True) for depth in range(len(self.path), -1, -1)]
        children = [child for child in found if child is not None]
        named = [child for child in children if similarity(child.name, line.text) >= NAME_MATCH]
        if named:
            return self._enter(named[0], shown)
        return self._enter(children[0], shown) if self.flat and children and shown is None else None

    def _child(self, line: Line, depth: int, *, exact: bool) -> Component | None:
        if depth > len(self.path):
            return None
        children = self.path[depth - 1].children if depth else self.instrument.components
        for child in children:
            own = segment(child.code)
            same = own == line.marker if exact else own.casefold() == line.marker.casefold()
            if same and self.order[child.code] > self.position:
                return child
        return None

    def _enter(self, component: Component, shown: AnswerType | None) -> Step:
        self.path = self.instrument.path(component.code)
        self.position = self.order[component.code]
        self.question, self.heading = None, ""
        only = component.questions[0] if len(component.questions) == 1 else None
        if only is not None and only.code == component.code:  # a leaf of Hasil is its own question
            return self._ask(only)
        return Step("component", component=component)

    def _lettered(self, marker: str) -> Question | None:
        questions = self.leaf.questions if self.leaf else ()
        return next((q for q in questions if segment(q.code).casefold() == marker.casefold()), None)

    def _ask(self, question: Question, *, weak: bool = False) -> Step:
        passed = self.order[question.code] < self.position or question is self.question
        self.path = self.instrument.path(question.component)
        self.position = max(self.position, self.order[question.code])
        self.question, self.heading = question, ""
        return Step("question", question=question, weak=weak or passed)

    def _asks(self, shown: AnswerType | None) -> bool:
        """Whether a row with this answer type may be a question."""
        return shown is not None or not self.typed

    def _unlettered(self, line: Line, shown: AnswerType | None) -> Step:
        candidates = self._waiting(line)
        if self.heading:
            candidates = [q for q in candidates if segment(q.code) == self.heading] or candidates
        question = next((q for q in candidates if fits(q, shown)), None)
        if question is None:
            return Step("text")
        return self._ask(question, weak=line.marker == "")

    def _waiting(self, line: Line) -> list[Question]:
        """Questions that the sheet has not reached yet in the leaf, or in the leaves right below (Hasil)."""
        inside = self.flat or line.offset > len(self.path) - 1 or not self.path[:-1]
        if self.leaf is not None and inside:
            open_questions = self.leaf.questions
        else:
            parent = next((c for c in reversed(self.path) if c.children), None)
            open_questions = tuple(
                q for child in (parent.children if parent else ()) for q in child.questions
            )
        return [q for q in open_questions if self.order[q.code] >= self.position and q is not self.question]

    def _heading(self, line: Line, shown: AnswerType | None) -> Step:
        """A sub-heading inside a leaf (LHKPN, LHKASN) keeps the leaf; any other unknown heading loses it."""
        if self.leaf is None or (shown is not None and shown.kind != "percent"):
            return Step("text")
        ahead = [q for q in self.leaf.questions if self.order[q.code] > self.position]
        named = max(ahead or self.leaf.questions, key=lambda q: similarity(q.text, line.text))
        lettered = self._lettered(line.marker) if line.marker else None
        if lettered is not None or similarity(named.text, line.text) >= NAME_MATCH:
            self.heading = segment((lettered or named).code)
            self.question = None
            return Step("heading")
        if line.marker and not self.flat and line.offset < len(self.path):
            self.path, self.question = self.path[: line.offset], None
        return Step("text")


def _codes(instrument: Instrument) -> list[str]:
    """Codes of components and questions in sheet order; a leaf that is its own question stands once."""
    codes: dict[str, None] = {}
    for component in instrument.walk():
        codes[component.code] = None
        codes.update({question.code: None for question in component.questions})
    return list(codes)
