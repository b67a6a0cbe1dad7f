"""The cheapest way as texts: what to raise from where to where, what it gains and costs; or what is out of reach."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from assessments.engine.answers import Given, display
from assessments.engine.cheapest import OutOfReach, Raise, Way
from assessments.engine.instrument import Instrument, Question
from assessments.engine.scoring import two
from assessments.engine.verdict import TOTAL
from assessments.panels import HASIL, Shown
from assessments.panels.thresholds import Row, rows_of
from assessments.views.answering.rows import answer_text, slug_of


@dataclass(frozen=True)
class StepRow(Shown):
    """One question to raise; `mine`: it lies in the person's pokja."""

    code: str
    text: str
    page: str
    slug: str
    before: str
    after: str
    gain: str
    steps: int
    effort: int
    mine: bool


@dataclass(frozen=True)
class Lacking(Shown):
    """A minimum out of reach, in words; `advice` where a survey could reach it."""

    name: str
    text: str
    advice: str


@dataclass(frozen=True)
class WayShown(Shown):
    """`before` → `after`: the total; `supposable`: a survey result would help; `rows`: the minima after all steps."""

    predicate: str
    steps: tuple[StepRow, ...]
    lacking: tuple[Lacking, ...]
    supposable: bool
    effort: int
    gain: str
    before: str
    after: str
    rows: tuple[Row, ...]


def way_shown(
    predicate: str,
    way: Way,
    instrument: Instrument,
    answers: Mapping[str, Given],
    areas: Collection[str] | None,
) -> WayShown:
    """The way for the page; `areas` of the person's pokja, None: all."""
    total, reached = (next(line for line in lines if line.what == TOTAL) for lines in (way.lines, way.after))
    return WayShown(
        predicate=predicate,
        steps=tuple(_step(one, answers, areas) for one in way.raises),
        lacking=tuple(_lacking(one, instrument) for one in way.missing),
        supposable=bool(least_indices(way, instrument)),
        effort=way.effort,
        gain=two(reached.value - total.value),
        before=two(total.value),
        after=two(reached.value),
        rows=rows_of(instrument, way.after),
    )


def target_text(one: Raise) -> str:
    """Where the answer goes: "B — Sebagian …", "Jumlah agen: 8; … (75,00%)", "sekurang-kurangnya 75%", "100%"."""
    level = one.level
    if one.question.kind == "choice":
        return answer_text(one.question, Given(level.answer))
    if level.answer is not None:
        return f"{display(one.question, Given(level.answer))} ({two(level.value * 100)}%)"
    least = "" if level.value == 1 else "sekurang-kurangnya "
    return f"{'turun ' if one.question.kind == 'decrease' else ''}{least}{int(level.value * 100)}%"


def _step(one: Raise, answers: Mapping[str, Given], areas: Collection[str] | None) -> StepRow:
    question = one.question
    return StepRow(
        code=question.code,
        text=question.text,
        page=question.area or HASIL,
        slug=slug_of(question.code),
        before=_from(question, answers.get(question.code)),
        after=target_text(one),
        gain=two(one.gain),
        steps=one.steps,
        effort=one.effort,
        mine=areas is None or question.area in areas,
    )


def _from(question: Question, given: Given | None) -> str:
    text = display(question, given)
    return text[:1].upper() + text[1:]


def _lacking(one: OutOfReach, instrument: Instrument) -> Lacking:
    (row,) = rows_of(instrument, (one.best,))
    return Lacking(
        row.name, f"paling tinggi {row.value} dari {row.minimum}, {row.gap}", _advice(one, instrument)
    )


def _advice(one: OutOfReach, instrument: Instrument) -> str:
    least = _least_index(one, instrument)
    return f"indeks survei perlu sekurang-kurangnya {least[1].replace('.', ',')}" if least else ""


def least_indices(way: Way, instrument: Instrument) -> dict[str, str]:
    """Index question → the least index, in hundredths, that reaches the minimum which stands for it alone."""
    return dict(least for one in way.missing if (least := _least_index(one, instrument)))


def _least_index(one: OutOfReach, instrument: Instrument) -> tuple[str, str] | None:
    component = instrument.components_by_code.get(one.line.what)
    questions = [question for leaf in component.walk() for question in leaf.questions] if component else []
    if component is None or len(questions) != 1:
        return None
    (question,) = questions
    if question.kind != "index" or question.maximum is None:
        return None
    least = one.line.minimum / component.weight * question.maximum
    hundredths = -(-least.numerator * 100 // least.denominator)
    return question.code, f"{hundredths // 100}.{hundredths % 100:02}"
