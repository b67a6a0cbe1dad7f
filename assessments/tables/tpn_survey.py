"""TPN's external survey of each unit: who asked how many, and the indices that replace TPI's (90/2021 p. 55-56)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from assessments.engine.instrument import Question
from assessments.engine.policy_model import Stage
from assessments.loaded import instrument_of, policy_of
from assessments.models import Answer, Assessment, Period, Sheet, State, TpnSurvey
from assessments.services.errors import Refused
from assessments.services.tpn import record_survey, remove_survey, survey_seen
from assessments.tpn_overview import FEW, is_few, survey_questions, survey_stage
from documents.workbooks.columns import Column

from .table import Key, Present, Row, Scope, Table
from .unit_column import unit_column
from .writing import attempt

WITH_SHEET = (State.PENILAIAN_TPN, State.WBK, State.WBBM, State.BELUM_MEMENUHI, State.DICABUT)
PREFIX = "index-"
GIVEN = ("value", "none_yet", "source")


def _stage(period: Period) -> Stage | None:
    return survey_stage(policy_of(period), instrument_of(period))


def questions_of(period: Period) -> dict[str, Question]:
    """Column → the index question that TPN's survey answers."""
    instrument = instrument_of(period)
    return {f"{PREFIX}{code}": q for code, q in survey_questions(instrument, _stage(period)).items()}


def _columns(scope: Scope) -> tuple[Column, ...]:
    return (
        unit_column(scope.unit_choices, "Unit yang dinilai TPN."),
        Column(
            "executor",
            "Pelaksana survei",
            "BPS atau pihak ketiga yang ditunjuk TPN.",
            required=True,
            also=("pelaksana",),
            max_length=150,
            width=24,
            example="BPS",
        ),
        Column(
            "respondents",
            "Jumlah responden",
            "Banyaknya orang yang disurvei.",
            "number",
            required=True,
            also=("responden",),
            whole=True,
            minimum=Decimal(1),
            maximum=Decimal(10**6),
            width=14,
            example="64",
        ),
        Column(
            "population",
            "Jumlah pengguna layanan",
            "Bila responden kurang dari jumlah minimal: semua pengguna layanan pada masa survei.",
            "number",
            also=("populasi",),
            clears=True,
            whole=True,
            minimum=Decimal(1),
            maximum=Decimal(10**9),
            width=18,
            example="",
        ),
        *(_index(key, question, scope) for key, question in questions_of(scope.the_period).items()),
    )


def _index(key: str, question: Question, scope: Scope) -> Column:
    parts = instrument_of(scope.the_period).walk()
    asked = {part.survey: part.questions for part in parts if part.survey}
    alone = [name for name, questions in asked.items() if [q.code for q in questions] == [question.code]]
    return Column(
        key,
        f"Indeks {alone[0] if alone else question.code}",
        f"{question.text}: indeks TPN, yang menggantikan indeks TPI.",
        "number",
        required=True,
        also=(question.code, f"Indeks {question.code}", question.text),
        max_length=6,
        minimum=_decimal(question.minimum),
        maximum=_decimal(question.maximum),
        width=14,
        example="3,61",
    )


def _decimal(number: Fraction | None) -> Decimal | None:
    return None if number is None else Decimal(number.numerator) / Decimal(number.denominator)


def row_key(values: Mapping[str, str]) -> Key:
    """A unit."""
    return (values["unit"],)


def _present(scope: Scope) -> dict[Key, Present]:
    """Every unit with a sheet of TPN, whether or not its survey is recorded: a filled template lists them all. Two
    queries.
    """
    keys = questions_of(scope.the_period)
    codes = [question.code for question in keys.values()]
    rows = Answer.objects.filter(
        sheet__assessment__period=scope.the_period, sheet__kind=Sheet.Kind.TPN, code__in=codes
    )
    indices = {(pk, code): v for pk, code, v in rows.values_list("sheet__assessment_id", "code", "value")}
    found: dict[Key, Present] = {}
    units = Assessment.objects.filter(
        period=scope.the_period, state__in=WITH_SHEET, proposal_unit__isnull=False
    )
    for a in units.select_related("unit", "proposal_unit__survey").order_by("unit__code"):
        survey = getattr(a.proposal_unit, "survey", None)
        values = {"unit": a.unit.code} | (_told(survey) if survey else {})
        if survey:
            values |= {key: str(indices.get((a.pk, q.code)) or "") for key, q in keys.items()}
        found[row_key(values)] = Present(values, a)
    return found


