"""Where an activity stands, derived from its dates and its progress."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from assessments.activity_reads import WHOLE
from assessments.models import Activity


@dataclass(frozen=True)
class Status:
    """`key` as filters call it, `label` as people read it, `shape` as `components/state_chip.html` draws it."""

    key: str
    label: str
    shape: str


NOT_BEGUN = Status("belum", "Belum mulai", "belum")
RUNNING = Status("berjalan", "Berjalan", "berjalan")
DONE = Status("selesai", "Selesai", "selesai")
LATE = Status("terlambat", "Terlambat", "perlu")
STATUSES = {one.key: one for one in (NOT_BEGUN, RUNNING, DONE, LATE)}


def status_of(activity: Activity, today: date) -> Status:
    """Done at 100 percent; late from the day after its due date; running once there is progress."""
    if activity.percent >= WHOLE:
        return DONE
    if activity.due is not None and activity.due < today:
        return LATE
    return RUNNING if activity.percent else NOT_BEGUN
