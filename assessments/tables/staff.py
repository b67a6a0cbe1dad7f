"""The staff list of units with each pegawai's pakta integritas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

from django.db.models import F, QuerySet

from assessments.models import Employee
from assessments.services.pakta import lock_place
from assessments.services.staff import Wanted, remove_employees, save_employees
from assessments.services.staff_checks import EARLIEST, TOO_EARLY
from assessments.staff_places import StaffPlace, employees_of
from documents.workbooks.columns import NO, YES, YES_NO, Choice, Column
from documents.workbooks.values import clean_line

from .table import Key, Present, Row, Scope, Table
from .unit_column import unit_column
from .writing import attempt

DATES = ("joined_on", "signed_on", "left_on")
FIELDS = ("name", "nip", "post", "leads", "joined_on", "signed_on", "occasion", "left_on")
ITSELF = "INSTANSI"  # in the column of the unit: the leader and staff of the instansi itself

NAMES = {"joined_on": "mulai bekerja", "signed_on": "tanggal pakta", "left_on": "hari terakhir"}


def _columns(scope: Scope) -> tuple[Column, ...]:
    occasions = tuple(Choice(value, label, (value,)) for value, label in Employee.Occasion.choices)
    return (
        unit_column(
            _place_choices(scope),
            f"Unit tempat bekerja; {ITSELF} untuk pimpinan dan staf instansi sendiri.",
            also=("unit kerja",),
        ),
        Column(
            "name",
            "Nama pegawai",
            "Dengan gelar.",
            required=True,
            also=("nama", "nama lengkap"),
            max_length=150,
            width=32,
            example="Siti Aminah, S.Kep.",
        ),
        Column(
            "nip",
            "NIP",
            "Kosong untuk pegawai tanpa NIP, yang lalu dikenali dari namanya.",
            "nip",
            width=22,
            example="199001012015032001",
        ),
        Column(
            "post",
            "Jabatan",
            "Jabatan sekarang.",
            clears=True,
            max_length=150,
            width=30,
            example="Perawat Ahli Muda",
        ),
        Column(
            "leads",
            "Pimpinan",
            "Ya untuk kepala unit, atau kepala instansi.",
            "choice",
            choices=YES_NO,
            also=("kepala",),
            width=12,
            example="Tidak",
        ),
        Column(
            "joined_on",
            "Mulai bekerja",
            "Hari pertama di unit itu, untuk yang datang belakangan.",
            "date",
            clears=True,
            also=("tmt", "tanggal mulai"),
            width=14,
            example="01/03/2026",
        ),
        Column(
            "signed_on",
            "Tanggal pakta integritas",
            "Hari penandatanganan; kosong bila belum.",
            "date",
            clears=True,
            also=("tanggal pakta", "pakta integritas"),
            width=16,
            example="15/01/2026",
        ),
        Column(
            "occasion",
            "Kesempatan",
            "Kapan pakta ditandatangani.",
            "choice",
            choices=occasions,
            clears=True,
            width=26,
            example="Penandatanganan bersama",
        ),
        Column(
            "left_on",
            "Keluar",
            "Hari terakhir bekerja di unit itu: pensiun, pindah, berhenti.",
            "date",
            clears=True,
            also=("hari terakhir", "tanggal keluar"),
            width=14,
            example="31/05/2026",
        ),
    )


def _place_choices(scope: Scope) -> tuple[Choice, ...]:
    """The units, and the instansi itself (unless a unit has taken that code, or the list is one unit's)."""
    if scope.named is not None or ITSELF in scope.units:
        return scope.unit_choices
    return (*scope.unit_choices, Choice(ITSELF, f"{ITSELF} {scope.instansi.name}"))


def row_key(values: Mapping[str, str]) -> Key:
    """The NIP in a unit, or the name where there is none."""
    if nip := values.get("nip"):
        return (values["unit"], nip)
    return (values["unit"], "", clean_line(values["name"]).casefold())


def _present(scope: Scope) -> dict[Key, Present]:
    found: dict[Key, Present] = {}
    codes = {unit.pk: unit for unit in scope.units.values()}
    rows = _here(scope).order_by("unit__code", "name", F("left_on").desc(nulls_first=True), "pk")
    for row in rows:  # of who came back the newest stay: the file says one row a person and unit
        if row.unit_id is not None:
            row.unit = codes[row.unit_id]
        unit = row.unit.code if row.unit else ITSELF
        values = {"unit": unit} | {name: _text(getattr(row, name)) for name in FIELDS}
        found.setdefault(row_key(values), Present(values, row))
    return found


def _here(scope: Scope) -> QuerySet[Employee]:
    """The rows of a list: all of the instansi, or of the one unit."""
    if scope.named is None:
        return employees_of(scope.instansi)
    return Employee.objects.filter(unit__in=scope.named)


def _place(scope: Scope) -> StaffPlace | None:
    """The unit whose own people write its list; None: the admin writes those of the instansi."""
    return StaffPlace(scope.instansi, scope.named[0]) if scope.named else None


def _hold(scope: Scope) -> None:
    """Whoever writes a list of the instansi waits, so that what was compared still stands."""
    if (place := _place(scope)) is not None:
        lock_place(place, scope.actor)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return YES if value else NO
    return value.isoformat() if isinstance(value, date) else value or ""


def _find(present: Mapping[Key, Present], row: Row) -> Present | None:
    """By NIP; else by name, where one of both has no NIP yet: a row that says less is about the same person."""
    by_key = present.get(row_key(row.values))
    if by_key is not None:
        return by_key
    name = clean_line(row.values["name"]).casefold()
    if "nip" in row.values:
        return present.get((row.values["unit"], "", name))
    alike = [
        stands
        for stands in _by_name(present).get((row.values["unit"], name), [])
        if not stands.values["left_on"]
    ]
    if len(alike) > 1:
        row.refuse("Ada beberapa pegawai dengan nama ini di unit itu. Isi NIP-nya.", "name")
    return alike[0] if len(alike) == 1 else None


def _by_name(present: Mapping[Key, Present]) -> dict[tuple[str, str], list[Present]]:
    found: dict[tuple[str, str], list[Present]] = {}
    for stands in present.values():
        name = clean_line(stands.values["name"]).casefold()
        found.setdefault((stands.values["unit"], name), []).append(stands)
    return found


def _judge(scope: Scope, rows: Sequence[Row]) -> None:
    seen: dict[int, Row] = {}
    for row in rows:
        if row.thing is not None and (before := seen.setdefault(row.thing.pk, row)) is not row:
            row.refuse(f"pegawai ini sudah ada di baris {before.number}. Hapus salah satunya.", "name")
        if row.get("occasion") and not row.get("signed_on"):
            row.refuse("Isi tanggal pakta integritas, atau kosongkan kesempatannya.", "signed_on")
        if row.values.get("signed_on", "") > scope.today.isoformat():
            row.refuse("Tanggal pakta integritas belum lewat. Isi sesudah ditandatangani.", "signed_on")
        _in_order(row)
    _one_place(scope, [row for row in rows if not row.problems])


def _in_order(row: Row) -> None:
    """Nobody signs or leaves before they come, or signs after they left."""
    days = [(key, row.get(key)) for key in DATES if row.get(key)]
    for key, day in days:
        if day < EARLIEST.isoformat():
            row.refuse(TOO_EARLY.format(int(day[:4])), key)
    for (earlier, first), (later, second) in pairwise(days):
        if first > second:
            row.refuse(
                f"{NAMES[later]} lebih awal daripada {NAMES[earlier]}. Periksa kedua tanggalnya.", later
            )


def _one_place(scope: Scope, rows: Sequence[Row]) -> None:
    """Nobody works in two units at once, counted with those that the file does not name."""
    named = {row.thing.pk for row in rows if row.thing is not None}
    nips = {row.get("nip") for row in rows if row.get("nip")}
    places: dict[str, str] = {}
    here = employees_of(scope.instansi).filter(left_on=None).exclude(nip="")
    for pk, nip, unit in here.values_list("pk", "nip", "unit__code"):
        if nip in nips and pk not in named:
            places[nip] = unit or ITSELF
    for row in rows:
        nip = row.get("nip")
        if not nip or row.get("left_on"):
            continue
        unit = places.setdefault(nip, row.values["unit"])
        if unit != row.values["unit"]:
            row.refuse(f"NIP ini masih tercatat aktif di {unit}. Isi hari terakhirnya di sana.", "nip")


def _apply(scope: Scope, rows: Sequence[Row]) -> list[dict[str, Any]]:
    if not rows:
        return []
    wanted = [Wanted(row.thing, _data(scope, row)) for row in rows]
    told = {"wanted": wanted, "actor": scope.actor, "place": _place(scope)}
    stored = attempt(scope, rows[0], lambda: save_employees(scope.instansi, **told))
    if stored is None:
        return []
    return [
        {
            "pk": person.pk,
            "before": {key: was for key, (was, _) in row.changes.items()} if row.before else None,
        }
        for person, row in zip(stored, rows, strict=True)
    ]


def _data(scope: Scope, row: Row) -> dict[str, Any]:
    data = {key: _typed(key, after) for key, (_, after) in row.changes.items() if key != "unit"}
    return data | (_owner(scope, row.values["unit"]) if row.thing is None else {})


def _owner(scope: Scope, code: str) -> dict[str, Any]:
    return {"unit": scope.units[code]} if code in scope.units else {"instansi": scope.instansi}


def _typed(key: str, text: str) -> Any:
    if key == "leads":
        return text == YES
    if key in DATES:
        return date.fromisoformat(text) if text else None
    return text


def _undo(scope: Scope, records: Sequence[dict[str, Any]]) -> None:
    """Take new pegawai away and give the others back what stood."""
    rows = {row.pk: row for row in _here(scope).select_related("unit")}
    new = [rows[record["pk"]] for record in records if record["before"] is None]
    back = [
        Wanted(rows[record["pk"]], {key: _typed(key, was) for key, was in record["before"].items()})
        for record in records
        if record["before"] is not None
    ]
    told = {"actor": scope.actor, "place": _place(scope)}
    remove_employees(scope.instansi, employees=new, **told)
    save_employees(scope.instansi, wanted=back, **told)


STAFF = Table(
    key="pegawai",
    title="Pegawai dan pakta integritas",
    sheet="Pegawai",
    purpose="Mencatat pegawai setiap unit dan pakta integritas yang mereka tanda tangani, untuk pencanangan.",
    columns=_columns,
    identify=("unit", "name", "nip"),
    row_key=row_key,
    find=_find,
    present=_present,
    judge=_judge,
    apply=_apply,
    undo=_undo,
    hints=(
        "Satu baris satu pegawai di satu unit. Pegawai dikenali dari NIP-nya, atau dari nama bila tanpa NIP.",
        "Pegawai yang pindah: isi Keluar di unit lama, lalu tambah baris di unit baru.",
    ),
    max_rows=20_000,
)

UNIT_STAFF = replace(
    STAFF,
    key="pegawai-unit",
    title="Pegawai unit",
    purpose="Mencatat pegawai unit ini dan pakta integritas yang mereka tanda tangani.",
    hints=("Satu baris satu pegawai, dikenali dari NIP-nya, atau dari nama bila tanpa NIP.",),
    needs="assessment",
    permission="import_staff",
    file_key=STAFF.key,
    hold=_hold,
    max_rows=2_000,
)
