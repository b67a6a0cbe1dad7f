"""Penetapan: what is weighed of units, and the decrees that fix, add and withdraw them (PermenPANRB 90/2021 p. 13)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from assessments.engine.wording import long_date
from assessments.loaded import policy_of
from assessments.models import Assessment, Candidate, DecreeUnit, Period, SelectionDecree
from assessments.selections import Kind, last_words
from assessments.services.errors import Refused, Stale
from assessments.services.periods import register_unit, require_admin
from assessments.services.team_checks import check_decree
from assessments.staff_places import StaffPlace
from audit.services import record
from documents.models import Revision
from units.models import Instansi, UnitKerja
from units.services.trail import values

ROLE = "Admin inspektorat"
PREDICATES = ("WBK", "WBBM")
NOTE = 300


@dataclass(frozen=True)
class DecreeData:
    """What a decree says of itself. `kind`: `SelectionDecree.Kind`."""

    kind: str
    number: str
    date: date
    note: str = ""


def weigh(
    period: Period,
    *,
    unit: UnitKerja,
    criteria: Mapping[str, str],
    chosen: bool | None,
    reason: str,
    target: str,
    seen: int,
    actor,
) -> Candidate:
    """Record which criteria a unit meets (code → note), and whether it is chosen, with the reason.

    What stands already writes nothing. Raises NotAllowed, Stale, Refused: unit of another instansi or inactive, unknown
    criterion or predicate, a decision without a reason, chosen without a criterion.
    """
    with transaction.atomic():
        _lock(period, actor)
        _check_units(period, [unit])
        row = Candidate.objects.filter(period=period, unit=unit).first()
        row = row or Candidate(period=period, unit=unit, version=0)
        wanted = {"criteria": dict(criteria), "chosen": chosen, "reason": reason, "target": target}
        if row.pk and all(getattr(row, name) == value for name, value in wanted.items()):
            return row
        if row.version != seen:
            raise Stale(row)
        _check_weighed(period, wanted)
        before = _told_candidate(row) if row.pk else None
        for name, value in wanted.items():
            setattr(row, name, value)
        row.version, row.recorded_by = row.version + 1, actor
        row.save()
        _record(period, "candidate.save", row, before, _told_candidate(row), actor)
    return row


def is_new(period: Period, *, data: DecreeData, units: Mapping[int, str], actor, filename: str = "") -> bool:
    """Asked before a scan (`filename`, "" for none) is taken in: False when exactly this decree is recorded already
    (pressed twice). A scan that is missing so far is taken in. Raises like `record_decree`.
    """
    with transaction.atomic():
        _lock(period, actor)
        if done := _recorded(period, data, units):
            if filename and done.scan and done.scan.filename != filename:
                raise Refused(
                    (f"SK {data.number} sudah dicatat. Buka SK itu untuk mengganti berkasnya.", "scan")
                )
            return bool(filename) and done.scan is None
        _check_new(period, data, units)
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
        _lock(period, actor)
        if done := _recorded(period, data, units):
            if scan is None or done.scan is not None:
                return done
            said = {"number": done.number, "day": done.date, "note": done.note, "seen": done.version}
            return correct_decree(done.pk, scan=scan, actor=actor, **said)
        found = _check_new(period, data, units, scan)
        if data.kind != Kind.WITHDRAWAL:
            for unit in found:  # chains of assessments come before that of the instansi
                _register(period, unit, units[unit.pk], actor)
        decree = SelectionDecree.objects.create(period=period, scan=scan, recorded_by=actor, **data.__dict__)
        DecreeUnit.objects.bulk_create(
            [DecreeUnit(decree=decree, unit=unit, target=units[unit.pk]) for unit in found]
        )
        after = _told_decree(decree) | {"units": [[unit.pk, units[unit.pk]] for unit in found]}
        _record(period, "selection.decree", decree, None, after, actor)
    return decree


def correct_decree(
    decree_id: int, *, number: str, day: date, note: str, scan: Revision | None, seen: int, actor
) -> SelectionDecree:
    """Correct number, day, note or scan of a decree (`scan` None keeps the one there); its units stay what they were.

    Raises NotAllowed, Stale, Refused.
    """
    with transaction.atomic():
        row = SelectionDecree.objects.select_related("period__instansi").get(pk=decree_id)
        _lock(row.period, actor)
        row.refresh_from_db(fields=["number", "date", "note", "scan", "version"])
        scan = scan or row.scan
        wanted = {"number": number, "date": day, "note": note, "scan_id": scan.pk if scan else None}
        if all(getattr(row, name) == value for name, value in wanted.items()):
            return row
        if row.version != seen:
            raise Stale(row)
        _check_paper(row.period, number, day, scan, without=row.pk)
        _check_order(row, day)
        before = _told_decree(row)
        row.number, row.date, row.note, row.scan, row.version = number, day, note, scan, row.version + 1
        row.save()
        _record(row.period, "selection.decree_change", row, before, _told_decree(row), actor)
    return row


def _lock(period: Period, actor) -> None:
    require_admin(actor, period.instansi_id)
    Instansi.objects.select_for_update(no_key=True).get(pk=period.instansi_id)


def _recorded(period: Period, data: DecreeData, units: Mapping[int, str]) -> SelectionDecree | None:
    same = SelectionDecree.objects.filter(period=period, **data.__dict__).first()
    if same is None or dict(same.units.values_list("unit", "target")) != dict(units):
        return None
    return same


def _check_new(
    period: Period, data: DecreeData, units: Mapping[int, str], scan: Revision | None = None
) -> list[UnitKerja]:
    """The units, by code."""
    _check_paper(period, data.number, data.date, scan)
    found = list(UnitKerja.objects.filter(pk__in=units, instansi=period.instansi_id).order_by("code"))
    if not found or len(found) != len(units):
        raise Refused(("Pilih unit yang disebut dalam SK ini.", "units"))
    _check_units(period, [] if data.kind == Kind.WITHDRAWAL else found)
    if any(target not in PREDICATES for target in units.values()):
        raise Refused(("Pilih predikat yang dituju: WBK atau WBBM.", "units"))
    last = last_words(period)
    fixed = {pk for pk, word in last.items() if word.decree.kind != Kind.WITHDRAWAL}
    if data.kind == Kind.WITHDRAWAL:
        wrong = [unit.code for unit in found if unit.pk not in fixed]
        why = "belum ditetapkan, jadi tidak dapat ditarik"
    else:
        wrong = [unit.code for unit in found if unit.pk in fixed]
        why = "sudah ditetapkan tahun ini"
    if wrong:
        raise Refused((f"{', '.join(wrong)} {why}.", "units"))
    newest = max((word.decree.date for pk, word in last.items() if pk in units), default=None)
    if newest is not None and data.date < newest:
        raise Refused(("Ada SK yang lebih baru tentang unit ini. Periksa tanggalnya.", "date"))
    return found


def _check_paper(
    period: Period, number: str, day: date, scan: Revision | None, without: int | None = None
) -> None:
    try:
        check_decree(number, day, StaffPlace(period.instansi).today)
    except Refused as error:
        raise Refused(*[(text, {"day": "date"}.get(at, at)) for text, at in error.reasons]) from error
    if SelectionDecree.objects.filter(period=period, number=number).exclude(pk=without).exists():
        raise Refused((f"SK {number} sudah dicatat tahun ini. Buka SK itu untuk mengubahnya.", "number"))
    if scan and (scan.document.instansi_id, scan.document.unit_id) != (period.instansi_id, None):
        raise Refused(("Berkas ini bukan milik instansi ini. Unggah berkasnya di sini.", "scan"))


def _check_order(row: SelectionDecree, day: date) -> None:
    """A date is corrected between its neighbours only: what the newest decree says of each unit stays what it was."""
    units = row.units.values("unit")
    said = DecreeUnit.objects.filter(decree__period=row.period_id, unit__in=units).exclude(decree=row)
    for other in said.select_related("decree", "unit").order_by("decree__date", "decree__pk"):
        mark = (other.decree.date, other.decree.pk)
        if (mark < (row.date, row.pk)) != (mark < (day, row.pk)):
            when = f"{other.decree.number} tanggal {long_date(other.decree.date)}"
            raise Refused(
                (
                    f"Tanggal ini melewati SK {when} tentang {other.unit.code}. Periksa urutan kedua SK.",
                    "date",
                )
            )


def _check_units(period: Period, units: Sequence[UnitKerja]) -> None:
    wrong = [unit.code for unit in units if unit.instansi_id != period.instansi_id or not unit.is_active]
    if wrong:
        raise Refused((f"{', '.join(wrong)} tidak aktif, atau bukan unit instansi ini.", "units"))


def _check_weighed(period: Period, wanted: Mapping[str, Any]) -> None:
    reasons = []
    known = {criterion.code for criterion in policy_of(period).selection.criteria}
    if set(wanted["criteria"]) - known:
        reasons.append(("Kriteria ini tidak ada di ketentuan tahun ini. Muat ulang halamannya.", ""))
    if any(len(note) > NOTE for note in wanted["criteria"].values()):
        reasons.append((f"Catatan kriteria paling panjang {NOTE} huruf.", ""))
    if wanted["chosen"] is not None and not wanted["reason"].strip():
        reasons.append(("Tulis alasan dipilih atau tidak dipilihnya unit ini.", "reason"))
    if wanted["chosen"] and not wanted["criteria"]:
        reasons.append(("Centang sedikitnya satu kriteria yang dipenuhi unit yang dipilih.", "chosen"))
    if wanted["target"] not in PREDICATES:
        reasons.append(("Pilih predikat yang dituju: WBK atau WBBM.", "target"))
    if reasons:
        raise Refused(*reasons)


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


def _record(period: Period, action: str, row, before, after, actor) -> None:
    record(
        f"instansi:{period.instansi_id}",
        actor=actor,
        role=ROLE,
        action=action,
        label=row._meta.label_lower,
        object_id=row.pk,
        before=before,
        after=after,
    )


def _told_candidate(row: Candidate) -> dict[str, Any]:
    return values(row, "unit", "criteria", "chosen", "reason", "target")


def _told_decree(row: SelectionDecree) -> dict[str, Any]:
    return values(row, "kind", "number", "note", "scan") | {"date": row.date.isoformat()}
