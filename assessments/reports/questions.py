"""Questions as rows: the answers side by side, under them what was written and what proves it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from assessments.engine.answers import Given, clean_value, display
from assessments.engine.comparison import same_answer
from assessments.engine.instrument import Instrument, Question
from assessments.engine.policy import Policy
from assessments.engine.scoring import two
from assessments.models import EvidenceUse
from assessments.reports.context import Cell, Group, QuestionRow, Side
from assessments.reports.figures import figure, plain, thresholds

# A row whose texts are longer may break over pages; shorter ones stay whole.
LONG = 900
Evidence = Mapping[str, Sequence[EvidenceUse]]


def groups(
    instrument: Instrument, policy: Policy, sides: Sequence[Side], evidence: Evidence
) -> tuple[Group, ...]:
    """Every leaf component with its questions, in the order of the sheet."""
    minima = thresholds(policy)
    return tuple(
        Group(
            code=leaf.code,
            path=" · ".join(part.name for part in instrument.path(leaf.code)[1:] or (leaf,)),
            weight=plain(leaf.weight),
            points=tuple(
                figure(side.score.components[leaf.code], minima.get(leaf.code, ())) for side in sides
            ),
            questions=tuple(row(question, sides, evidence) for question in leaf.questions),
        )
        for leaf in instrument.walk()
        if leaf.is_leaf
    )


def row(question: Question, sides: Sequence[Side], evidence: Evidence) -> QuestionRow:
    """One question. Criteria stand where an answer is new: not again beside the same answer."""
    cells: list[Cell] = []
    for number, side in enumerate(sides):
        told = side.given.get(question.code)
        new = number == 0 or not same_answer(question, sides[number - 1].given.get(question.code), told)
        cells.append(_cell(question, told, side, criteria=new))
    texts = tuple(_texts(question, sides, evidence.get(question.code, ())))
    return QuestionRow(
        code=question.code,
        text=question.text,
        cells=tuple(cells),
        texts=texts,
        short=sum(len(text) for _, text in texts) < LONG,
    )


def _cell(question: Question, told: Given | None, side: Side, *, criteria: bool) -> Cell:
    value = clean_value(question, told.value) if told is not None and not told.none_yet else None
    lines: tuple[str, ...] = (display(question, told),)
    chosen = ""
    if isinstance(value, dict):
        lines = tuple(f"{item.text}: {value.get(item.code, 'belum diisi')}" for item in question.inputs)
    elif value is not None and question.kind == "choice" and criteria:
        chosen = question.option_by_code[value].criteria
    return Cell(lines, chosen, two(side.score.questions[question.code]))


def _texts(
    question: Question, sides: Sequence[Side], uses: Sequence[EvidenceUse]
) -> Iterator[tuple[str, str]]:
    said: set[tuple[str, str]] = set()
    for side in sides:
        told = side.given.get(question.code)
        if told is None:
            continue
        for label, text in (("Sumber", told.source.strip()), ("Catatan", told.note.strip())):
            if text and (label, text) not in said:  # TPN's sheet starts as a copy of TPI's
                said.add((label, text))
                yield f"{label} {side.label if side.label != 'Unit' else 'unit'}", text
    if uses:
        yield "Bukti", "; ".join(evidence_name(use) for use in uses)


def evidence_name(use: EvidenceUse) -> str:
    """A piece of evidence in words: title, where in it, and that it is a link."""
    parts = [use.revision.document.title]
    if use.locator:
        parts.append(use.locator)
    if use.revision.is_link:
        parts.append("tautan")
    return ", ".join(parts)


def without_evidence(instrument: Instrument, evidence: Evidence) -> tuple[Question, ...]:
    """The questions that nothing proves, in the order of the sheet."""
    return tuple(question for code, question in instrument.questions.items() if not evidence.get(code))
