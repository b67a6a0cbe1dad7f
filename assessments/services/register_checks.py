"""What rows of a unit's registers hold, and what they cannot say. Reasons are (message, field) pairs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Model

from assessments.loaded import instrument_of
from assessments.models import AgentChange, Assessment, ChangeAgent, Employee, Innovation
from assessments.services.errors import Refused
from assessments.services.team_checks import check_decree, day_reasons, person_reasons
from assessments.staff_places import StaffPlace
from documents.models import Document


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


def check_row(a: Assessment, row: Model) -> None:
    """Refused with everything that a row of a register cannot say, each reason at its field."""
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
