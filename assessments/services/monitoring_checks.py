"""What a monitoring round and its findings say, and what they cannot. Reasons are (message, field) pairs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from assessments.loaded import instrument_of
from assessments.models import Activity, Assessment, Finding, Monitoring
from assessments.services.activity_progress import today_of
from assessments.services.errors import Refused
from documents.names import plain_line
from units.texts import plain_text

Kind = Monitoring.Kind
AROUND = 2  # years
LIMITS = {"people": 1000, "summary": 5000, "text": 2000, "follow_up": 2000, "person": 150}


@dataclass(frozen=True)
class RoundData:
    """What is said of a round. `areas`: codes of areas, "" for Hasil. `kind` is left to the service for coaches."""

    date: date
    kind: str
    people: str
    areas: tuple[str, ...] = ()
    summary: str = ""


@dataclass(frozen=True)
class FindingData:
    """What is said of a finding: about an activity (its number), or a question (its code), or the unit (neither)."""

    text: str
    severity: str = Finding.Severity.MEDIUM
    activity: int | None = None
    code: str = ""
    follow_up: str = ""
    person: str = ""
    until: date | None = None


def round_data(assessment: Assessment, data: RoundData, *, coached: bool) -> RoundData:
    """What was typed of a round, tidied. Refused with what it cannot say."""
    kind = Kind.COACHED.value if coached else data.kind
    reasons = []
    if not coached and kind not in (Kind.UNIT, Kind.LEADER):
        reasons.append(("Pilih dilakukan oleh unit sendiri atau bersama pimpinan.", "kind"))
    if not plain_text(data.people):
        reasons.append(("Tuliskan siapa yang melakukan monev.", "people"))
    if data.date > today_of(assessment):
        reasons.append(("Tanggal monev belum tiba. Catat sesudah dilaksanakan.", "date"))
    elif abs(data.date.year - assessment.period.year) > AROUND:
        reasons.append((f"Periksa tahunnya: ini rencana aksi {assessment.period.year}.", "date"))
    areas = ["", *instrument_of(assessment.period).areas]
    if any(area not in areas for area in data.areas):
        reasons.append(("Ada area yang tidak dikenal. Pilih lagi.", "areas"))
    reasons += _too_long({"people": data.people, "summary": data.summary})
    if reasons:
        raise Refused(*reasons)
    looked = tuple(area for area in [*areas[1:], ""] if area in data.areas)
    return RoundData(data.date, kind, plain_text(data.people), looked, plain_text(data.summary))


def _too_long(texts: Mapping[str, str]) -> list[tuple[str, str]]:
    return [
        (f"Paling panjang {LIMITS[name]} huruf; ini {len(plain_text(text))}.", name)
        for name, text in texts.items()
        if len(plain_text(text)) > LIMITS[name]
    ]


def finding_values(found: Monitoring, data: FindingData) -> dict[str, Any]:
    """What was typed of a finding, tidied, as the fields of `Finding`. Refused with what it cannot say."""
    texts = {"text": data.text, "follow_up": data.follow_up, "person": data.person}
    reasons = _too_long(texts)
    if not plain_text(data.text):
        reasons.append(("Tuliskan temuannya.", "text"))
    if data.severity not in Finding.Severity:
        reasons.append(("Pilih tingkat temuan.", "severity"))
    if data.code and data.code not in instrument_of(found.assessment.period).questions:
        reasons.append(("Pertanyaan itu tidak ada dalam instrumen tahun ini.", "code"))
    if data.until and abs(data.until.year - found.assessment.period.year) > AROUND:
        reasons.append((f"Periksa tahunnya: ini rencana aksi {found.assessment.period.year}.", "until"))
    activity = None
    if data.activity is not None:
        activity = Activity.objects.filter(assessment=found.assessment, number=data.activity).first()
        if activity is None:
            reasons.append((f"Kegiatan {data.activity} tidak ada dalam rencana aksi.", "activity"))
    if reasons:
        raise Refused(*reasons)
    tidy = {name: plain_text(text) for name, text in texts.items()}
    tidy["person"] = plain_line(tidy["person"], LIMITS["person"])
    rest = {"severity": data.severity, "activity": activity, "code": data.code, "until": data.until}
    return tidy | rest
