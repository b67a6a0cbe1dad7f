"""One answer as a cell of a dense table: the code of a choice, the numbers of counts and indices. No queries."""

from collections.abc import Mapping
from typing import NamedTuple

from assessments.engine.answers import Given
from assessments.engine.comparison import same_answer
from assessments.engine.instrument import Question
from assessments.engine.scoring import judged, two
from assessments.views.answering.rows import answer_text

NOTHING = ("–", "", "Belum dijawab", False)


class Cell(NamedTuple):
    """What a party says. `label`: who (the head of the column on small screens); `text` the short form, `small` its
    percent, `title` the answer in full; `css`: "", "is-other" (than the unit), "is-empty", "is-muted" (not counted).
    """

    label: str
    text: str
    small: str
    title: str
    css: str = ""


class Cells:
    """The cells of one question; parties who say the same share their texts."""

    def __init__(self, question: Question, unit: Given | None) -> None:
        """`unit`: the answer from which a cell can differ."""
        self.question, self.unit = question, unit
        self._said: dict[tuple, tuple[str, str, str, bool]] = {}

    def cell(self, label: str, given: Given | None, *, muted: bool = False, is_unit: bool = False) -> Cell:
        """The cell of a party."""
        text, small, title, answered = self._texts(given)
        if not answered:
            css = "is-empty"
        else:
            css = "" if is_unit or same_answer(self.question, self.unit, given) else "is-other"
        return Cell(label, text, small, title, f"{css} is-muted" if muted else css)

    def _texts(self, given: Given | None) -> tuple[str, str, str, bool]:
        if given is None:
            return NOTHING
        simple = given.value is None or isinstance(given.value, str)
        key = (given.value if simple else repr(given.value), given.none_yet, not given.note)
        if key not in self._said:
            self._said[key] = short(self.question, given)
        return self._said[key]


def short(question: Question, given: Given) -> tuple[str, str, str, bool]:
    """(short text, percent or "", full text, whether it counts as answered): "A", "7/8" and "87,50%", "3,6"."""
    if not given.none_yet and isinstance(given.value, str) and given.value in question.option_by_code:
        return given.value, "", f"{given.value} — {question.option_by_code[given.value].criteria}", True
    value, answered = judged(question, given)
    if not answered:
        return NOTHING
    full = answer_text(question, Given(given.value, given.none_yet))
    if given.none_yet:
        return "belum ada", "", full, True
    percent = f"{two(value * 100)}%"
    if question.kind == "index":
        return str(given.value).replace(".", ","), percent, full, True
    counts = given.value if isinstance(given.value, Mapping) else {}
    if question.kind == "ratio":
        return f"{_sum(counts, question.part)}/{_sum(counts, question.whole)}", percent, full, True
    return f"{counts[question.before]} → {counts[question.after]}", percent, full, True


def _sum(counts: Mapping[str, int], codes: tuple[str, ...]) -> int:
    return sum(counts[code] for code in codes)
