"""The decrees that fix units for a year, add them and withdraw them (PermenPANRB 90/2021 p. 13)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from assessments.models import Assessment, DecreeUnit, FormerDecreeUnit, Period, SelectionDecree
from assessments.selections import Kind
from assessments.services.errors import Refused, Stale
from assessments.services.periods import register_unit
from assessments.services.selection_checks import (
    ROLE,
    DecreeData,
    check_new,
    check_order,
    check_paper,
    check_standing,
    check_taking_out,
    emptied,
    lock_year,
    tell,
)
from assessments.services.tpn_shared import required_reason
from audit.services import record
from documents.models import Revision
from units.models import UnitKerja
from units.services.trail import values


def is_new(period: Period, *, data: DecreeData, units: Mapping[int, str], actor, filename: str = "") -> bool:
    """Asked before a scan (`filename`, "" for none) is taken in: False when exactly this decree is recorded already
    (pressed twice). A scan that is missing so far is taken in. Raises like `record_decree`.
    """
    with transaction.atomic():
        lock_year(period, actor)
        if done := _recorded(period, data, units):
            if filename and done.scan and done.scan.filename != filename:
                raise Refused(
                    (f"SK {data.number} sudah dicatat. Buka SK itu untuk mengganti berkasnya.", "scan")
                )
            return bool(filename) and done.scan is None
        check_new(period, data, units)
    return True


def record_decree(
    period: Period, *, data: DecreeData, units: Mapping[int, str], scan: Revision | None, actor
) -> SelectionDecree:
    """Record a decree with its units (unit id → predicate), and register those that it fixes for the year, in one step.

    Pressed twice it happens once. A withdrawal leaves the year of a unit as it is. Raises NotAllowed, Refused: no unit,
    a unit of another instansi or inactive, a number that is taken, an impossible day, a unit that is fixed already
    or (withdrawal) is not, a scan of somebody else.
    """
    with transaction.atomic():
        lock_year(period, actor, units)
        if done := _recorded(period, data, units):
            if scan is None or done.scan is not None:
                return done
            said = {"number": done.number, "day": done.date, "note": done.note, "seen": done.version}
            return correct_decree(done.pk, scan=scan, actor=actor, **said)
        found = check_new(period, data, units, scan)
        if data.kind != Kind.WITHDRAWAL:
            for unit in found:  # chains of assessments come before that of the instansi
                _register(period, unit, units[unit.pk], actor)
        decree = emptied(period, data.number) or SelectionDecree(period=period, version=0)
        for name, value in data.__dict__.items():
            setattr(decree, name, value)
        decree.scan, decree.version, decree.recorded_by = scan or decree.scan, decree.version + 1, actor
        decree.save()
        DecreeUnit.objects.bulk_create(
            [DecreeUnit(decree=decree, unit=unit, target=units[unit.pk]) for unit in found]
        )
        after = _told_decree(decree) | {"units": [[unit.pk, units[unit.pk]] for unit in found]}
        tell(period, "selection.decree", decree, None, after, actor)
    return decree


def correct_decree(
    decree_id: int, *, number: str, day: date, note: str, scan: Revision | None, seen: int, actor
) -> SelectionDecree:
    """Correct number, day, note or scan of a decree (`scan` None keeps the one there); its units stay what they were.

    Raises NotAllowed, Stale, Refused.
    """
    with transaction.atomic():
        row = SelectionDecree.objects.select_related("period__instansi").get(pk=decree_id)
        lock_year(row.period, actor)
        row.refresh_from_db(fields=["number", "date", "note", "scan", "version"])
        scan = scan or row.scan
        wanted = {"number": number, "date": day, "note": note, "scan_id": scan.pk if scan else None}
        if all(getattr(row, name) == value for name, value in wanted.items()):
            return row
        if row.version != seen:
            raise Stale(row)
        check_paper(row.period, number, day, scan, without=row.pk)
        check_order(row, day)
        before = _told_decree(row)
        row.number, row.date, row.note, row.scan, row.version = number, day, note, scan, row.version + 1
        row.save()
        tell(row.period, "selection.decree_change", row, before, _told_decree(row), actor)
    return row


def take_out(decree_id: int, *, unit: int, reason: str, seen: int, actor) -> SelectionDecree:
    """Take a unit out of a decree in which it was ticked by mistake; what stood is kept with the reason. Its
    registration stays. Asked twice it happens once.

    Raises NotAllowed, Stale, Refused: no reason, a unit that is not in it, one whose year has begun (unless the decree
    withdraws it), a newer decree that speaks of it too.
    """
    with transaction.atomic():
        row = SelectionDecree.objects.select_related("period__instansi").get(pk=decree_id)
        lock_year(row.period, actor, [unit])
        row.refresh_from_db(fields=["number", "date", "kind", "version"])
        said = row.units.filter(unit=unit).select_related("unit").first()
        if said is None and row.former_units.filter(unit=unit).exists():
            return row
        if row.version != seen:
            raise Stale(row)
        reason = required_reason(reason, "Tulis alasan unit ini dikeluarkan dari SK.")
        check_taking_out(row, said)
        FormerDecreeUnit.objects.create(
            decree=row,
            unit=said.unit,
            target=said.target,
            reason=reason,
            removed_by=actor,
            removed_at=timezone.now(),
        )
        said.delete()
        row.version += 1
        row.save(update_fields=["version"])
        before = {"unit": unit, "target": said.target}
        tell(row.period, "selection.unit_out", row, before, None, actor, reason)
    return row


def put_back(decree_id: int, *, unit: int, actor) -> SelectionDecree:
    """Let a decree name a unit again that was taken out of it by mistake; a decree that fixes registers it as before.
    Asked twice it happens once.

    Raises NotAllowed, Refused: a unit that was never in it, an inactive one, or one that another decree has fixed (or
    withdrawn) since, or speaks of later.
    """
    with transaction.atomic():
        row = SelectionDecree.objects.select_related("period__instansi").get(pk=decree_id)
        lock_year(row.period, actor, [unit])
        row.refresh_from_db(fields=["number", "date", "kind", "version"])
        if row.units.filter(unit=unit).exists():
            return row
        former = row.former_units.filter(unit=unit).select_related("unit").first()
        if former is None:
            raise Refused(("Unit ini tidak pernah disebut dalam SK ini.", "unit"))
        check_standing(row.period, DecreeData(row.kind, row.number, row.date), [former.unit])
        if row.kind != Kind.WITHDRAWAL:
            _register(row.period, former.unit, former.target, actor)
        DecreeUnit.objects.create(decree=row, unit=former.unit, target=former.target)
        row.version += 1
        row.save(update_fields=["version"])
        after = {"unit": unit, "target": former.target}
        tell(row.period, "selection.unit_back", row, None, after, actor)
    return row


def _recorded(period: Period, data: DecreeData, units: Mapping[int, str]) -> SelectionDecree | None:
    same = SelectionDecree.objects.filter(period=period, **data.__dict__).first()
    if same is None or dict(same.units.values_list("unit", "target")) != dict(units):
        return None
    return same


def _register(period: Period, unit: UnitKerja, target: str, actor) -> None:
    """Register, and let a unit that was registered before aim at what the decree says, while it has yet to begin."""
    a = register_unit(period, unit=unit, target=target, actor=actor)
    if a.target == target or a.state != "terdaftar":
        return
    before = {"target": a.target}
    Assessment.objects.filter(pk=a.pk).update(target=target)
    record(
        a.audit_chain,
        actor=actor,
        role=ROLE,
        action="assessment.target",
        label="assessments.assessment",
        object_id=a.pk,
        before=before,
        after={"target": target},
    )


def _told_decree(row: SelectionDecree) -> dict[str, Any]:
    return values(row, "kind", "number", "note", "scan") | {"date": row.date.isoformat()}
