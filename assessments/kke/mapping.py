"""Where each question and typed count stands in an official template: row id (column A) → code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assessments.engine.instrument import Instrument
from assessments.mapping_files import MAPPINGS, shipped_for

_KEYS = {"format", "code", "instrument", "sheet", "computed_rows", "items"}


class MappingError(ValueError):
    """A mapping file that does not fit its instrument; the message names the place."""


@dataclass(frozen=True)
class RowMap:
    """`codes`: row id → question code or "question/input"; `computed`: ids of rows that only add others up."""

    code: str
    instrument: str
    codes: Mapping[int, str]
    computed: frozenset[int]

    @property
    def rows(self) -> dict[str, int]:
        """The other way round: code → row id."""
        return {code: row for row, code in self.codes.items()}


def parse_mapping(data: Mapping[str, Any], instrument: Instrument) -> RowMap:
    """Check mapping data against its instrument. MappingError: unknown keys, codes or doubled rows."""
    if unknown := set(data) - _KEYS:
        raise MappingError(f"unknown keys: {', '.join(sorted(unknown))}")
    if data["instrument"] != instrument.code:
        raise MappingError(f"written for {data['instrument']}, not {instrument.code}")
    known = {
        place
        for question in instrument.questions.values()
        for place in (question.code, *(f"{question.code}/{item.code}" for item in question.inputs))
    }
    codes: dict[int, str] = {}
    for code, item in data["items"].items():
        if code not in known:
            raise MappingError(f"items: {code} is not in {instrument.code}")
        if item["row"] in codes:
            raise MappingError(f"items: row {item['row']} stands twice ({codes[item['row']]}, {code})")
        codes[item["row"]] = code
    if missing := known - set(codes.values()):
        raise MappingError(f"items: missing {', '.join(sorted(missing))}")
    return RowMap(data["code"], data["instrument"], codes, frozenset(data.get("computed_rows", ())))


def mapping_for(instrument: Instrument) -> RowMap | None:
    """The newest mapping of the instrument that ships with the portal; None if there is none."""
    data = shipped_for(MAPPINGS, instrument)
    return None if data is None else parse_mapping(data, instrument)
