"""The action plan of a unit: activities added, changed, removed. Nothing that was submitted is touched by it.

Every write locks the assessment, asks for permission (the areas of the pokja hold here too), compares the version
that the writer saw, and says in the audit what it changed.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db import transaction

from assessments.activity_reads import next_number
from assessments.loaded import instrument_of
from assessments.models import Activity, Assessment, Employee
from assessments.rules import acting_as, may_answer_area
from assessments.services.errors import Conflict, NotAllowed, Refused
from assessments.services.locking import lock_assessment
from audit.services import record
from documents.names import plain_line
from units.texts import plain_text

LIMITS = {"text": 1000, "target": 1000, "measure": 150, "output": 300, "person": 150}
NAMES = {"text": "Kegiatan", "target": "Target", "measure": "Ukuran", "output": "Keluaran", "person": "Nama"}
LINES = ("measure", "output", "person")
AROUND = 2  # years: further off, a date is a slip of the keyboard


@dataclass(frozen=True)
class ActivityData:
    """What is said of an activity. `area` "" is Hasil; `employee` the id of a pegawai of the unit, whose name is then
    the person in charge.
    """

    text: str
    area: str
    codes: tuple[str, ...] = ()
    target: str = ""
    measure: str = ""
    output: str = ""
    person: str = ""
    employee: int | None = None
    start: date | None = None
    due: date | None = None


def add_activity(pk: int, *, data: ActivityData, actor) -> Activity:
    """Add an activity to the plan; sent twice it is added once.

    Raises Assessment.DoesNotExist for a stranger, NotAllowed (role, before pencanangan, outside the pokja), Refused
    with the field of each reason.
    """
    with transaction.atomic():
        assessment = lock_assessment(actor, pk, "plan_activities")
        clean = checked(assessment, data, actor)
        for twin in Activity.objects.filter(assessment=assessment, area=clean.area, text=clean.text):
            if said(twin) == clean:
                return twin
            raise Refused((f"Kegiatan ini sudah ada sebagai nomor {twin.number}.", "text"))
        activity = Activity(assessment=assessment, number=next_number(assessment), added_by=actor)
        return keep_new(activity, clean, actor)


def keep_new(activity: Activity, data: ActivityData, actor, **after: Any) -> Activity:
    """Store a new activity whose data is checked, under the lock of its assessment."""
    _put(activity, data)
    activity.save()
    record_act(activity, actor, "activity.add", after=plain(activity) | after)
    return activity


def change_activity(pk: int, number: int, *, data: ActivityData, seen: int, actor) -> Activity:
    """Say something else of an activity; what says the same writes nothing.

    Raises like `add_activity`, Activity.DoesNotExist, Conflict when somebody else changed it since `seen`.
    """
    with transaction.atomic():
        assessment, activity = locked(pk, number, actor)
        clean = checked(assessment, data, actor)
        if said(activity) == clean:
            return activity
        if seen != activity.version:
            raise Conflict(str(number), seen, activity)
        before = plain(activity)
        _put(activity, clean)
        activity.version += 1
        activity.save()
        record_act(activity, actor, "activity.change", before=before, after=plain(activity))
    return activity


def remove_activity(pk: int, number: int, *, actor) -> None:
    """Take an activity out of the plan, with its notes; its documents stay with the unit. Asked twice: once.

    Raises Assessment.DoesNotExist, NotAllowed, Refused when a monitoring found something about it.
    """
    with transaction.atomic():
        try:
            _, activity = locked(pk, number, actor)
        except Activity.DoesNotExist:
            return
        if activity.findings.exists():
            raise Refused(
                f"Ada temuan monev tentang kegiatan {number}, jadi kegiatan ini tetap. Ubah dahulu temuannya."
            )
        notes = [[note.date.isoformat(), note.percent, note.text] for note in activity.notes.all()]
        documents = [paper.document_id for paper in activity.papers.all()]
        before = plain(activity) | {"notes": notes, "documents": documents}
        record_act(activity, actor, "activity.remove", before=before)
        activity.delete()


def locked(pk: int, number: int, actor) -> tuple[Assessment, Activity]:
    """The activity of a locked assessment, where the person may plan. Raises as `change_activity`."""
    assessment = lock_assessment(actor, pk, "plan_activities")
    activity = Activity.objects.get(assessment=assessment, number=number)
    activity.assessment = assessment
    require_area(assessment, activity.area, actor)
    return assessment, activity


def require_area(assessment: Assessment, area: str, actor) -> None:
    """NotAllowed outside the person's pokja; Hasil belongs to who has none."""
    if not may_answer_area(actor, assessment, area or None):
        raise NotAllowed(("Area ini di luar pokja Anda.", "area"))


