"""The register of innovations of units."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from assessments.loaded import instrument_of
from assessments.models import Assessment, Innovation
from assessments.services.registers import InnovationData, add_innovation, change_innovation
from documents.workbooks.columns import Choice, Column
from documents.workbooks.values import clean_line

from .of_units import Register, Values, day_column, day_of, judge_units, registered, text_of
from .table import Key, Present, Row, Scope, Table
from .unit_column import unit_column

TEXTS = ("name", "area", "status", "problem", "description", "effect")
FIELDS = (*TEXTS, "start", "end")


def _columns(scope: Scope) -> tuple[Column, ...]:
    areas = tuple(
        Choice(c, f"{c} {name}", (name,)) for c, name in instrument_of(scope.the_period).areas.items()
    )
    states = tuple(Choice(value, label, (value,)) for value, label in Innovation.Status.choices)
    long = {"kind": "lines", "clears": True, "max_length": 2000, "width": 44}
    return (
        unit_column(scope.unit_choices, "Unit yang punya inovasi ini."),
        Column(
            "name",
            "Nama inovasi",
            "Nama yang dikenal pengguna.",
            required=True,
            max_length=200,
            width=36,
            example="SIAGA",
        ),
        Column(
            "area",
            "Area perubahan",
            "Area yang dijawab.",
            "choice",
            required=True,
            choices=areas,
            code_first=True,
            width=34,
            example=areas[-1].label,
        ),
        Column(
            "status",
            "Keadaan",
            "Berhenti bila sudah berakhir.",
            "choice",
            required=True,
            choices=states,
            width=18,
            example="Berjalan",
        ),
        Column("problem", "Masalah", "Masalah yang dijawab.", example="Antrean panjang", **long),
        Column("description", "Uraian", "Apa yang dilakukan.", example="Pendaftaran daring", **long),
        Column("effect", "Dampak", "Dengan angka bila ada.", example="3 hari menjadi 1 jam", **long),
        day_column("start", "Mulai", "Kapan dimulai."),
        day_column("end", "Berakhir", "Hanya bila sudah berhenti."),
    )


def row_key(values: Values) -> Key:
    """The name in a unit."""
    return (values["unit"], clean_line(values["name"]).casefold())


def _present(scope: Scope) -> dict[Key, Present]:
    rows = Innovation.objects.filter(assessment__period=scope.the_period).select_related("assessment__unit")
    found: dict[Key, Present] = {}
    for row in rows.order_by("assessment__unit__code", "name", "pk"):
        values = {"unit": row.assessment.unit.code} | {name: text_of(getattr(row, name)) for name in FIELDS}
        found.setdefault(row_key(values), Present(values, row))
    return found


def _data(values: Values, document: Any) -> InnovationData:
    texts = {name: values[name] for name in TEXTS}
    return InnovationData(
        start=day_of(values["start"]), end=day_of(values["end"]), document=document, **texts
    )


def _adding(scope: Scope) -> Callable[[Assessment | None, Row, InnovationData], Innovation]:
    return lambda a, row, data: add_innovation(registered(a), data=data, actor=scope.actor)


_INNOVATIONS = Register(Innovation, "assessment__period", FIELDS, _data, _adding, change_innovation)

INNOVATIONS = Table(
    key="inovasi",
    title="Inovasi",
    sheet="Inovasi",
    purpose="Mencatat inovasi setiap unit menurut area perubahannya, dengan masalah, dampak, dan keadaannya.",
    needs="period",
    columns=_columns,
    identify=("unit", "name"),
    row_key=row_key,
    present=_present,
    judge=judge_units,
    apply=_INNOVATIONS.apply,
    undo=_INNOVATIONS.undo,
    hints=("Satu baris satu inovasi dari satu unit. Dokumen buktinya ditautkan di halaman register.",),
)
