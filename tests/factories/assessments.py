"""Periods, assessments, sheets and answers, written past the services: where a test starts."""

import random
from collections.abc import Mapping
from datetime import timedelta

from django.utils import timezone

from assessments.engine.answers import Given
from assessments.engine.instrument import Instrument, Question
from assessments.loaded import instrument_of
from assessments.models import Answer, Assessment, Period, Sheet, State
from assessments.queries import with_team
from assessments.services.scoring import rewrite_totals
from tests.factories.versions import load_policy
from units.models import Instansi, UnitKerja


def make_period(instansi: Instansi, year: int = 2026, policy: str = "policy-2024", **extra) -> Period:
    """A year whose window has been open for 30 days and stays open for 30; 60 days are left for TPI."""
    version = load_policy(policy)
    now = timezone.now()
    fields = {
        "opens_on": timezone.localdate() - timedelta(days=30),
        "deadline": now + timedelta(days=30),
        "tpi_deadline": now + timedelta(days=60),
    }
    return Period.objects.create(
        instansi=instansi, year=year, policy=version, instrument=version.instrument, **{**fields, **extra}
    )


def make_assessment(
    period: Period, unit: UnitKerja, state: str = State.TERDAFTAR, target: str = "WBK"
) -> Assessment:
    """An assessment in a state, with the annotation `team_id` that the rules read."""
    row = Assessment.objects.create(
        period=period, unit=unit, state=state, state_since=timezone.now(), target=target
    )
    return fresh(row)


def fresh(assessment: Assessment) -> Assessment:
    """The same assessment read again, with `team_id`, unit, instansi and period."""
    return (
        with_team(Assessment.objects.all())
        .select_related("unit__instansi", "period__instrument", "period__policy")
        .get(pk=assessment.pk)
    )


def set_state(assessment: Assessment, state: str) -> Assessment:
    """Put the assessment into a state without a move, guard or trace; returns it read again."""
    Assessment.objects.filter(pk=assessment.pk).update(state=state, state_since=timezone.now())
    return fresh(assessment)


def make_sheet(assessment: Assessment, kind: str = Sheet.Kind.UNIT, owner=None, **extra) -> Sheet:
    """The sheet of a kind (the owner's, for a member), created empty with its totals when missing."""
    sheet, created = Sheet.objects.get_or_create(
        assessment=assessment, kind=kind, owner=owner, defaults=extra
    )
    if created:
        rewrite_totals(sheet, assessment.period, [])
    return sheet


def fill_answers(sheet: Sheet, how: str | Mapping = "best", *, by, seed: int = 1) -> dict[str, Answer]:
    """Answer a sheet anew and rewrite its totals; gives code → row.

    `how`: "best" (100 points), "worst" (0 points, all answered), "random" (same seed, same answers), or a
    mapping of code to `Given` or plain value (only these are answered).
    """
    period = sheet.assessment.period
    wanted = answers_for(instrument_of(period), how, seed=seed)
    sheet.answers.all().delete()
    rows = [
        Answer(
            sheet=sheet,
            code=code,
            value=given.value,
            none_yet=given.none_yet,
            note=given.note,
            source=given.source,
            version=1,
            updated_by=by,
            updated_at=timezone.now(),
        )
        for code, given in wanted.items()
    ]
    Answer.objects.bulk_create(rows)
    rewrite_totals(sheet, period, rows)
    return {row.code: row for row in Answer.objects.filter(sheet=sheet)}


def answers_for(instrument: Instrument, how: str | Mapping = "best", *, seed: int = 1) -> dict[str, Given]:
    """The answers that `fill_answers` writes, as the engine takes them."""
    if isinstance(how, Mapping):
        return {c: v if isinstance(v, Given) else _given(instrument.questions[c], v) for c, v in how.items()}
    dice = random.Random(seed)
    pick = {
        "best": lambda q: _extreme(q, 1),
        "worst": lambda q: _extreme(q, 0),
        "random": lambda q: _any(q, dice),
    }
    return {code: _given(question, pick[how](question)) for code, question in instrument.questions.items()}


def _given(question: Question, value) -> Given:
    source = "Survei 2026, Januari–Juni, 240 responden" if question.kind == "index" else ""
    return Given(value=value, source=source)


def _extreme(question: Question, end: int):
    if question.kind == "choice":
        choose = max if end else min
        return choose(question.options, key=lambda option: option.value).code
    if question.kind == "index":
        return str(question.maximum if end else question.minimum)
    if question.kind == "decrease":
        return {i.code: 4 if (i.code == question.before or not end) else 0 for i in question.inputs}
    due = {i.code: 4 for i in question.inputs}
    return due | dict.fromkeys(question.part, 4 * len(question.whole) if end else 0)


def _any(question: Question, dice: random.Random):
    if question.kind == "choice":
        return dice.choice(question.options).code
    if question.kind == "index":
        return (
            f"{dice.randint(0, 4)}" if dice.random() < 0.2 else f"{dice.randint(0, 3)}.{dice.randint(1, 9)}"
        )
    return {i.code: dice.randint(0, 30) for i in question.inputs}
