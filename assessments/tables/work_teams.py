"""The people of the tim kerja of units and of the tim pembangunan of the instansi."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from assessments.loaded import instrument_of
from assessments.models import Assessment, WorkMember
from assessments.services.work_team import MemberData, add_members, change_member, remove_member
from assessments.team_places import TeamPlace
from documents.workbooks.columns import Choice, Column

from .of_units import (
    Values,
    day_column,
    day_of,
    find_person,
    judge_units,
    person_columns,
    person_key,
    text_of,
    write,
)
from .staff import ITSELF
from .table import Key, Present, Row, Scope, Table
from .unit_column import unit_column

FIELDS = ("name", "nip", "post", "role", "areas", "chosen_how", "start", "end")


def _columns(scope: Scope) -> tuple[Column, ...]:
    roles = tuple(Choice(value, label) for value, label in WorkMember.Role.choices)
    areas = tuple(
        Choice(c, f"{c} {name}", (name,)) for c, name in instrument_of(scope.the_period).areas.items()
    )
    places = scope.unit_choices
    if ITSELF not in scope.units:
        places = (*places, Choice(ITSELF, f"{ITSELF} {scope.instansi.name}"))
    return (
        unit_column(places, f"Unit yang punya tim kerja; {ITSELF} untuk tim pembangunan instansi."),
        *person_columns("anggota tim"),
        Column(
            "role",
            "Kedudukan",
            "Ketua, sekretaris, atau anggota.",
            "choice",
            required=True,
            choices=roles,
            width=14,
            example="Anggota",
        ),
        Column(
            "areas",
            "Pokja",
            "Area perubahan yang dikerjakan; wajib untuk anggota tim kerja.",
            "many",
            choices=areas,
            clears=True,
            also=("area", "area pokja"),
            example="MP; TT",
        ),
        Column(
            "chosen_how",
            "Cara dipilih",
            "Bagaimana ia dipilih.",
            clears=True,
            max_length=200,
            width=30,
            example="Usulan bidang",
        ),
        day_column("start", "Mulai", "Hari pertama di tim.", required=True),
        day_column("end", "Sampai", "Hari terakhir, bila sudah selesai.", also=("hari terakhir",)),
    )


def _present(scope: Scope) -> dict[Key, Present]:
    rows = WorkMember.objects.filter(team__period=scope.the_period).select_related("team__assessment__unit")
    found: dict[Key, Present] = {}
    for row in rows.order_by("team__assessment__unit__code", "pk"):
        unit = row.team.assessment.unit.code if row.team.assessment else ITSELF
        values = {"unit": unit} | {name: text_of(getattr(row, name)) for name in FIELDS}
        found.setdefault(person_key(values), Present(values, row))
    return found


def _judge(scope: Scope, rows: Sequence[Row]) -> None:
    judge_units(scope, rows, itself=ITSELF)


def _data(values: Values) -> MemberData:
    texts = {name: values[name] for name in ("name", "nip", "post", "role", "chosen_how")}
    areas = tuple(filter(None, values["areas"].split(";")))
    return MemberData(start=day_of(values["start"]), end=day_of(values["end"]), areas=areas, **texts)  # type: ignore[arg-type]


def _apply(scope: Scope, rows: Sequence[Row]) -> list[dict[str, Any]]:
    def save(a: Assessment | None, row: Row, values: Values) -> WorkMember:
        if row.thing is not None:
            return change_member(row.thing.pk, data=_data(values), seen=row.thing.version, actor=scope.actor)
        if a is not None:
            a.unit.instansi, a.period = scope.instansi, scope.the_period
        place = TeamPlace(scope.the_period, a)
        return add_members(place, people=[_data(values)], actor=scope.actor)[0]

    return write(scope, rows, FIELDS, save)


def _undo(scope: Scope, records: Sequence[dict[str, Any]]) -> None:
    """Take new people away and give the others back what stood."""
    rows = {row.pk: row for row in WorkMember.objects.filter(team__period=scope.the_period)}
    for record in records:
        if record["before"] is None:
            remove_member(record["pk"], actor=scope.actor)
        else:
            row = rows[record["pk"]]
            change_member(row.pk, data=_data(record["before"]), seen=row.version, actor=scope.actor)


WORK_TEAMS = Table(
    key="timkerja",
    title="Tim kerja dan tim pembangunan",
    sheet="Tim kerja",
    purpose="Mencatat orang dalam tim kerja setiap unit menurut pokjanya, serta tim pembangunan instansi.",
    needs="period",
    columns=_columns,
    identify=("unit", "name", "nip", "start"),
    row_key=person_key,
    find=find_person,
    present=_present,
    judge=_judge,
    apply=_apply,
    undo=_undo,
    hints=(
        "Satu baris satu orang di satu tim; beberapa pokja dipisahkan titik koma.",
        "Yang diganti: isi Sampai pada barisnya, lalu tambah baris untuk penggantinya. SK tim dicatat di halamannya.",
    ),
    max_rows=20_000,
)
