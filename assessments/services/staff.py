"""The staff list of units and its pakta integritas; written in bulk, since a unit has hundreds of pegawai."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction

from assessments.models import Employee
from assessments.rules import acting_in
from assessments.services.errors import Refused
from assessments.services.pakta import lock_place
from assessments.services.place_issuing import end_outdated_pakta
from assessments.services.staff_checks import EARLIEST, TOO_EARLY
from assessments.services.stays import clashes, heads_together, same_place
from assessments.staff_places import StaffPlace, employees_of
from audit.services import Event, record_many
from units.models import Instansi
from units.services.locking import lock_instansi
from units.services.trail import values

FIELDS = ("name", "nip", "post", "leads", "joined_on", "signed_on", "occasion", "left_on")
DATA = ("unit", "instansi", *FIELDS)
STORED = (*DATA, "scan", "version")


@dataclass(frozen=True)
class Wanted:
    """A pegawai as they shall stand: the row that is there (None: a new one) and the fields of `DATA` to set."""

    employee: Employee | None
    data: dict[str, Any] = field(default_factory=dict)


def save_employees(
    instansi: Instansi, *, wanted: Sequence[Wanted], actor, place: StaffPlace | None = None
) -> list[Employee]:
    """Write pegawai of units of one instansi; gives them in the order of `wanted`. What is equal writes nothing.

    With `place` its own people write, rows of this place alone. Raises NotAllowed (of `units` too) unless the actor is
    admin inspektorat, or of the place; Refused for a unit of another instansi or place, a bad NIP, an occasion
    without a date, days out of order, a NIP that works in two places at once, or a place with two heads. The audit
    keeps who changed which row and dates, not names or NIP.
    """
    with transaction.atomic():
        role = _lock(instansi, place, actor)
        new, changed, events, rows = [], [], [], []
        for item in wanted:
            row = item.employee or Employee()
            before = _told(row) if row.pk else None
            old = values(row, *DATA) if row.pk else None
            for name, value in item.data.items():
                setattr(row, name, value)
            if row.signed_on is None:
                row.scan = None  # it shows a signature that is no more
            rows.append(row)
            if place is not None and (row.unit_id, row.instansi_id) != (place.unit_id, None):
                raise Refused(("Pegawai ini bukan pegawai unit Anda.", "unit"))
            if row.pk is None:
                _check(row, instansi)
                new.append(row)
            elif values(row, *DATA) != old:
                _check(row, instansi)
                row.version += 1
                changed.append(row)
                events.append(Event(**_event("employee.change", row), before=before, after=_told(row)))
        _refuse_two_heads([*new, *changed], StaffPlace(instansi).today)
        for heads in (False, True):  # a place has one head at any moment: who no longer heads it goes first
            part = [row for row in changed if (row.leads and row.left_on is None) == heads]
            Employee.objects.bulk_update(part, STORED, batch_size=100)
        Employee.objects.bulk_create(new, batch_size=100)
        events += [Event(**_event("employee.add", row), after=_told(row)) for row in new]
        _refuse_two_places(instansi, {row.nip for row in [*new, *changed] if row.nip})
        record_many(f"instansi:{instansi.pk}", events, actor=actor, role=role)
        end_outdated_pakta(instansi, actor=actor, role=role)
    return rows


def remove_employees(
    instansi: Instansi, *, employees: Sequence[Employee], actor, place: StaffPlace | None = None
) -> None:
    """Take pegawai back who were added by mistake. Raises NotAllowed like `save_employees`."""
    with transaction.atomic():
        role = _lock(instansi, place, actor)
        events = [Event(**_event("employee.remove", row), before=_told(row)) for row in employees]
        here = employees_of(instansi) if place is None else place.employees
        here.filter(pk__in=[row.pk for row in employees]).delete()
        record_many(f"instansi:{instansi.pk}", events, actor=actor, role=role)
        end_outdated_pakta(instansi, actor=actor, role=role)


def _lock(instansi: Instansi, place: StaffPlace | None, actor) -> str:
    """Lock the instansi; as what the actor writes."""
    if place is None:
        lock_instansi(instansi.pk, actor=actor)
        return "Admin inspektorat"
    lock_place(place, actor)
    return acting_in(actor, place)


def _check(row: Employee, instansi: Instansi) -> None:
    if (row.unit.instansi_id if row.unit else row.instansi_id) != instansi.pk:
        raise Refused(("Unit ini bukan unit instansi ini.", "unit"))
    if not row.name.strip():
        raise Refused(("Isi nama pegawai.", "name"))
    if row.nip and not (len(row.nip) == 18 and row.nip.isascii() and row.nip.isdecimal()):
        raise Refused(("NIP terdiri dari 18 angka.", "nip"))
    if row.occasion and row.signed_on is None:
        raise Refused(("Isi tanggal pakta integritas, atau kosongkan kesempatannya.", "signed_on"))
    for name in ("joined_on", "signed_on", "left_on"):
        day = getattr(row, name)
        if day and day < EARLIEST:
            raise Refused((f"{row.name}: {TOO_EARLY.format(day.year)}", name))
    if row.joined_on and any(day and day < row.joined_on for day in (row.signed_on, row.left_on)):
        raise Refused(
            (f"{row.name}: tanggal mulai bekerja sesudah pakta atau hari terakhirnya.", "joined_on")
        )


def _refuse_two_places(instansi: Instansi, nips: set[str]) -> None:
    """Nobody works in two places, or twice in one, on the same day: who moved has a last day in the first."""
    rows = employees_of(instansi).filter(nip__in=nips).select_related("unit")
    stays: dict[str, list[Employee]] = {}
    for row in rows.order_by("unit__code", "pk"):
        stays.setdefault(row.nip, []).append(row)
    today, reasons = StaffPlace(instansi).today, []
    for nip, found in stays.items():
        if pairs := clashes(found, today):
            places = dict.fromkeys(row.unit.code if row.unit else instansi.name for row in pairs[0])
            reasons.append(
                f"NIP {nip} tercatat aktif di {' dan '.join(places)} pada hari yang sama. "
                "Isi hari terakhirnya di unit lama."
            )
    if reasons:
        raise Refused(*reasons[:20])


def _refuse_two_heads(written: Sequence[Employee], today: date) -> None:
    """A place has one head at a time, those whose last day is still to come counted."""
    gone = {row.pk for row in written if row.pk}
    for row in (row for row in written if row.leads):
        others = [one for one in written if one is not row and one.leads and same_place(one, row)]
        stored = Employee.objects.filter(leads=True, unit=row.unit_id, instansi=row.instansi_id)
        others += stored.exclude(pk__in=gone)
        if other := next((one for one in others if heads_together(row, one, today)), None):
            names = " dan ".join((row.name, other.name))
            raise Refused((f"Hanya satu yang dapat ditandai sebagai pimpinan, bukan {names}.", "leads"))


def _event(action: str, row: Employee) -> dict[str, Any]:
    return {"action": action, "label": "assessments.employee", "object_id": row.pk}


def _told(row: Employee) -> dict[str, Any]:
    """What the audit keeps of a row: no name, no NIP."""
    return {"unit": row.unit_id, "occasion": row.occasion, "leads": row.leads} | {
        name: _iso(getattr(row, name)) for name in ("joined_on", "signed_on", "left_on")
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
