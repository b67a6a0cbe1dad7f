"""The action plan of a unit: a row an activity, with how far it has come. Exported and taken in by the unit itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from assessments.activity_reads import activities_of
from assessments.models import Activity, ActivityNote, Employee
from assessments.panels import HASIL
from assessments.rules import may_answer_area
from assessments.services.activities import ActivityData, add_activity, change_activity
from assessments.services.activity_progress import TOO_OLD, first_day, note_progress, today_of
from documents.workbooks.values import clean_line

from .action_plan_columns import plan_columns
from .table import Key, Present, Row, Scope, Table
from .writing import attempt

DATES = ("start", "due")
OF_ACTIVITY = ("area", "text", "codes", "target", "measure", "output", "person", "nip", *DATES)
OF_PROGRESS = ("percent", "noted_on", "note")
GONE = "Kegiatan ini tidak ada lagi di portal. Kosongkan tandanya untuk menambahkannya lagi."
MOVED = (
    "Kegiatan ini diubah di portal sesudah berkas ini diekspor. Ekspor lagi, atau hapus “-{0}” dari tandanya bila isi "
    "berkas ini yang dipakai."
)


def row_key(values: Mapping[str, str]) -> Key:
    """The activity that the portal's mark names; without one, area and text."""
    if mark := values.get("mark"):
        return ("#", mark.partition("-")[0])
    return (values["area"], clean_line(values["text"]).casefold())


def _present(scope: Scope) -> dict[Key, Present]:
    a = scope.the_assessment
    newest: dict[int, ActivityNote] = {}
    for note in ActivityNote.objects.filter(activity__assessment=a).order_by("date", "pk"):
        newest[note.activity_id] = note
    return {
        ("#", str(one.pk)): Present(_values(one, newest.get(one.pk)), one)
        for one in activities_of(a).select_related("employee")
    }


def _values(one: Activity, note: ActivityNote | None) -> dict[str, str]:
    values = {name: getattr(one, name) for name in ("text", "target", "measure", "output", "person")}
    values |= {name: day.isoformat() if (day := getattr(one, name)) else "" for name in DATES}
    return values | {
        "number": str(one.number),
        "area": one.area or HASIL,
        "codes": ";".join(one.codes),
        "nip": one.employee.nip if one.employee else "",
        "percent": str(note.percent) if note else str(one.percent or ""),
        "noted_on": note.date.isoformat() if note else "",
        "note": note.text if note else "",
        "mark": f"{one.pk}-{one.version}",
    }


def _find(present: Mapping[Key, Present], row: Row) -> Present | None:
    if "mark" in row.values:
        found = present.get(row_key(row.values))
        if found is None:
            row.refuse(GONE, "mark")
        return found
    key = row_key(row.values)
    same = (one for one in present.values() if row_key(one.values | {"mark": ""}) == key)
    return next(same, None)


def _judge(scope: Scope, rows: Sequence[Row]) -> None:
    a, seen = scope.the_assessment, dict[int, Row]()
    staff = set(Employee.objects.filter(unit=a.unit_id).exclude(nip="").values_list("nip", flat=True))
    today = today_of(a)
    for row in rows:
        if row.thing is not None and (before := seen.setdefault(row.thing.pk, row)) is not row:
            row.refuse(f"kegiatan ini sudah ada di baris {before.number}. Hapus salah satunya.", "text")
        if row.status in ("new", "changed"):
            _judge_writing(scope, row)
        if row.changes.get("nip", ("", ""))[1] and row.get("nip") not in staff:
            row.refuse(
                "NIP ini tidak ada dalam daftar pegawai unit. Kosongkan, atau catat dulu pegawainya.", "nip"
            )
        if row.get("start") and row.get("due") and row.get("due") < row.get("start"):
            row.refuse("Tenggat lebih awal daripada mulainya. Periksa kedua tanggalnya.", "due")
        if any(key in row.changes for key in OF_PROGRESS):
            if not row.get("percent"):
                row.refuse("Isi kemajuannya dalam persen.", "percent")
            if row.get("noted_on") > today.isoformat():
                row.refuse("Tanggal ini belum tiba. Catat kemajuan yang sudah dicapai.", "noted_on")
            if "" < row.get("noted_on") < first_day(today).isoformat() and "noted_on" in row.changes:
                row.refuse(TOO_OLD, "noted_on")


def _judge_writing(scope: Scope, row: Row) -> None:
    areas = {row.get("area"), (row.before or {}).get("area") or row.get("area")}
    for area in areas:
        if not may_answer_area(scope.actor, scope.the_assessment, None if area == HASIL else area):
            row.refuse("Area ini di luar pokja Anda. Hapus barisnya dari berkas.", "area")
    _, _, version = row.values.get("mark", "").partition("-")
    if row.thing is not None and version and version != str(row.thing.version):
        row.refuse(MOVED.format(version[:10]), "mark")


def _apply(scope: Scope, rows: Sequence[Row]) -> list[dict[str, Any]]:
    done = []
    for row in rows:
        stored = attempt(scope, row, lambda row=row: _save(scope, row))
        if stored is not None:
            done.append({"pk": stored.pk})
    return done


def _save(scope: Scope, row: Row) -> Activity:
    pk, one = scope.the_assessment.pk, row.thing
    if one is None:
        one = add_activity(pk, data=_data(scope, row), actor=scope.actor)
    elif any(key in row.changes for key in OF_ACTIVITY):
        one = change_activity(pk, one.number, data=_data(scope, row), seen=one.version, actor=scope.actor)
    if any(key in row.changes for key in OF_PROGRESS):
        day = row.get("noted_on") if "noted_on" in row.changes else ""
        note_progress(
            pk,
            one.number,
            on=date.fromisoformat(day) if day else today_of(scope.the_assessment),
            percent=int(row.get("percent")),
            text=row.get("note") if "note" in row.changes else "",
            actor=scope.actor,
        )
    return one


def _data(scope: Scope, row: Row) -> ActivityData:
    area = row.get("area")
    employee = None
    if row.changes.get("nip", ("", ""))[1]:
        listed = Employee.objects.filter(unit=scope.the_assessment.unit_id, nip=row.get("nip"))
        employee = listed.values_list("pk", flat=True).first()
    elif row.thing is not None and not {"nip", "person"} & set(row.changes):
        employee = row.thing.employee_id
    return ActivityData(
        area="" if area == HASIL else area,
        codes=tuple(filter(None, row.get("codes").split(";"))),
        employee=employee,
        **{name: row.get(name) for name in ("text", "target", "measure", "output", "person")},
        **{name: date.fromisoformat(row.get(name)) if row.get(name) else None for name in DATES},
    )


ACTION_PLAN = Table(
    key="rencana-aksi",
    title="Rencana aksi",
    sheet="Rencana aksi",
    purpose="Menyusun rencana aksi unit per area perubahan dan mencatat kemajuannya.",
    needs="assessment",
    permission="plan_activities",
    columns=plan_columns,
    identify=("area", "text"),
    row_key=row_key,
    find=_find,
    present=_present,
    judge=_judge,
    apply=_apply,
    no_undo="Impor rencana aksi tidak dapat diurungkan sekaligus. Ubah kegiatannya di halaman rencana aksi.",
    hints=(
        "Satu baris satu kegiatan. Kegiatan yang sudah ada dikenali dari tanda portalnya; baris tanpa tanda "
        "dikenali dari area dan kegiatannya, atau menjadi kegiatan baru.",
    ),
    max_rows=500,
)
