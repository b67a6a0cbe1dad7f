"""What the registers of a unit count, and which counts of the instrument can be taken from them. Reads only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from assessments.engine.answers import Given
from assessments.engine.instrument import Instrument, Question
from assessments.loaded import instrument_of
from assessments.mapping_files import MAPPINGS, shipped_for
from assessments.models import Assessment, ChangeAgent
from assessments.staff_places import StaffPlace
from assessments.team_places import serving

FOLDER = MAPPINGS / "registers"
KEYS = {"format", "code", "instrument", "counts"}
MEASURES = {"agents": "agen perubahan", "changes": "perubahan", "integrated": "perubahan terintegrasi"}

Counts = Mapping[str, Mapping[str, str]]  # question → count → measure


class RegisterMapError(ValueError):
    """A mapping that does not fit its instrument; the message names the place."""


@dataclass(frozen=True)
class Offer:
    """What a register says at a question: `counts` by the codes of its inputs. `text`: the same in words.

    `seen`: what the person saw, compared when they take it. `differs`: from the answer as it stands.
    """

    counts: Mapping[str, str]
    text: str
    differs: bool
    empty: bool

    @property
    def seen(self) -> str:
        """The numbers as one text."""
        return "-".join(self.counts.values())


def parse_register_map(data: Mapping[str, Any], instrument: Instrument) -> Counts:
    """Check a mapping against its instrument. RegisterMapError: unknown keys, questions, counts or measures, a question
    of which some counts would stay open.
    """
    if set(data) != KEYS or data["format"] != 1:
        raise RegisterMapError(f"keys must be {', '.join(sorted(KEYS))}, format 1")
    if data["instrument"] != instrument.code:
        raise RegisterMapError(f"written for {data['instrument']}, not {instrument.code}")
    for code, counts in data["counts"].items():
        question = instrument.questions.get(code)
        if question is None:
            raise RegisterMapError(f"counts: {code} is not in {instrument.code}")
        if set(counts) != {item.code for item in question.inputs}:
            raise RegisterMapError(f"counts: {code} must name each of its counts and no others")
        if unknown := set(counts.values()) - set(MEASURES):
            raise RegisterMapError(f"counts: {code}: unknown measures {', '.join(sorted(unknown))}")
    return data["counts"]


def register_map(instrument: Instrument) -> Counts:
    """What can be taken from registers at questions of the instrument; empty where no mapping ships for it."""
    data = shipped_for(FOLDER, instrument)
    return {} if data is None else parse_register_map(data, instrument)


def measures_of(assessment: Assessment) -> dict[str, int]:
    """The number of each measure today; one query."""
    today = StaffPlace(assessment.unit.instansi, assessment.unit).today
    agents = ChangeAgent.objects.filter(serving(today), assessment=assessment)
    found = agents.aggregate(
        people=Count("pk", distinct=True),
        made=Count("changes"),
        kept=Count("changes", filter=Q(changes__integrated=True)),
    )
    return {"agents": found["people"], "changes": found["made"], "integrated": found["kept"]}


def offers_at(
    assessment: Assessment, questions: tuple[Question, ...], answers: Mapping[str, Given]
) -> dict[str, Offer]:
    """Question → what the registers say there; one query, none where nothing is mapped. `answers`: as they stand."""
    counts = register_map(instrument_of(assessment.period))
    asked = [question for question in questions if question.code in counts]
    if not asked:
        return {}
    found = measures_of(assessment)
    return {q.code: offer(q, counts[q.code], found, answers.get(q.code, Given())) for q in asked}


def offer(question: Question, counts: Mapping[str, str], found: Mapping[str, int], given: Given) -> Offer:
    """What the registers say at one question."""
    said = {item.code: str(found[counts[item.code]]) for item in question.inputs}
    stands = given.value if isinstance(given.value, Mapping) else {}
    words = [f"{said[item.code]} {MEASURES[counts[item.code]]}" for item in question.inputs]
    return Offer(
        counts=said,
        text=", ".join(words),
        differs=given.none_yet or {code: str(value) for code, value in stands.items()} != said,
        empty=not found["agents"],
    )
