"""Registers of a unit: agen perubahan, what they changed, innovations. They answer nothing by themselves.

Every write locks the assessment; pressed twice it happens once; the audit keeps no names.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Model

from assessments.loaded import instrument_of
from assessments.models import AgentChange, Assessment, ChangeAgent, Employee, Innovation
from assessments.rules import acting_as
from assessments.services.errors import Refused, Stale
from assessments.services.locking import lock_assessment
from assessments.services.team_checks import check_decree, day_reasons, person_reasons
from assessments.staff_places import StaffPlace
from audit.services import record
from documents.models import Document
from units.services.trail import values

KEEP = "keep_registers"
Row = TypeVar("Row", ChangeAgent, AgentChange, Innovation)
UNTOLD = {"name", "nip", "post", "employee"}  # of agents: who they are stays out of the audit


@dataclass(frozen=True)
class AgentData:
    """An agen perubahan. `nip` 18 digits or ""; `employee`: the row of the staff list picked."""

    name: str
    start: date
    nip: str = ""
    post: str = ""
    decree_number: str = ""
    decree_date: date | None = None
    end: date | None = None
    employee: Employee | None = None


@dataclass(frozen=True)
class ChangeData:
    """A concrete change. `integrated`: it has become part of the management system."""

    text: str
    made_on: date | None = None
    integrated: bool = False
    document: Document | None = None


@dataclass(frozen=True)
class InnovationData:
    """An innovation. `status`: `Innovation.Status`; `area` a code of the instrument."""

    name: str
    area: str
    status: str = Innovation.Status.RUNNING
    problem: str = ""
    description: str = ""
    start: date | None = None
    end: date | None = None
    effect: str = ""
    document: Document | None = None


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
            _check(a, _filled(row, data.__dict__))
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
        _check(a, _filled(row, data.__dict__))
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
    _check(a, _filled(row, told))
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
    _check(a, _filled(row, told))
    row.version += 1
    row.save()
    _record(a, row, "change", before, _told(row), actor)
    return row


def _locked(model: type[Row], pk: int, actor) -> tuple[Assessment, Row]:
    of = "agent__assessment" if model is AgentChange else "assessment"
    owner = model.objects.values_list(of, flat=True).get(pk=pk)
    a = lock_assessment(actor, owner, KEEP)
    return a, model.objects.get(pk=pk)


def _check(a: Assessment, row: Model) -> None:
    today = StaffPlace(a.unit.instansi, a.unit).today
    reasons = _CHECKS[type(row)](a, row, today)
    document = getattr(row, "document", None)
    if document is not None and (document.unit_id, document.instansi_id) != (a.unit_id, a.unit.instansi_id):
        reasons.append(("Dokumen ini bukan milik unit ini. Pilih dari dokumen unit.", "document"))
    if reasons:
        raise Refused(*reasons)


def _check_agent(a: Assessment, row: ChangeAgent, today: date) -> list[tuple[str, str]]:
    reasons = person_reasons(row) + day_reasons(row, today)
    others = ChangeAgent.objects.filter(assessment=a, end=None).exclude(pk=row.pk)
    if row.end is None:
        for other in others:
            if row.nip and other.nip == row.nip:
                reasons.append((f"NIP ini milik {other.name}, yang sudah ada di register ini.", "nip"))
            elif not row.nip and not other.nip and other.name.casefold() == row.name.casefold():
                reasons.append(
                    (
                        "Nama ini sudah ada di register, juga tanpa NIP. Isi NIP-nya, atau bedakan namanya.",
                        "name",
                    )
                )
    if row.decree_number or row.decree_date:
        if not (row.decree_number and row.decree_date):
            missing = "decree_date" if row.decree_number else "decree_number"
            return [*reasons, ("Isi nomor dan tanggal SK, atau kosongkan keduanya.", missing)]
        try:
            check_decree(row.decree_number, row.decree_date, today)
        except Refused as error:
            reasons += [(text, "decree_date") for text, _ in error.reasons]
    return reasons


def _check_change(a: Assessment, row: AgentChange, today: date) -> list[tuple[str, str]]:
    reasons = [] if row.text.strip() else [("Tulis perubahan yang dibuat.", "text")]
    if row.made_on is not None and row.made_on > today:
        return [*reasons, ("Tanggal ini belum tiba. Catat perubahan yang sudah dibuat.", "made_on")]
    return reasons + day_reasons(row, today, first="made_on", last="made_on")[:1]


def _check_innovation(a: Assessment, row: Innovation, today: date) -> list[tuple[str, str]]:
    reasons = day_reasons(row, today)
    if not row.name.strip():
        reasons.append(("Isi nama inovasi.", "name"))
    elif Innovation.objects.filter(assessment=a, name=row.name).exclude(pk=row.pk).exists():
        reasons.append(("Inovasi dengan nama ini sudah ada.", "name"))
    if row.area not in instrument_of(a.period).areas:
        reasons.append(("Pilih area perubahan.", "area"))
    if row.status == Innovation.Status.STOPPED and row.end is None:
        reasons.append(("Isi kapan inovasi ini berakhir.", "end"))
    if row.status != Innovation.Status.STOPPED and row.end is not None and row.end <= today:
        reasons.append(("Inovasi yang sudah berakhir keadaannya “Berhenti”. Ubah salah satunya.", "status"))
    return reasons


_CHECKS: dict[type, Any] = {
    ChangeAgent: _check_agent,
    AgentChange: _check_change,
    Innovation: _check_innovation,
}
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
