"""Indices of surveys (SPAK, SPKP) per unit, shown beside the index questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from assessments.models import Assessment, SurveyIndex
from assessments.services.survey import index_questions, record_index, remove_index
from documents.workbooks.columns import Choice, Column

from .conditions import assessments_of
from .table import Key, Present, Row, Scope, Table
from .unit_column import unit_column
from .writing import attempt


def _columns(scope: Scope) -> tuple[Column, ...]:
    questions = index_questions(scope.the_period)
    offered = tuple(Choice(code, f"{code} {q.text}"[:200], (q.text,)) for code, q in questions.items())
    lows = [q.minimum for q in questions.values() if q.minimum is not None]
    highs = [q.maximum for q in questions.values() if q.maximum is not None]
    return (
        unit_column(scope.unit_choices, "Unit yang disurvei."),
        Column(
            "code",
            "Pertanyaan",
            "Pertanyaan yang diisi dengan indeks.",
            "choice",
            required=True,
            choices=offered,
            code_first=True,
            also=("kode", "survei"),
            width=44,
            example=offered[0].label if offered else "",
        ),
        Column(
            "value",
            "Indeks",
            "Indeks survei, paling banyak empat desimal.",
            "number",
            required=True,
            also=("nilai",),
            max_length=6,
            minimum=_decimal(min(lows)) if lows else None,
            maximum=_decimal(max(highs)) if highs else None,
            width=12,
            example="3,61",
        ),
        Column(
            "source",
            "Sumber",
            "Survei, masa survei, jumlah responden.",
            required=True,
            max_length=300,
            width=48,
            example="Survei mandiri 2026, Januari–Juni, 240 responden",
        ),
    )


def _decimal(number: Fraction) -> Decimal:
    return Decimal(number.numerator) / Decimal(number.denominator)


def row_key(values: Mapping[str, str]) -> Key:
    """An index question of a unit."""
    return (values["unit"], values["code"])


def _present(scope: Scope) -> dict[Key, Present]:
    rows = (
        SurveyIndex.objects.filter(period=scope.the_period)
        .select_related("unit")
        .order_by("unit__code", "code")
    )
    found: dict[Key, Present] = {}
    for row in rows:
        values = {"unit": row.unit.code, "code": row.code, "value": row.value, "source": row.source}
        found[row_key(values)] = Present(values, row)
    return found


def _judge(scope: Scope, rows: Sequence[Row]) -> None:
    """Everything is said by the cells; whether the year is open does not matter to a record beside the answers."""


def _apply(scope: Scope, rows: Sequence[Row]) -> list[dict[str, Any]]:
    registered = assessments_of(scope)
    order = {code: number for number, code in enumerate(registered)}
    done = []
    for row in sorted(rows, key=lambda row: order.get(row.values["unit"], len(order))):
        stored = attempt(scope, row, lambda row=row: _save(scope, row, registered))
        if stored is not None:
            was = {key: row.before[key] for key in ("value", "source")} if row.before else None
            done.append({"pk": stored.pk, "before": was})
    return done


def _save(scope: Scope, row: Row, registered: Mapping[str, Assessment]) -> SurveyIndex:
    return record_index(
        scope.the_period,
        unit=scope.units[row.values["unit"]],
        code=row.values["code"],
        value=row.get("value"),
        source=row.get("source"),
        actor=scope.actor,
        assessment=registered.get(row.values["unit"]),
    )


def _undo(scope: Scope, records: Sequence[dict[str, Any]]) -> None:
    """Give back what stood, take away what was new."""
    registered = assessments_of(scope)
    rows = {row.pk: row for row in SurveyIndex.objects.filter(period=scope.the_period).select_related("unit")}
    for record in records:
        stored = rows[record["pk"]]
        stored.period = scope.the_period
        told = {"actor": scope.actor, "assessment": registered.get(stored.unit.code)}
        if record["before"] is None:
            remove_index(stored, **told)
        else:
            record_index(scope.the_period, unit=stored.unit, code=stored.code, **record["before"], **told)


INDICES = Table(
    key="indeks",
    title="Indeks survei",
    sheet="Indeks survei",
    purpose=(
        "Mencatat indeks survei setiap unit dengan sumbernya. Indeks tampil di samping pertanyaannya, "
        "bukan sebagai jawaban."
    ),
    needs="period",
    columns=_columns,
    identify=("unit", "code"),
    row_key=row_key,
    present=_present,
    judge=_judge,
    apply=_apply,
    undo=_undo,
    hints=("Satu baris satu survei dari satu unit.",),
)