def _told(survey: TpnSurvey) -> dict[str, str]:
    population = "" if survey.population is None else str(survey.population)
    return {
        "executor": survey.executor,
        "respondents": str(survey.respondents),
        "population": population,
    }


def _judge(scope: Scope, rows: Sequence[Row]) -> None:
    columns, stage = _columns(scope), _stage(scope.the_period)
    for row in rows:
        if stage is None:
            row.refuse("Ketentuan tahun ini tidak mengenal survei TPN.", "unit")
        elif row.before is None:
            row.refuse("Unit ini tidak dinilai TPN tahun ini.", "unit")
        elif row.changes and row.thing.state != State.PENILAIAN_TPN:
            row.refuse("Unit ini sudah ditetapkan, jadi surveinya tidak dapat diubah.", "unit")
        elif row.changes:
            for column in columns:
                if column.required and not row.get(column.key):
                    row.refuse(f"{column.title} belum diisi.", column.key)
            if not row.problems:
                _warn(row, stage)


def _warn(row: Row, stage: Stage | None) -> None:
    if stage is not None and is_few(stage, int(row.get("respondents")), _number(row.get("population"))):
        row.note(FEW.format(stage.min_respondents), "respondents")


def _number(text: str) -> int | None:
    return int(text) if text else None


def _apply(scope: Scope, rows: Sequence[Row]) -> list[dict[str, Any]]:
    keys, done = questions_of(scope.the_period), []
    for row in sorted(rows, key=lambda row: row.thing.pk):  # as all locks go
        was = row.before if row.before and row.before.get("executor") else None
        answers = _answers(row.thing, [question.code for question in keys.values()])
        if attempt(scope, row, lambda row=row: _save(scope, row.thing, row.get)) is not None:
            done.append({"pk": row.thing.pk, "before": was, "answers": answers})
    return done


def _answers(a: Assessment, codes: Sequence[str]) -> dict[str, dict[str, Any]]:
    """What the questions of the survey say in TPN's sheet, as undoing gives it back; one query."""
    rows = Answer.objects.filter(sheet__assessment=a, sheet__kind=Sheet.Kind.TPN, code__in=codes)
    return {row["code"]: {key: row[key] for key in GIVEN} for row in rows.values("code", *GIVEN)}


def _save(scope: Scope, a: Assessment, said: Callable[[str], str]) -> TpnSurvey:
    stored = getattr(a.proposal_unit, "survey", None)
    a.period = scope.the_period
    return record_survey(
        a.pk,
        executor=said("executor"),
        respondents=int(said("respondents")),
        population=_number(said("population")),
        indices={q.code: said(key) for key, q in questions_of(scope.the_period).items()},
        seen=survey_seen(stored, a),
        actor=scope.actor,
    )


def _undo(scope: Scope, records: Sequence[dict[str, Any]]) -> None:
    """Give back what stood: the survey before, or none and what its questions said then."""
    units = {stands.thing.pk: stands.thing for stands in _present(scope).values()}
    decided = [a for r in records if (a := units[r["pk"]]).state != State.PENILAIAN_TPN]
    if decided:
        raise Refused(*[f"{a.unit}: sudah ditetapkan, jadi surveinya tidak dapat diubah." for a in decided])
    for record in sorted(records, key=lambda record: record["pk"]):
        if record["before"] is None:
            remove_survey(record["pk"], answers=record["answers"], actor=scope.actor)
        else:
            _save(scope, units[record["pk"]], record["before"].__getitem__)


TPN_SURVEY = Table(
    key="survei-tpn",
    title="Survei TPN",
    sheet="Survei TPN",
    purpose="Mencatat hasil survei eksternal TPN setiap unit; indeksnya menggantikan indeks TPI dalam lembar TPN.",
    needs="period",
    columns=_columns,
    identify=("unit",),
    row_key=row_key,
    present=_present,
    judge=_judge,
    apply=_apply,
    undo=_undo,
    hints=(
        "Satu baris satu unit. Templat terisi memuat semua unit yang dinilai TPN tahun itu.",
        "Baris yang tidak diubah tidak menulis apa pun.",
    ),
)
