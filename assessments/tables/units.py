"""The units of an instansi."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from documents.workbooks.columns import NO, YES, YES_NO, Choice, Column
from units.models import UnitKerja
from units.services.units import change_unit, create_unit, remove_unit, set_active

from .table import Key, Present, Row, Scope, Table
from .writing import attempt

PLAIN = ("name", "level", "service_kind", "head_name", "head_post")
LEVEL = UnitKerja.Level.LOWER


def _columns(scope: Scope) -> tuple[Column, ...]:
    levels = tuple(Choice(value, label) for value, label in UnitKerja.Level.choices)
    kinds = tuple(Choice(value, label) for value, label in UnitKerja.ServiceKind.choices)
    return (
        Column(
            "code",
            "Kode unit",
            "Singkat dan unik di instansi; tidak dapat diganti lewat tabel.",
            required=True,
            any_case=True,
            also=("kode",),
            max_length=40,
            example="PKM-01",
        ),
        Column(
            "name",
            "Nama unit",
            "Nama lengkap.",
            required=True,
            also=("nama",),
            width=40,
            example="Puskesmas Melati",
        ),
        Column(
            "parent",
            "Kode unit induk",
            "Kosong bila langsung di bawah pimpinan instansi. Boleh unit baru di berkas yang sama.",
            also=("induk", "unit induk"),
            any_case=True,
            clears=True,
            max_length=40,
            example="DINKES",
        ),
        Column(
            "level",
            "Tingkat",
            "Tingkat jabatan pimpinan unit. Kosong: di bawah JPT pratama.",
            "choice",
            choices=levels,
            width=22,
            example="JPT pratama",
        ),
        Column(
            "core_service",
            "Pelayanan inti",
            "Ya bila unit menjalankan pelayanan inti instansi.",
            "choice",
            choices=YES_NO,
            width=14,
            example="Ya",
        ),
        Column(
            "service_kind",
            "Jenis layanan",
            "Unit berjenis sama dibandingkan tanpa nama; enam jenis pertama mendapat afirmasi (pemda).",
            "choice",
            choices=kinds,
            clears=True,
            width=22,
            example="RSUD",
        ),
        Column(
            "head_name",
            "Nama pimpinan",
            "Dengan gelar, seperti pada surat.",
            clears=True,
            max_length=150,
            width=30,
            example="dr. Rina Wulandari",
        ),
        Column(
            "head_post",
            "Jabatan pimpinan",
            "Seperti pada surat.",
            clears=True,
            max_length=150,
            width=30,
            example="Kepala Puskesmas Melati",
        ),
        Column(
            "active",
            "Aktif",
            "Tidak: unit tidak lagi mendapat peran, tim, atau periode baru.",
            "choice",
            choices=YES_NO,
            width=10,
            example="Ya",
        ),
    )


def row_key(values: Mapping[str, str]) -> Key:
    """Codes are the same whatever their case."""
    return (values["code"].casefold(),)


def _present(scope: Scope) -> dict[Key, Present]:
    return {
        (unit.code.casefold(),): Present(
            {
                "code": unit.code,
                "parent": unit.parent.code if unit.parent else "",
                "core_service": YES if unit.core_service else NO,
                "active": YES if unit.is_active else NO,
                **{name: getattr(unit, name) for name in PLAIN},
            },
            unit,
        )
        for unit in scope.units.values()
    }


def _parents(scope: Scope, rows: Sequence[Row]) -> dict[str, str]:
    """Code → code of the parent, both casefolded, as they will be after the import."""
    after = {
        unit.code.casefold(): unit.parent.code.casefold() if unit.parent else ""
        for unit in scope.units.values()
    }
    return after | {row_key(row.values)[0]: row.get("parent").casefold() for row in rows}


def _judge(scope: Scope, rows: Sequence[Row]) -> None:
    parents = _parents(scope, rows)
    for row in rows:
        parent = row.get("parent")
        if not parent or "parent" not in row.changes:
            continue
        if parent.casefold() not in parents:
            row.refuse(f"Unit induk {parent} tidak ada di instansi ini atau di berkas ini.", "parent")
        elif row_key(row.values)[0] in _line(parent.casefold(), parents):
            row.refuse("Unit induk tidak boleh unit ini sendiri atau unit di bawahnya.", "parent")


def _line(start: str, parents: Mapping[str, str]) -> list[str]:
    """The unit `start` and all above it."""
    line: list[str] = []
    while start and start not in line:
        line.append(start)
        start = parents.get(start, "")
    return line


def _apply(scope: Scope, rows: Sequence[Row]) -> list[dict[str, Any]]:
    parents = _parents(scope, rows)
    units = {code.casefold(): unit for code, unit in scope.units.items()}
    done = []
    # what stands above comes first: then no parent is ever missing, nor below its child for a moment
    for row in sorted(rows, key=lambda row: len(_line(row_key(row.values)[0], parents))):
        unit = attempt(scope, row, lambda row=row: _save(scope, row, units))
        if unit is not None:
            units[unit.code.casefold()] = unit
            was = {key: was for key, (was, _) in row.changes.items()} if row.before else None
            done.append({"pk": unit.pk, "before": was})
    return done


def _save(scope: Scope, row: Row, units: Mapping[str, UnitKerja]) -> UnitKerja:
    wanted = {key: after for key, (_, after) in row.changes.items()}
    if row.thing is None:
        data = {"level": LEVEL} | _data(wanted, units)
        unit = create_unit(scope.instansi, actor=scope.actor, code=row.values["code"], **data)
    else:
        unit = change_unit(row.thing, actor=scope.actor, **_data(wanted, units))
    if "active" in wanted:
        unit = set_active(unit, active=wanted["active"] == YES, actor=scope.actor)
    return unit


def _data(wanted: Mapping[str, str], units: Mapping[str, UnitKerja]) -> dict[str, Any]:
    """The fields of the service, from canonical texts."""
    data: dict[str, Any] = {name: wanted[name] for name in PLAIN if name in wanted}
    if "core_service" in wanted:
        data["core_service"] = wanted["core_service"] == YES
    if "parent" in wanted:
        data["parent"] = units[wanted["parent"].casefold()] if wanted["parent"] else None
    return data


def _undo(scope: Scope, records: Sequence[dict[str, Any]]) -> None:
    """Give units back what stood, then take new ones away, those below first. Refused where anything hangs on one."""
    units = {code.casefold(): unit for code, unit in scope.units.items()}
    stored = {unit.pk: unit for unit in units.values()}
    for record in reversed(records):
        was = record["before"]
        if was is not None:
            unit = change_unit(stored[record["pk"]], actor=scope.actor, **_data(was, units))
            if "active" in was:
                set_active(unit, active=was["active"] == YES, actor=scope.actor)
    for record in reversed(records):
        if record["before"] is None:
            remove_unit(stored[record["pk"]], actor=scope.actor)


UNITS = Table(
    key="unit",
    title="Unit kerja",
    sheet="Unit",
    purpose="Mendaftarkan unit baru dan memperbarui data unit yang sudah ada: induk, tingkat, layanan, pimpinan.",
    columns=_columns,
    identify=("code",),
    row_key=row_key,
    present=_present,
    judge=_judge,
    apply=_apply,
    undo=_undo,
    hints=("Satu baris satu unit. Unit dikenali dari kodenya; huruf besar dan kecil dianggap sama.",),
)
