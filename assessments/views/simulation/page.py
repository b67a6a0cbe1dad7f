"""The page of the simulation: the score before and after, every question as a field, and the cheapest way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assessments import queries, round_reads
from assessments.engine.answers import Given
from assessments.engine.cheapest import USUAL
from assessments.engine.instrument import Instrument, Question
from assessments.engine.scoring import Score, score, two
from assessments.forms.answering import NONE_YET
from assessments.loaded import instrument_of, policy_of
from assessments.models import Assessment, Sheet
from assessments.panels import HASIL, Row, Shown, panels
from assessments.rules import RELEASED, may
from assessments.stored import given
from assessments.views.answering.page import area_name, questions_of
from assessments.views.answering.rows import slug_of
from assessments.views.simulation.typed import EFFORT, WHOLE_AREA, Simulated, field_names, shown_value

UNSAID = Given()


@dataclass(frozen=True)
class Change(Shown):
    """A minimum, or an area, as it stands and as simulated."""

    before: Row
    after: Row

    @property
    def moved(self) -> bool:
        """Whether the simulation moves it."""
        return self.before.value != self.after.value


@dataclass(frozen=True)
class Minima(Shown):
    """The minima of a predicate: how many were met and are met in the simulation."""

    predicate: str
    rows: tuple[Change, ...]
    before: int
    met: int
    of: int
    note: str


@dataclass(frozen=True)
class Box(Shown):
    """One field: `label` names a count."""

    name: str
    label: str
    value: str


@dataclass(frozen=True)
class Field(Shown):
    """A question in the form. `options`: (value, text) of a choice; else `boxes`."""

    code: str
    slug: str
    text: str
    options: tuple[tuple[str, str], ...]
    boxes: tuple[Box, ...]
    effort: int
    effort_name: str
    worth: str
    changed: bool
    error: str


@dataclass(frozen=True)
class Part(Shown):
    """An area or Hasil, with its fields."""

    code: str
    name: str
    fields: tuple[Field, ...]
    effort_name: str

    @property
    def changed(self) -> int:
        """How many answers differ."""
        return sum(field.changed for field in self.fields)

    @property
    def is_open(self) -> bool:
        """Whether something in it needs a look."""
        return any(field.changed or field.error for field in self.fields)


def start_of(user, assessment: Assessment, *, wanted: str) -> tuple[str, dict[str, Given]]:
    """(name of the sheet, its answers). `wanted` "tpi" is TPI's final sheet, only after release and for those who may
    read it; else the unit's: what was submitted, for the unit itself in an open round with what it is mending.
    """
    if wanted == "tpi" and may_start_from_tpi(user, assessment):
        found = queries.final_answers_of(assessment)
        return "TPI", {code: given(answer) for code, answer in found.items()}
    sheet = assessment.sheets.filter(kind=Sheet.Kind.UNIT).first()
    answers = queries.answers_of(sheet)
    if may(user, "reply", assessment):
        answers |= round_reads.draft_answers_of(assessment)
    return "unit", {code: given(answer) for code, answer in answers.items()}


def may_start_from_tpi(user, assessment: Assessment) -> bool:
    """Whether TPI's final sheet is released and open to the person."""
    return assessment.state in RELEASED and may(user, "view_final", assessment)


def figures(assessment: Assessment, start: Mapping[str, Given], simulated: Simulated) -> dict:
    """What moves with every change: totals, areas and minima, before and after. No queries."""
    instrument, policy = instrument_of(assessment.period), policy_of(assessment.period)
    before, after = score(instrument, start), score(instrument, simulated.answers)
    pairs = zip(panels(policy, instrument, before), panels(policy, instrument, after), strict=True)
    return {
        "before": two(before.total),
        "after": two(after.total),
        "moved": two(abs(after.total - before.total)),
        "rises": after.total > before.total,
        "falls": after.total < before.total,
        "changed": len(simulated.changed),
        "errors": list(simulated.errors.values()),
        "areas": _areas(instrument, before, after),
        "minima": [
            Minima(
                old.predicate,
                tuple(Change(was, now) for was, now in zip(old.rows, new.rows, strict=True)),
                before=old.met,
                met=new.met,
                of=new.of,
                note=new.note,
            )
            for old, new in pairs
        ],
    }


def _areas(instrument: Instrument, before: Score, after: Score) -> list[dict[str, str]]:
    return [
        {
            "code": area,
            "name": name,
            "before": two(before.areas[area].points),
            "after": two(after.areas[area].points),
            "weight": two(after.areas[area].weight),
        }
        for area, name in instrument.areas.items()
    ]


def parts(assessment: Assessment, simulated: Simulated) -> list[Part]:
    """The form. No queries."""
    instrument = instrument_of(assessment.period)
    return [
        Part(
            code,
            area_name(instrument, code),
            tuple(_field(instrument, question, simulated) for question in questions_of(instrument, code)),
            f"{WHOLE_AREA}{code}",
        )
        for code in (*instrument.areas, HASIL)
    ]


def _field(instrument: Instrument, question: Question, simulated: Simulated) -> Field:
    names = field_names(question)
    values = shown_value(question, simulated.answers.get(question.code, UNSAID))
    labels = [item.text for item in question.inputs] or ["Indeks"]
    boxes = tuple(
        Box(name, label, simulated.raw.get(name, value))
        for name, label, value in zip(names, labels, values, strict=True)
    )
    options: tuple[tuple[str, str], ...] = ()
    if question.kind == "choice":
        said = tuple((option.code, f"{option.code} — {option.criteria}") for option in question.options)
        options = (("", "Belum dijawab"), *said, (NONE_YET, "Belum ada"))
    return Field(
        code=question.code,
        slug=slug_of(question.code),
        text=question.text,
        options=options,
        boxes=boxes,
        effort=simulated.efforts.get(question.code, USUAL),
        effort_name=f"{EFFORT}{question.code}",
        worth=two(instrument.worths[question.code]),
        changed=question.code in simulated.changed,
        error=simulated.errors.get(question.code, ""),
    )
