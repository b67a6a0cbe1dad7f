"""The mark at a question whose answer was taken over and waits to be looked at, and how many wait where."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from assessments import queries
from assessments.carrying.source import shows_finals
from assessments.engine.comparison import same_answer
from assessments.engine.instrument import Instrument, Question
from assessments.loaded import instrument_of
from assessments.models import Answer, Assessment, CarriedItem, Sheet
from assessments.panels import Shown
from assessments.stored import given
from assessments.views.answering.rows import answer_text


@dataclass(frozen=True)
class CarriedMark(Shown):
    """What stands at the question. `final`: TPI's final answer of that year where it said otherwise than the unit."""

    year: int
    counts: bool
    remark: str
    final: str
    final_note: str

    @property
    def year_text(self) -> str:
        """The year as text, for templates that put it into a sentence."""
        return str(self.year)


@dataclass(frozen=True)
class Unchecked(Shown):
    """How many answers of a page wait. `codes`: those that can be confirmed together, which leaves the counts."""

    number: int
    codes: tuple[str, ...]

    @property
    def counts(self) -> int:
        """How many are counts."""
        return self.number - len(self.codes)


def unchecked_in(waiting: Collection[str], questions: Iterable[Question]) -> Unchecked:
    """Those of some questions that wait. No queries."""
    found = [question for question in questions if question.code in waiting]
    return Unchecked(len(found), tuple(question.code for question in found if not question.inputs))


def by_component(instrument: Instrument, waiting: Collection[str]) -> dict[str, int]:
    """Component code → how many answers below it wait. No queries."""
    found: dict[str, int] = {}
    for code in waiting:
        for component in instrument.path(instrument.questions[code].component):
            found[component.code] = found.get(component.code, 0) + 1
    return found


def marks_of(
    user, assessment: Assessment, sheet: Sheet | None, questions: Collection[Question]
) -> dict[str, CarriedMark]:
    """Question → its mark, for those that wait; no query where none does, else three."""
    waiting = set(sheet.unconfirmed) if sheet else set()
    codes = {question.code: question for question in questions if question.code in waiting}
    if not codes:
        return {}
    rows = CarriedItem.objects.filter(assessment=assessment, kind=CarriedItem.Kind.ANSWER, code__in=codes)
    items = {item.code: item for item in rows.select_related("carry")}
    sources = {
        source.pk: source
        for source in queries.visible_assessments(user).filter(
            pk__in={item.carry.source_id for item in items.values()}
        )
    }
    open_to = [source for source in sources.values() if shows_finals(user, source)]
    finals = {
        (answer.sheet.assessment_id, answer.code): answer
        for answer in Answer.objects.filter(
            sheet__assessment__in=open_to,
            sheet__kind=Sheet.Kind.TPI,
            code__in={item.old_code for item in items.values()},
        ).select_related("sheet")
    }
    unit = queries.answers_of(sheet)
    return {
        code: _mark(item, sources, finals, codes[code], unit.get(code))
        for code, item in items.items()
        if item.carry.source_id in sources
    }


def _mark(
    item: CarriedItem, sources: dict[int, Assessment], finals: dict, question: Question, mine: Answer | None
) -> CarriedMark:
    source = sources[item.carry.source_id]
    final = finals.get((source.pk, item.old_code))
    old = instrument_of(source.period).questions[item.old_code]
    said = given(final) if final else None
    differs = (
        said is not None
        and old.kind == question.kind
        and not same_answer(old, given(mine) if mine else None, said)
    )
    return CarriedMark(
        year=source.period.year,
        counts=bool(question.inputs),
        remark=item.remark,
        final=answer_text(old, said) if differs and said else "",
        final_note=said.note if differs and said else "",
    )
