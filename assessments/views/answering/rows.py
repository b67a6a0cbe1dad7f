"""One question as the page shows it: what is stored, or what was typed and could not be stored."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assessments.checklist import Checklist
from assessments.engine.answers import (
    BadValue,
    Given,
    clean_value,
    display,
    is_answered,
    needs_note,
    needs_source,
)
from assessments.engine.instrument import Component, Question
from assessments.engine.scoring import question_value, two
from assessments.forms.answering import COUNT, Typed
from assessments.models import Answer, Comment, EvidenceUse, SurveyIndex
from assessments.panels import Shown
from assessments.registers import Offer
from assessments.services.errors import Conflict
from assessments.stored import given as given_of
from assessments.survey_offers import SurveyOffer, is_unfounded
from assessments.templatetags.zi import clock, plain
from units.models import Instansi

UNFOUNDED = (
    "Sumber ini menyebut survei portal, tetapi tidak ada survei portal unit ini dengan indeks dan sumber yang sama "
    "persis. Pakai indeks surveinya, atau tulis sumber yang sebenarnya."
)


@dataclass(frozen=True)
class OptionRow(Shown):
    """A choice with its criteria."""

    code: str
    criteria: str
    id: str
    checked: bool


@dataclass(frozen=True)
class CountRow(Shown):
    """A typed count; `value` as text, as it was typed."""

    name: str
    id: str
    text: str
    value: str


@dataclass(frozen=True)
class ConflictRow(Shown):
    """Two answers to choose from, as texts."""

    theirs: str
    theirs_note: str
    mine: str
    mine_note: str
    by: str
    at: str
    version: int


@dataclass(frozen=True)
class Problem(Shown):
    """Why what was typed is not stored; the typed answer stays in the form. `kept`: it can only be read here."""

    typed: Typed
    message: str = ""
    conflict: ConflictRow | None = None
    kept: str = ""


@dataclass(frozen=True)
class FinalRow(Shown):
    """TPI's final answer after release; `differs` when it is not the unit's."""

    text: str
    note: str
    differs: bool


@dataclass(frozen=True)
class Asked(Shown):
    """What TPI asks of the unit at a question, and the reply; `box` is its form, None: only to read."""

    text: str
    reply: str
    box: Shown | None


@dataclass(frozen=True)
class QuestionRow(Shown):
    """A question with its answer; texts are finished, with comma. `asked`: what TPI asks in an open round;
    `recorded`: the index that a survey gave, beside the answer; `surveys`: the unit's own in the portal; `checklist`
    of its evidence and `register`, what the unit's registers count, for the unit alone; `carried`: it was taken over
    from an earlier year and waits to be looked at.
    """

    question: Question
    slug: str
    letter: str
    options: tuple[OptionRow, ...]
    counts: tuple[CountRow, ...]
    index: str
    none_yet: bool
    note: str
    source: str
    version: int
    answered: bool
    points: str
    worth: str
    percent: str
    hint: str
    clearable: bool
    saved_at: str
    saved_by: str
    problem: Problem | None
    evidence: tuple[EvidenceUse, ...]
    comments: tuple[Comment, ...]
    final: FinalRow | None
    editable: bool = False
    asked: Asked | None = None
    recorded: str = ""
    checklist: Checklist | None = None
    carried: Shown | None = None
    register: Offer | None = None
    surveys: tuple[SurveyOffer, ...] = ()

    @property
    def code(self) -> str:
        """The code of the question."""
        return self.question.code

    @property
    def problem_links(self) -> int:
        """How many links among its evidence were found dead or behind a login."""
        return sum(use.revision.seen is not None and use.revision.seen.is_problem for use in self.evidence)

    @property
    def range(self) -> str:
        """The range of an index: "0 sampai 4"."""
        low, high = self.question.minimum, self.question.maximum
        return f"{plain(low)} sampai {plain(high)}" if low is not None and high is not None else ""

    @property
    def saved_state(self) -> str:
        """State of the badge: belum, tersimpan, gagal, bentrok."""
        if self.problem is not None:
            return "bentrok" if self.problem.conflict else "gagal"
        return "tersimpan" if self.saved_at else "belum"


def slug_of(code: str) -> str:
    """A code as part of an id that CSS can name: "A-I-1-i-a"."""
    return re.sub(r"[^A-Za-z0-9_-]", "-", code)


def question_row(
    question: Question,
    leaf: Component,
    answer: Answer | None,
    *,
    instansi: Instansi,
    reader_id: int,
    editable: bool,
    problem: Problem | None = None,
    evidence: tuple[EvidenceUse, ...] = (),
    comments: tuple[Comment, ...] = (),
    final: Answer | None = None,
    asked: Asked | None = None,
    recorded: SurveyIndex | None = None,
    checklist: Checklist | None = None,
    carried: Shown | None = None,
    register: Offer | None = None,
    surveys: tuple[SurveyOffer, ...] = (),
) -> QuestionRow:
    """Show `answer`, or in its fields what was typed when there is a `problem`. No queries: the answer brings its
    writer along (`queries.signed_answers_of`).
    """
    stored = given_of(answer) if answer else Given()
    shown = problem.typed.given if problem else stored
    value, slug = question_value(question, stored), slug_of(question.code)
    worth = leaf.weight / len(leaf.questions)
    return QuestionRow(
        question=question,
        slug=slug,
        letter=question.code.rsplit(".", 1)[-1] if question.code != leaf.code else "",
        options=tuple(
            OptionRow(o.code, o.criteria, f"o-{slug}-{o.code}", shown.value == o.code)
            for o in question.options
        ),
        counts=_counts(question, slug, shown),
        index=shown.value.replace(".", ",")
        if question.kind == "index" and isinstance(shown.value, str)
        else "",
        none_yet=shown.none_yet,
        note=shown.note,
        source=shown.source,
        version=problem.typed.seen if problem else answer.version if answer else 0,
        answered=is_answered(question, stored),
        points=two(value * worth),
        worth=two(worth),
        percent=f"{two(value * 100)}%" if question.kind != "choice" and is_answered(question, stored) else "",
        hint=_hint(question, stored, surveys),
        clearable=editable and (stored.value is not None or stored.none_yet),
        saved_at=clock(answer.updated_at, instansi) if answer else "",
        saved_by=str(answer.updated_by) if answer and answer.updated_by_id != reader_id else "",
        problem=problem,
        evidence=evidence,
        comments=comments,
        final=_final(question, stored, given_of(final)) if final else None,
        editable=editable,
        asked=asked,
        recorded=recorded_text(recorded),
        checklist=checklist,
        carried=carried,
        register=register,
        surveys=surveys,
    )


def recorded_text(index: SurveyIndex | None) -> str:
    """The recorded index of a survey in one sentence; empty without one."""
    return (
        "" if index is None else f"Indeks tercatat: {index.value.replace('.', ',')}. Sumber: {index.source}"
    )


def conflict_row(question: Question, typed: Typed, conflict: Conflict, instansi: Instansi) -> ConflictRow:
    """Both answers as texts; what was typed is shown as typed when it is no answer to the question."""
    stored = conflict.stored if isinstance(conflict.stored, Answer) else None
    return ConflictRow(
        theirs=answer_text(question, given_of(stored) if stored else Given()),
        theirs_note=stored.note if stored else "",
        mine=answer_text(question, typed.given),
        mine_note=typed.given.note,
        by=str(stored.updated_by) if stored else "orang lain",
        at=clock(stored.updated_at, instansi) if stored else "",
        version=stored.version if stored else 0,
    )


def answer_text(question: Question, given: Given) -> str:
    """An answer in full: "B — Ditetapkan tetapi belum berkontribusi", "3,6 (sumber: …)", "Jumlah agen: 7; …"."""
    try:
        value = None if given.none_yet else clean_value(question, given.value)
        text = display(question, Given(value=value, none_yet=given.none_yet))
    except BadValue:
        return raw_text(given)
    if question.kind == "choice" and isinstance(value, str):
        return f"{value} — {question.option_by_code[value].criteria}"
    if question.kind == "index" and given.source.strip():
        return f"{text} (sumber: {given.source.strip()})"
    return text[:1].upper() + text[1:]


def raw_text(given: Given) -> str:
    """What was typed, as it was typed."""
    if isinstance(given.value, Mapping):
        return "; ".join(f"{name}: {text}" for name, text in given.value.items())
    return str(given.value or "")


def message_at(question: Question, error: Exception) -> str:
    """The message of a refused value for people who see the question: its code is named by its text or not at all."""
    text = str(error)
    for item in question.inputs:
        text = text.replace(f"{question.code}/{item.code}: ", f"{item.text}: ")
    text = text.removeprefix(f"{question.code}: ")
    return text[:1].upper() + text[1:]


def _counts(question: Question, slug: str, shown: Given) -> tuple[CountRow, ...]:
    typed = shown.value if isinstance(shown.value, Mapping) else {}
    return tuple(
        CountRow(f"{COUNT}{item.code}", f"n-{slug}-{item.code}", item.text, str(typed.get(item.code, "")))
        for item in question.inputs
    )


def _final(question: Question, unit: Given, final: Given) -> FinalRow:
    differs = (unit.value, unit.none_yet) != (final.value, final.none_yet)
    return FinalRow(text=answer_text(question, final), note=final.note, differs=differs)


def _hint(question: Question, given: Given, surveys: Iterable[SurveyOffer]) -> str:
    """What is still missing for the answer to count, or does not hold of its source, in one sentence."""
    if needs_note(given):
        return "Tuliskan alasannya di catatan; tanpa itu “belum ada” belum terhitung sebagai jawaban."
    if needs_source(question, given):
        return "Tuliskan sumber indeks ini: survei, periode, dan jumlah responden."
    if is_unfounded(given, surveys):
        return UNFOUNDED
    if question.inputs and given.value and not is_answered(question, given):
        return "Isi semua jumlah; tanpa itu persentasenya belum terhitung."
    return ""
