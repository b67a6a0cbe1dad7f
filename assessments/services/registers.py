"""Registers of a unit: agen perubahan, what they changed, innovations. They answer nothing by themselves.

Every write locks the assessment; pressed twice it happens once; the audit keeps no names.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, TypeVar

from django.db import transaction

from assessments.models import AgentChange, Assessment, ChangeAgent, Innovation
from assessments.rules import acting_as
from assessments.services.errors import Refused, Stale
from assessments.services.locking import lock_assessment
from assessments.services.register_checks import AgentData, ChangeData, InnovationData, check_row
from audit.services import record
from units.services.trail import values

KEEP = "keep_registers"
Row = TypeVar("Row", ChangeAgent, AgentChange, Innovation)
UNTOLD = {"name", "nip", "post", "employee"}  # of agents: who they are stays out of the audit


def add_agents(pk: int, *, people: Sequence[AgentData], actor) -> list[ChangeAgent]:
    """Write agents into the register of an assessment, all or none.

    Raises Assessment.DoesNotExist, NotAllowed, Refused: no name, bad or doubled NIP, days that cannot be.
    """
    with transaction.atomic():
        a = lock_assessment(actor, pk, KEEP)
        return [_add(a, ChangeAgent(assessment=a), data, actor) for data in people]


def change_agent(pk: int, *, data: AgentData, seen: int, actor) -> ChangeAgent:
    """Correct an agent, or write their last day. Raises like `add_agents`, and Stale."""
    with transaction.atomic():
        a, row = _locked(ChangeAgent, pk, actor)
        keep = ("employee",) if data.employee is None else ()
        return _change(a, row, data, seen, actor, keep=keep)


def add_change(pk: int, *, data: ChangeData, actor) -> AgentChange:
    """Write what an agent changed. Raises like `add_agents`; Refused also for a document of somebody else."""
    with transaction.atomic():
        a, agent = _locked(ChangeAgent, pk, actor)
        return _add(a, AgentChange(agent=agent), data, actor)


def change_change(pk: int, *, data: ChangeData, seen: int, actor) -> AgentChange:
    """Correct what an agent changed. Raises like `add_change`, and Stale."""
    with transaction.atomic():
        a, row = _locked(AgentChange, pk, actor)
        return _change(a, row, data, seen, actor)


def add_innovation(pk: int, *, data: InnovationData, actor) -> Innovation:
    """Write an innovation. Raises like `add_agents`; Refused: no name, a name that is there, an unknown area."""
    with transaction.atomic():
        a = lock_assessment(actor, pk, KEEP)
        return _add(a, Innovation(assessment=a), data, actor)


def change_innovation(pk: int, *, data: InnovationData, seen: int, actor) -> Innovation:
    """Correct an innovation, or end it. Raises like `add_innovation`, and Stale."""
    with transaction.atomic():
        a, row = _locked(Innovation, pk, actor)
        return _change(a, row, data, seen, actor)


def remove_row(model: type[Row], pk: int, *, seen: int | None, actor) -> None:
    """Take back what was written by mistake; `seen` None: whatever its version. Gone already it stays gone.

    Raises NotAllowed, Stale, Refused for an agent with changes.
    """
    with transaction.atomic():
        if not model.objects.filter(pk=pk).exists():
            return
        a, row = _locked(model, pk, actor)
        if seen is not None and row.version != seen:
            raise Stale(row)
        if isinstance(row, ChangeAgent) and row.changes.exists():
            raise Refused(f"{row.name} masih punya perubahan di register ini.")
        _record(a, row, "remove", _told(row), None, actor)
        row.delete()


def find_added(model: type[Row], pk: int, *, data, actor) -> Row | None:
    """Asked before a file is taken in: the row that says this already (pressed twice), with its file.

    `pk` is the agent of an `AgentChange`, else the assessment. Raises like `add_change` and `add_innovation`.
    """
    with transaction.atomic():
        if model is AgentChange:
            a, agent = _locked(ChangeAgent, pk, actor)
            row = AgentChange(agent=agent)
        else:
            a = lock_assessment(actor, pk, KEEP)
            row = model(assessment=a)
        twin = _twin(a, row, data)
        if twin is None:
            check_row(a, _filled(row, data.__dict__))
        return twin if twin is not None and twin.document_id else None


def find_changed(model: type[Row], pk: int, *, data, seen: int, actor) -> Row | None:
    """Asked before a new file replaces one: the row where the act was done already. Raises like `change_change`."""
    with transaction.atomic():
        a, row = _locked(model, pk, actor)
        same = all(getattr(row, name) == value for name, value in data.__dict__.items() if name != "document")
        if row.version != seen:
            if same and row.version == seen + 1 and row.document_id:
                return row  # the button was pressed twice
            raise Stale(row)
        check_row(a, _filled(row, data.__dict__))
    return None


def _filled(row: Row, told: dict[str, Any]) -> Row:
    for name, value in told.items():
        setattr(row, name, value)
    return row


def _twin(a: Assessment, row: Row, data) -> Row | None:
    """The untouched row that says this; its file is not compared, since a file sent twice becomes two documents."""
    told = {name: value for name, value in data.__dict__.items() if name != "document"}
    owner = {"agent": row.agent} if isinstance(row, AgentChange) else {"assessment": a}
    return type(row).objects.filter(**owner, **told, version=1).first()


def _add(a: Assessment, row: Row, data, actor) -> Row:
    told = data.__dict__
    twin = _twin(a, row, data)
    if twin is not None:  # the button was pressed twice, or once more with the file that was missing
        late = told.get("document") is not None and twin.document_id is None
        return _change(a, twin, data, twin.version, actor) if late else twin
    check_row(a, _filled(row, told))
    row.save(force_insert=True)
    _record(a, row, "add", None, _told(row), actor)
    return row


def _change(a: Assessment, row: Row, data, seen: int, actor, keep: Sequence[str] = ()) -> Row:
    told = {name: value for name, value in data.__dict__.items() if name not in keep}
    if all(getattr(row, name) == value for name, value in told.items()):
        return row
    if row.version != seen:
        raise Stale(row)
    before = _told(row)
    check_row(a, _filled(row, told))
    row.version += 1
    row.save()
    _record(a, row, "change", before, _told(row), actor)
    return row


def _locked(model: type[Row], pk: int, actor) -> tuple[Assessment, Row]:
    of = "agent__assessment" if model is AgentChange else "assessment"
    owner = model.objects.values_list(of, flat=True).get(pk=pk)
    a = lock_assessment(actor, owner, KEEP)
    return a, model.objects.get(pk=pk)


NAMES = {ChangeAgent: "change_agent", AgentChange: "agent_change", Innovation: "innovation"}
DATA = {
    ChangeAgent: AgentData.__dataclass_fields__,
    AgentChange: ("agent", *ChangeData.__dataclass_fields__),
    Innovation: InnovationData.__dataclass_fields__,
}


def _told(row: Row) -> dict[str, Any]:
    kept = [n for n in DATA[type(row)] if not (isinstance(row, ChangeAgent) and n in UNTOLD)]
    return {n: v.isoformat() if isinstance(v, date) else v for n, v in values(row, *kept).items()}


def _record(a: Assessment, row: Row, act: str, before, after, actor) -> None:
    record(
        a.audit_chain,
        actor=actor,
        role=acting_as(actor, a),
        action=f"{NAMES[type(row)]}.{act}",
        label=row._meta.label_lower,
        object_id=row.pk,
        before=before,
        after=after,
    )
