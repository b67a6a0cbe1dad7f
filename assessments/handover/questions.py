"""PortalRB's numbers of the questions: its master list of a year, as a mapping file of ours keeps it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import yaml

from assessments.engine.instrument import Instrument
from assessments.kke.mapping import MappingError, parse_mapping
from assessments.mapping_files import MAPPINGS


@dataclass(frozen=True)
class Soal:
    """A question of PortalRB: its number, our question, and which count of it ("" where it is the answer itself)."""

    number: int
    code: str
    count: str


def parse_questions(data: Mapping[str, Any], instrument: Instrument) -> tuple[Soal, ...]:
    """The numbered questions by number. MappingError: not of this instrument, doubled numbers, a question without."""
    parse_mapping(data, instrument)
    found: dict[int, Soal] = {}
    for place, item in data["items"].items():
        if "soal" not in item:
            continue
        number = item["soal"]
        if type(number) is not int or number < 1:
            raise MappingError(f"items: {place} has the number {number!r}")
        if number in found:
            raise MappingError(f"items: number {number} stands twice ({found[number].code}, {place})")
        code, _, count = place.partition("/")
        found[number] = Soal(number, code, count)
    asked = {(soal.code, soal.count) for soal in found.values()}
    wanted = {
        (question.code, count)
        for question in instrument.questions.values()
        for count in ([item.code for item in question.inputs] or [""])
    }
    if missing := wanted - asked:
        raise MappingError(
            f"items: no number for {', '.join('/'.join(p).rstrip('/') for p in sorted(missing))}"
        )
    return tuple(found[number] for number in sorted(found))


@lru_cache(maxsize=8)
def _file(code: str) -> Mapping[str, Any] | None:
    path = MAPPINGS / f"{code}.yaml"
    if path.parent != MAPPINGS or not path.is_file():
        return None
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def questions_of(handover: str | None, instrument: Instrument) -> tuple[Soal, ...] | None:
    """The numbered questions of the policy's `handover` file; None where there is none for this instrument."""
    data = _file(handover) if handover else None
    if data is None or data["instrument"] != instrument.code:
        return None
    return parse_questions(data, instrument)
