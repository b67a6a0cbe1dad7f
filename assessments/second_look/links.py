"""Which answers of an instrument hang together: `mappings/second_look/*.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assessments.engine.instrument import Instrument
from assessments.mapping_files import MAPPINGS, shipped_for

FOLDER = MAPPINGS / "second_look"
KEYS = {"format", "code", "instrument", "follows", "same", "within"}


class LinksError(ValueError):
    """A file that does not fit its instrument; the message names the place."""


@dataclass(frozen=True)
class Follows:
    """Whoever claims `claim` must also have `ground`: nobody follows up an evaluation that was not made."""

    claim: str
    ground: str
    why: str


@dataclass(frozen=True)
class Counts:
    """Typed counts that belong together, by their places ("A.II.1.i.a/agen"), and the sentence that says how."""

    places: tuple[str, ...]
    whole: str
    why: str


@dataclass(frozen=True)
class Links:
    """All of one instrument: `same` counts are typed twice, those `within` may together not exceed their whole."""

    follows: tuple[Follows, ...] = ()
    same: tuple[Counts, ...] = ()
    within: tuple[Counts, ...] = ()


def parse_links(data: Mapping[str, Any], instrument: Instrument) -> Links:
    """Check a file against its instrument. LinksError: unknown keys, questions or counts, a question on itself."""
    if set(data) != KEYS or data["format"] != 1:
        raise LinksError(f"keys must be {', '.join(sorted(KEYS))}, format 1")
    if data["instrument"] != instrument.code:
        raise LinksError(f"written for {data['instrument']}, not {instrument.code}")
    follows = tuple(
        Follows(str(one["claim"]), str(one["ground"]), str(one["why"])) for one in data["follows"]
    )
    for one in follows:
        for code in (one.claim, one.ground):
            if code not in instrument.questions:
                raise LinksError(f"{instrument.code} has no question {code}")
        if one.claim == one.ground:
            raise LinksError(f"{one.claim} follows itself")
    return Links(
        follows,
        tuple(_counts(one, instrument, one["places"][-1]) for one in data["same"]),
        tuple(_counts(one, instrument, one["whole"]) for one in data["within"]),
    )


def _counts(one: Mapping[str, Any], instrument: Instrument, whole: str) -> Counts:
    for place in (*one["places"], whole):
        code, _, part = place.partition("/")
        question = instrument.questions.get(code)
        if question is None or part not in {item.code for item in question.inputs}:
            raise LinksError(f"{instrument.code} has no count {place}")
    return Counts(tuple(one["places"]), whole, str(one["why"]))


def links_of(instrument: Instrument) -> Links:
    """The links of an instrument; none where no file ships for it."""
    data = shipped_for(FOLDER, instrument)
    return Links() if data is None else parse_links(data, instrument)
