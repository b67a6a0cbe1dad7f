"""One pegawai of a staff list: added, changed, gone, moved. What is signed stands in `signing_pakta`.

Every write locks the row of the instansi first: a NIP works in one place only, whoever writes where.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from assessments.models import Employee
from assessments.rules import acting_in, may
from assessments.services.errors import NotAllowed, Refused
from assessments.services.place_issuing import end_outdated_pakta
from assessments.services.staff_checks import EARLIEST, TOO_EARLY, bearer, check_employee, check_left
from assessments.staff_places import StaffPlace, place_of
from audit.services import Event, record_many
from units.models import Instansi

LABEL = "assessments.employee"
DAY = timedelta(days=1)


@dataclass(frozen=True)
class EmployeeData:
    """What is typed of a pegawai. `nip` 18 digits or "" for who has none."""

    name: str
    nip: str = ""
    post: str = ""
    joined_on: date | None = None
    leads: bool = False


class Changed(Refused):
    """Somebody else changed the row since it was seen; `stored` is what stands now."""

    def __init__(self, stored: Employee) -> None:
        self.stored = stored
        super().__init__(
            f"Data {stored.name} baru saja diubah orang lain. Periksa yang sekarang tersimpan, lalu simpan lagi."
        )


def lock_place(place: StaffPlace, actor) -> None:
    """Lock the instansi whose lists are written to. Raises NotAllowed; only inside a transaction."""
    Instansi.objects.select_for_update(no_key=True).get(pk=place.instansi.pk)
    if not may(actor, "manage_staff", place):
        raise NotAllowed("Peran Anda tidak mencakup daftar pegawai ini.")


def lock_employee(pk: int, actor, seen: int | None = None) -> tuple[Employee, StaffPlace]:
    """Lock a row as it is now. Raises Employee.DoesNotExist, NotAllowed, Changed when `seen` is not its version.

    `seen` None: who asks looks first whether it happened already (pressed twice), then calls `refuse_if_changed`.
    """
    place = place_of(_row(pk))
    lock_place(place, actor)
    row = _row(pk)
    if seen is not None:
        refuse_if_changed(row, seen)
    return row, place


def refuse_if_changed(row: Employee, seen: int) -> None:
    """Raises Changed when somebody wrote the row since it was seen."""
    if row.version != seen:
        raise Changed(row)


def _row(pk: int) -> Employee:
    return Employee.objects.select_related("unit__instansi", "instansi").get(pk=pk)


def add_employee(place: StaffPlace, *, data: EmployeeData, actor) -> Employee:
    """Write a pegawai into a list. Pressed twice it is written once.

    Raises NotAllowed, Refused (no name, bad or doubled NIP, a second head, joined in the future).
    """
    with transaction.atomic():
        lock_place(place, actor)
        row = Employee(**place.owner, **data.__dict__)
        if twin := _same(place, data):
            return twin
        check_employee(row, place)
        row.save(force_insert=True)
        tell_and_end(place, [event("employee.add", row, after=told(row))], actor)
    return row


def change_employee(pk: int, *, data: EmployeeData, seen: int, actor) -> Employee:
    """Correct what stands of a pegawai. Raises like `add_employee`, and Changed."""
    with transaction.atomic():
        row, place = lock_employee(pk, actor)
        if all(getattr(row, name) == value for name, value in data.__dict__.items()):
            return row
        refuse_if_changed(row, seen)
        before = told(row)
        for name, value in data.__dict__.items():
            setattr(row, name, value)
        check_employee(row, place)
        _store(row, [*data.__dict__])
        tell_and_end(place, [event("employee.change", row, before=before, after=told(row))], actor)
    return row


def mark_left(pk: int, *, left_on: date, seen: int, actor) -> Employee:
    """Write the last day of a pegawai, who stays in the list as gone.

    Raises NotAllowed, Changed, Refused (before they came or signed, more than a year ahead).
    """
    with transaction.atomic():
        row, place = lock_employee(pk, actor)
        if row.left_on == left_on:
            return row
        refuse_if_changed(row, seen)
        check_left(row, place, left_on)
        before, row.left_on = told(row), left_on
        if row.nip and (found := bearer(row, place)):
            raise Refused((found, "left_on"))
        _store(row, ["left_on"])
        tell_and_end(place, [event("employee.leave", row, before=before, after=told(row))], actor)
    return row


def undo_left(pk: int, *, seen: int, actor) -> Employee:
    """Take a last day back: they did not leave. Raises NotAllowed, Changed, Refused (works elsewhere, two heads)."""
    with transaction.atomic():
        row, place = lock_employee(pk, actor)
        if row.left_on is None:
            return row
        refuse_if_changed(row, seen)
        before, row.left_on = told(row), None
        check_employee(row, place)
        _store(row, ["left_on"])
        tell_and_end(place, [event("employee.stay", row, before=before, after=told(row))], actor)
    return row


def move_employee(pk: int, *, to: StaffPlace, on: date, seen: int, actor) -> Employee:
    """Mutasi: the last day here is the day before `on`, from which they work in `to`, unsigned. Gives the new row.

    Asked twice it happens once. Raises NotAllowed (both lists must be the actor's), Changed, Refused.
    """
    with transaction.atomic():
        lock_place(to, actor)
        row = _row(pk)
        if not may(actor, "manage_staff", place_of(row)):
            raise NotAllowed("Peran Anda tidak mencakup daftar pegawai ini.")
        twins = to.employees.filter(nip=row.nip, name=row.name, post=row.post, joined_on=on, version=1)
        if row.left_on is not None and row.left_on + DAY == on and (again := twins.first()):
            return again
        row, place = lock_employee(pk, actor, seen)
        if to.number == place.number:
            raise Refused(("Pilih tempat lain: pegawai ini sudah bekerja di sini.", "to"))
        if to.instansi.pk != place.instansi.pk:
            raise Refused(("Pegawai hanya dapat dipindahkan di dalam instansi ini.", "to"))
        if on < EARLIEST:
            raise Refused((TOO_EARLY.format(on.year), "on"))
        check_left(row, place, on - DAY, field="on")
        before, row.left_on = told(row), on - DAY
        _store(row, ["left_on"])
        new = Employee(**to.owner, name=row.name, nip=row.nip, post=row.post, joined_on=on)
        check_employee(new, to, ahead=True)
        new.save(force_insert=True)
        left = event("employee.leave", row, before=before, after=told(row))
        tell_and_end(place, [left, event("employee.add", new, after=told(new) | {"from": row.pk})], actor)
    return new


def _same(place: StaffPlace, data: EmployeeData) -> Employee | None:
    """The untouched row that says exactly this: the button was pressed twice."""
    return place.employees.filter(**data.__dict__, version=1, left_on=None, signed_on=None).first()


def _store(row: Employee, fields: list[str]) -> None:
    row.version += 1
    row.save(update_fields=[*fields, "version"])


def tell(place: StaffPlace, events: list[Event], actor) -> None:
    """Write to the audit of the instansi."""
    record_many(f"instansi:{place.instansi.pk}", events, actor=actor, role=acting_in(actor, place))


def tell_and_end(place: StaffPlace, events: list[Event], actor) -> None:
    """`tell`, and supersede the issued pakta that no longer say what the lists say now."""
    tell(place, events, actor)
    end_outdated_pakta(place.instansi, actor=actor, role=acting_in(actor, place))


def event(action: str, row: Employee, **more: Any) -> Event:
    """An act on one row."""
    return Event(action=action, label=LABEL, object_id=row.pk, **more)


def told(row: Employee) -> dict[str, Any]:
    """What the audit keeps of a row: no name, no NIP."""
    kept: dict[str, Any] = {
        "unit": row.unit_id,
        "occasion": row.occasion,
        "leads": row.leads,
        "scan": row.scan_id,
    }
    for name in ("joined_on", "signed_on", "left_on"):
        day = getattr(row, name)
        kept[name] = day.isoformat() if day else None
    return kept
