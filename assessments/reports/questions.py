"""Questions as rows: the answers side by side, under them what was written and what proves it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from assessments.engine.answers import Given, clean_value, display
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
    """One question with everything that was said of it."""
    texts = tuple(_texts(question, sides, evidence.get(question.code, ())))
    return QuestionRow(
        code=question.code,
        text=question.text,
        cells=tuple(_cell(question, side) for side in sides),
        texts=texts,
        short=sum(len(text) for _, text in texts) < LONG,
    )


def _cell(question: Question, side: Side) -> Cell:
    answer = short_answer(question, side.given.get(question.code))
    return Cell(answer, two(side.score.questions[question.code]))


def short_answer(question: Question, told: Given | None) -> str:
    """An answer for a narrow column: counts as "7 / 9"."""
    value = clean_value(question, told.value) if told is not None and not told.none_yet else None
    if isinstance(value, dict):
        return " / ".join(str(value.get(item.code, "–")) for item in question.inputs)
    return display(question, told)


def _criteria(question: Question, sides: Sequence[Side]) -> str:
    """What the chosen letters stand for, each once: "C: …; B: …"."""
    chosen: dict[str, str] = {}
    for side in sides:
        told = side.given.get(question.code)
        if told is not None and not told.none_yet and told.value is not None and question.kind == "choice":
            option = question.option_by_code[str(clean_value(question, told.value))]
            chosen[option.code] = option.criteria
    return "; ".join(f"{code}: {criteria}" for code, criteria in chosen.items())


def _texts(
    question: Question, sides: Sequence[Side], uses: Sequence[EvidenceUse]
) -> Iterator[tuple[str, str]]:
    if criteria := _criteria(question, sides):
        yield "Kriteria", criteria
    if question.inputs:
        yield "Isian", " / ".join(item.text for item in question.inputs)
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
