"""The values of the policy's conditions, of the instansi and of its units."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from assessments.engine.answers import BadValue
from assessments.engine.eligibility import choices, clean_fact_value
from assessments.engine.policy_model import Condition
from assessments.loaded import policy_of
from assessments.models import Assessment, ConditionValue
from assessments.services.conditions import concerns, record_condition, remove_condition
from documents.workbooks.columns import Choice, Column

from .table import Key, Present, Row, Scope, Table
from .unit_column import unit_column
from .writing import attempt

DATA = ("value", "source", "document_date")


def conditions_of(scope: Scope) -> dict[str, tuple[Condition, bool]]:
    """Code → the condition and whether it is one of the instansi; those that concern this kind of instansi."""
    policy = policy_of(scope.the_period)
    wanted = [(c, True) for c in policy.instansi_conditions] + [(c, False) for c in policy.unit_conditions]
    return {c.code: (c, of_instansi) for c, of_instansi in wanted if concerns(c, scope.instansi)}


def _columns(scope: Scope) -> tuple[Column, ...]:
    found = conditions_of(scope)
    names = Counter(c.name for c, _ in found.values())
    offered = tuple(
        Choice(code, c.name if names[c.name] == 1 else f"{c.name} ({code})") for code, (c, _) in found.items()
    )
    grades = "; ".join(
        f"{c.name}: {', '.join(options)}"
        for c, _ in found.values()
        if (options := choices(policy_of(scope.the_period), c))
    )
    return (
        unit_column(scope.unit_choices, "Kosong untuk syarat instansi.", required=False),
        Column(
            "code",
            "Syarat",
            "Syarat menurut ketentuan tahun ini.",
            "choice",
            required=True,
            choices=offered,
            also=("nama syarat", "kode syarat"),
            width=44,
            example=offered[0].label if offered else "",
        ),
        Column(
            "value",
            "Nilai",
            f"Menurut jenis syaratnya. {grades}.",
            required=True,
            max_length=40,
            width=16,
            example="BB",
        ),
        Column(
            "source",
            "Dokumen sumber",
            "Nomor dan nama dokumennya.",
            required=True,
            also=("sumber",),
            max_length=300,
            width=40,
            example="LHP BPK 12/2026",
        ),
        Column(
            "document_date",
            "Tanggal dokumen",
            "Tanggal dokumen sumber.",
            "date",
            required=True,
            also=("tanggal",),
            width=16,
            example="20/05/2026",
        ),
    )


def row_key(values: Mapping[str, str]) -> Key:
    """A condition of a unit, or of the instansi."""
    return (values.get("unit", ""), values["code"])


def _present(scope: Scope) -> dict[Key, Present]:
    order = {code: number for number, code in enumerate(conditions_of(scope))}
    rows = ConditionValue.objects.filter(period=scope.the_period).select_related("unit")
    found: dict[Key, Present] = {}
    for row in sorted(rows, key=lambda r: (r.unit.code if r.unit else "", order.get(r.code, len(order)))):
        if row.code in order:
            values = {
                "unit": row.unit.code if row.unit else "",
                "code": row.code,
                "value": row.value,
                "source": row.source,
                "document_date": row.document_date.isoformat(),
            }
            found[row_key(values)] = Present(values, row)
    return found


def _judge(scope: Scope, rows: Sequence[Row]) -> None:
    found, policy = conditions_of(scope), policy_of(scope.the_period)
    for row in rows:
        condition, of_instansi = found[row.values["code"]]
        if of_instansi and row.values.get("unit"):
            row.refuse("Ini syarat instansi, berlaku bagi semua unit. Kosongkan unitnya.", "unit")
        elif not of_instansi and not row.values.get("unit"):
            row.refuse("Ini syarat unit. Isi kode unitnya.", "unit")
        elif "value" in row.changes:
            _judge_value(row, policy, condition)


def _judge_value(row: Row, policy, condition: Condition) -> None:
    was, typed = row.changes["value"]
    try:
        value = clean_fact_value(policy, condition, typed)
    except BadValue as error:
        row.refuse(f"{condition.name}: {error}", "value")
        return
    if value == was:
        del row.changes["value"]
        row.status = "changed" if row.changes else "same"
    else:
        row.changes["value"] = (was, value)


def assessments_of(scope: Scope) -> dict[str, Assessment]:
    """Unit code → its assessment in the year, in the order of their keys; one query."""
    rows = Assessment.objects.filter(period=scope.the_period).select_related("unit").order_by("pk")
    return {row.unit.code: row for row in rows}


def _apply(scope: Scope, rows: Sequence[Row]) -> list[dict[str, Any]]:
    registered = assessments_of(scope)
    last = len(registered)
    order = {code: number for number, code in enumerate(registered)}
    done = []
    # the chains of assessments come before the instansi's: nobody waits in a circle
    for row in sorted(rows, key=lambda row: order.get(row.values.get("unit", ""), last)):
        stored = attempt(scope, row, lambda row=row: _save(scope, row, registered))
        if stored is not None:
            was = {key: row.before[key] for key in DATA} if row.before else None
            done.append({"pk": stored.pk, "before": was})
    return done


def _save(scope: Scope, row: Row, registered: Mapping[str, Assessment]) -> ConditionValue:
    unit = row.values.get("unit", "")
    return record_condition(
        scope.the_period,
        unit=scope.units[unit] if unit else None,
        code=row.values["code"],
        value=row.get("value"),
        source=row.get("source"),
        document_date=date.fromisoformat(row.get("document_date")),
        actor=scope.actor,
        assessment=registered.get(unit),
    )


def _undo(scope: Scope, records: Sequence[dict[str, Any]]) -> None:
    """Give back what stood, take away what was new."""
    registered = assessments_of(scope)
    rows = {
        row.pk: row for row in ConditionValue.objects.filter(period=scope.the_period).select_related("unit")
    }
    for record in records:
        stored = rows[record["pk"]]
        stored.period = scope.the_period
        assessment = registered.get(stored.unit.code) if stored.unit else None
        if record["before"] is None:
            remove_condition(stored, actor=scope.actor, assessment=assessment)
            continue
        was = dict(record["before"])
        was["document_date"] = date.fromisoformat(was["document_date"])
        record_condition(
            scope.the_period,
            unit=stored.unit,
            code=stored.code,
            actor=scope.actor,
            assessment=assessment,
            **was,
        )


CONDITIONS = Table(
    key="syarat",
    title="Syarat pengusulan",
    sheet="Syarat",
    purpose="Mencatat nilai syarat instansi dan unit menurut ketentuan tahun ini, dengan dokumen sumbernya.",
    needs="period",
    columns=_columns,
    identify=("unit", "code"),
    row_key=row_key,
    present=_present,
    judge=_judge,
    apply=_apply,
    undo=_undo,
    hints=("Satu baris satu syarat. Syarat instansi ditulis tanpa unit, syarat unit dengan unitnya.",),
    max_rows=5_000,
)
