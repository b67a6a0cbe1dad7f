"""The registers of units: agen perubahan, and what they changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from assessments.models import AgentChange, Assessment, ChangeAgent
from assessments.services.errors import Refused
from assessments.services.registers import (
    AgentData,
    ChangeData,
    add_agents,
    add_change,
    change_agent,
    change_change,
)
from documents.workbooks.columns import NO, YES, YES_NO, Column
from documents.workbooks.values import clean_line

from .of_units import (
    Register,
    Values,
    day_column,
    day_of,
    find_person,
    judge_units,
    person_columns,
    person_key,
    registered,
    text_of,
)
from .table import Key, Present, Row, Scope, Table
from .unit_column import unit_column

AGENT = ("name", "nip", "post", "decree_number", "decree_date", "start", "end")
CHANGE = ("name", "nip", "text", "made_on", "integrated")


def _agent_columns(scope: Scope) -> tuple[Column, ...]:
    return (
        unit_column(scope.unit_choices, "Unit yang punya agen perubahan ini."),
        *person_columns("agen perubahan"),
        Column(
            "decree_number",
            "Nomor SK",
            "SK penetapan agen.",
            clears=True,
            max_length=100,
            width=24,
            example="188/4/2026",
        ),
        day_column("decree_date", "Tanggal SK", "Tanggal SK penetapan."),
        day_column("start", "Mulai", "Hari pertama bertugas.", required=True),
        day_column("end", "Sampai", "Hari terakhir, bila sudah selesai.", also=("hari terakhir",)),
    )


def _agents(scope: Scope) -> dict[Key, Present]:
    rows = ChangeAgent.objects.filter(assessment__period=scope.the_period).select_related("assessment__unit")
    found: dict[Key, Present] = {}
    for row in rows.order_by("assessment__unit__code", "name", "pk"):
        values = {"unit": row.assessment.unit.code} | {name: text_of(getattr(row, name)) for name in AGENT}
        found.setdefault(person_key(values), Present(values, row))
    return found


def _agent_data(values: Values, document: Any) -> AgentData:
    texts = {name: values[name] for name in ("name", "nip", "post", "decree_number")}
    days = {name: day_of(values[name]) for name in ("decree_date", "start", "end")}
    return AgentData(**texts, **days)  # type: ignore[arg-type]


def _adding_agents(scope: Scope) -> Callable[[Assessment | None, Row, AgentData], ChangeAgent]:
    return lambda a, row, data: add_agents(registered(a), people=[data], actor=scope.actor)[0]


def _change_columns(scope: Scope) -> tuple[Column, ...]:
    name, nip, _ = person_columns("agen yang membuat perubahan")
    return (
        unit_column(scope.unit_choices, "Unit agen perubahan ini."),
        name,
        nip,
        Column(
            "text",
            "Perubahan",
            "Perubahan konkret yang dibuat.",
            required=True,
            max_length=500,
            width=60,
            example="Antrean daring",
        ),
        day_column("made_on", "Tanggal", "Kapan perubahan itu dibuat."),
        Column(
            "integrated",
            "Terintegrasi",
            "Ya bila sudah menjadi bagian sistem manajemen.",
            "choice",
            choices=YES_NO,
            width=14,
            example="Tidak",
        ),
    )


def change_key(values: Values) -> Key:
    """What somebody changed in a unit."""
    return (values["unit"], clean_line(values["name"]).casefold(), clean_line(values["text"]).casefold())


def _changes(scope: Scope) -> dict[Key, Present]:
    rows = AgentChange.objects.filter(agent__assessment__period=scope.the_period)
    found: dict[Key, Present] = {}
    along = rows.select_related("agent__assessment__unit")
    for row in along.order_by("agent__assessment__unit__code", "agent__name", "pk"):
        values = {
            "unit": row.agent.assessment.unit.code,
            "name": row.agent.name,
            "nip": row.agent.nip,
            "text": row.text,
            "made_on": text_of(row.made_on),
            "integrated": YES if row.integrated else NO,
        }
        found.setdefault(change_key(values), Present(values, row))
    return found


def _judge_changes(scope: Scope, rows: Sequence[Row]) -> None:
    judge_units(scope, rows)
    agents = _by_person(scope)
    for row in rows:
        if row.thing is None and _agent_of(agents, row.values) is None:
            row.refuse(
                "agen ini tidak ada di register unit itu. Tambahkan dahulu di tabel Agen perubahan.", "name"
            )


def _by_person(scope: Scope) -> dict[tuple[str, str], ChangeAgent]:
    """(unit, NIP or name) → the agent, the one who serves before those who have left."""
    found: dict[tuple[str, str], ChangeAgent] = {}
    for stands in sorted(_agents(scope).values(), key=lambda one: one.values["end"] != ""):
        unit = stands.values["unit"]
        for who in (stands.values["nip"], clean_line(stands.values["name"]).casefold()):
            if who:
                found.setdefault((unit, who), stands.thing)
    return found


def _agent_of(agents: Mapping[tuple[str, str], ChangeAgent], values: Values) -> ChangeAgent | None:
    by_nip = agents.get((values["unit"], values.get("nip", "")))
    return by_nip or agents.get((values["unit"], clean_line(values["name"]).casefold()))


def _change_data(values: Values, document: Any) -> ChangeData:
    return ChangeData(values["text"], day_of(values["made_on"]), values["integrated"] == YES, document)


def _adding_changes(scope: Scope) -> Callable[[Assessment | None, Row, ChangeData], AgentChange]:
    agents = _by_person(scope)

    def add(a: Assessment | None, row: Row, data: ChangeData) -> AgentChange:
        agent = _agent_of(agents, row.values)
        if agent is None:
            raise Refused(("Agen ini tidak ada di register unit itu.", "name"))
        return add_change(agent.pk, data=data, actor=scope.actor)

    return add


_AGENTS = Register(ChangeAgent, "assessment__period", AGENT, _agent_data, _adding_agents, change_agent)
_CHANGES = Register(
    AgentChange, "agent__assessment__period", CHANGE, _change_data, _adding_changes, change_change
)

AGENTS = Table(
    key="agen",
    title="Agen perubahan",
    sheet="Agen perubahan",
    purpose="Mencatat agen perubahan setiap unit dengan SK-nya, untuk register unit.",
    needs="period",
    columns=_agent_columns,
    identify=("unit", "name", "nip", "start"),
    row_key=person_key,
    find=find_person,
    present=_agents,
    judge=judge_units,
    apply=_AGENTS.apply,
    undo=_AGENTS.undo,
    hints=(
        "Satu baris satu agen di satu unit. Jawaban LKE tidak berubah; jumlahnya diambil unit dengan satu klik.",
    ),
)

CHANGES = Table(
    key="perubahan",
    title="Perubahan oleh agen",
    sheet="Perubahan",
    purpose="Mencatat perubahan konkret yang dibuat agen, dan apakah sudah menjadi bagian sistem manajemen.",
    needs="period",
    columns=_change_columns,
    identify=("unit", "name", "text"),
    row_key=change_key,
    present=_changes,
    judge=_judge_changes,
    apply=_CHANGES.apply,
    undo=_CHANGES.undo,
    hints=("Satu baris satu perubahan dari satu agen. Dokumen buktinya ditautkan di halaman register.",),
)
