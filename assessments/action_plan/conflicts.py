"""What two people wrote of one thing at the same time, side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from assessments.engine.wording import long_date
from assessments.loaded import instrument_of
from assessments.models import Activity, Assessment, Finding, Monitoring
from assessments.services.activities import ActivityData, said
from assessments.services.follow_ups import FollowUp
from assessments.services.monitoring import round_said
from assessments.services.monitoring_checks import FindingData, RoundData

LABELS = {
    "text": "Kegiatan",
    "area": "Area",
    "codes": "Pertanyaan",
    "target": "Target",
    "measure": "Ukuran",
    "output": "Keluaran",
    "person": "Penanggung jawab",
    "start": "Mulai",
    "due": "Tenggat",
}


@dataclass(frozen=True)
class Difference:
    """One field: what stands now, and what this person typed."""

    label: str
    theirs: str
    mine: str


def differences(stored: Activity, typed: ActivityData) -> list[Difference]:
    """The fields of an activity in which both differ; progress noted meanwhile is none of them."""
    return _differing(said(stored), typed, LABELS) or [
        Difference("Kemajuan", f"{stored.percent}%", "tidak diubah di sini")
    ]


def shown(value: Any) -> str:
    """A value as people read it; "–" for nothing."""
    if isinstance(value, date):
        return long_date(value)
    if isinstance(value, tuple):
        return ", ".join(value) or "–"
    return str(value) if value else "–"


def round_differences(assessment: Assessment, stored: Monitoring, typed: RoundData) -> list[Difference]:
    """The fields of a round in which both differ."""
    names = {"date": "Tanggal", "kind": "Dilakukan sebagai", "people": "Oleh", "summary": "Ringkasan"}
    stands = round_said(stored)
    found = _differing(stands, typed, names)
    if stands.areas != typed.areas:
        areas = {"": "Hasil", **instrument_of(assessment.period).areas}
        both = (", ".join(areas.get(code, code) for code in data.areas) or "–" for data in (stands, typed))
        found.append(Difference("Area yang dilihat", *both))
    return found


def finding_differences(stored: Finding, typed: FindingData) -> list[Difference]:
    """The fields of a finding in which both differ; what was done about it meanwhile is none of them."""
    names = {
        "text": "Temuan",
        "severity": "Tingkat",
        "code": "Pertanyaan",
        "follow_up": "Tindak lanjut",
        "person": "Penanggung jawab",
        "until": "Sampai",
    }
    return _differing(stored, typed, names) or [Difference("Tindak lanjut", "baru saja diisi", "–")]


def follow_up_differences(stored: Finding, typed: FollowUp) -> list[Difference]:
    """What was done about a finding, where both differ."""
    pairs = (
        ("Yang sudah dilakukan", stored.done_note, typed.note),
        ("Selesai pada", stored.done_on, typed.done_on),
    )
    found = [Difference(label, shown(theirs), shown(mine)) for label, theirs, mine in pairs if theirs != mine]
    return found or [Difference("Temuan", stored.text, "–")]


def _differing(stands: Any, typed: Any, names: Mapping[str, str]) -> list[Difference]:
    return [
        Difference(label, shown(getattr(stands, name)), shown(getattr(typed, name)))
        for name, label in names.items()
        if getattr(stands, name) != getattr(typed, name)
    ]