def checked(assessment: Assessment, data: ActivityData, actor) -> ActivityData:
    """The data as it is stored. Raises NotAllowed, Refused."""
    values = asdict(data)
    for name, limit in LIMITS.items():
        tidy = plain_text(values[name])
        values[name] = plain_line(tidy, len(tidy)) if name in LINES else tidy
        if len(values[name]) > limit:
            raise Refused((f"{NAMES[name]} paling panjang {limit} huruf; ini {len(values[name])}.", name))
    reasons = [*_reasons(assessment, values), *_dates(assessment, data)]
    if reasons:
        raise Refused(*reasons)
    require_area(assessment, data.area, actor)
    if data.employee is not None:
        person = Employee.objects.filter(pk=data.employee, unit=assessment.unit_id).first()
        if person is None:
            raise Refused(("Pegawai itu tidak ada dalam daftar pegawai unit ini. Pilih lagi.", "employee"))
        values["person"] = person.name
    order = list(instrument_of(assessment.period).questions)
    values["codes"] = tuple(sorted(set(data.codes), key=order.index))
    return ActivityData(**values)


def _reasons(assessment: Assessment, values: dict[str, Any]) -> list[tuple[str, str]]:
    instrument = instrument_of(assessment.period)
    found = []
    if not values["text"]:
        found.append(("Tuliskan kegiatannya.", "text"))
    if values["area"] and values["area"] not in instrument.areas:
        found.append((f"Area {values['area'][:10]} tidak ada dalam instrumen tahun ini.", "area"))
    if unknown := sorted(code[:40] for code in values["codes"] if code not in instrument.questions):
        found.append((f"Pertanyaan {', '.join(unknown[:3])} tidak ada dalam instrumen tahun ini.", "codes"))
    return found


def _dates(assessment: Assessment, data: ActivityData) -> list[tuple[str, str]]:
    year = assessment.period.year
    found = [
        (f"Periksa tahunnya: kegiatan {year} berjalan antara {year - AROUND} dan {year + AROUND}.", name)
        for name, day in (("start", data.start), ("due", data.due))
        if day is not None and abs(day.year - year) > AROUND
    ]
    if not found and data.start and data.due and data.due < data.start:
        found.append(("Tenggat lebih awal daripada mulainya. Periksa kedua tanggalnya.", "due"))
    return found


def said(activity: Activity) -> ActivityData:
    """What stands, as data."""
    values = {name: getattr(activity, name) for name in ActivityData.__dataclass_fields__}
    values["codes"], values["employee"] = tuple(activity.codes), activity.employee_id
    return ActivityData(**values)


def _put(activity: Activity, data: ActivityData) -> None:
    for name, value in asdict(data).items():
        if name == "employee":
            activity.employee_id = value
        else:
            setattr(activity, name, list(value) if name == "codes" else value)


def plain(activity: Activity) -> dict[str, Any]:
    """What the audit keeps of an activity."""
    values = asdict(said(activity)) | {"number": activity.number, "codes": list(activity.codes)}
    return {k: v.isoformat() if isinstance(v, date) else v for k, v in values.items()}


def record_act(
    activity: Activity, actor, action: str, before: dict | None = None, after: dict | None = None
) -> None:
    """Say in the audit what was done with an activity."""
    record(
        activity.assessment.audit_chain,
        actor=actor,
        role=acting_as(actor, activity.assessment),
        action=action,
        label="assessments.activity",
        object_id=activity.pk,
        before=before,
        after=after,
    )
