"""Which units of a year are shown, and in which order. Pure: lines and an instant come in, lines go out."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from assessments.deadlines import has_passed
from assessments.models import State
from assessments.units_of_year.lines import Line

WEEK = timedelta(days=7)
LATE = {"lewat": "Lewat batas", "minggu": "Batas dalam 7 hari"}
TARGETS = ("WBK", "WBBM")
NO_TEAM = "tanpa"  # stands for a team: units that none assesses
STAGES = {state: number for number, state in enumerate(State.values)}

# What can be sorted by; None stands last in both directions, so that nothing is told of what is not shown.
SORTS: dict[str, Callable[[Line], Any]] = {
    "code": lambda line: line.assessment.unit.code.casefold(),
    "name": lambda line: line.assessment.unit.name.casefold(),
    "stage": lambda line: STAGES[line.assessment.state],
    "due": lambda line: line.due,
    "unit": lambda line: line.unit,
    "tpi": lambda line: line.tpi,
    "tpn": lambda line: line.tpn,
    "team": lambda line: line.team.casefold() or None,
    "changed": lambda line: line.changed_at,
}


@dataclass(frozen=True)
class Wanted:
    """What a reader asked for, as it stands in the address; what is not known is left out. `sort` with "-" before it
    turns the order round.
    """

    state: str = ""
    search: str = ""
    team: str = ""
    area: str = ""
    late: str = ""
    target: str = ""
    sort: str = ""

    @classmethod
    def read(cls, given: Mapping[str, str], *, areas: Iterable[str]) -> "Wanted":
        """From the parameters of an address; words that mean nothing mean nothing here."""
        known = {
            "state": State.values,
            "area": [*areas],
            "late": LATE,
            "target": TARGETS,
            "sort": [sign + key for key in SORTS for sign in ("", "-")],
        }
        found = {name: given.get(name, "")[:100].strip() for name in cls.__dataclass_fields__}
        kept = {name: text for name, text in found.items() if name not in known or text in known[name]}
        if not kept["team"].isdecimal() and kept["team"] != NO_TEAM:
            kept["team"] = ""
        return cls(**kept)

    @property
    def filters(self) -> dict[str, str]:
        """The filters that are set, without the order."""
        return {name: text for name, text in vars(self).items() if text and name != "sort"}


def chosen(lines: Iterable[Line], wanted: Wanted, *, now: datetime) -> list[Line]:
    """The lines that fit every filter, in the order asked for; equal ones by code."""
    kept = [line for line in lines if _fits(line, wanted, now)]
    kept.sort(key=SORTS["code"])
    turned, name = wanted.sort.startswith("-"), wanted.sort.removeprefix("-")
    if not name:
        return kept
    value = SORTS[name]
    known = sorted((line for line in kept if value(line) is not None), key=value, reverse=turned)
    return known + [line for line in kept if value(line) is None]


def _fits(line: Line, wanted: Wanted, now: datetime) -> bool:
    a, text = line.assessment, wanted.search.casefold()
    return (
        (not wanted.state or a.state == wanted.state)
        and (not text or text in a.unit.name.casefold() or text in a.unit.code.casefold())
        and (not wanted.team or wanted.team == (str(a.team_id) if line.team else NO_TEAM))
        and (not wanted.area or wanted.area in line.short)
        and (not wanted.target or a.target == wanted.target)
        and (not wanted.late or _is_late(line, wanted.late, now))
    )


def _is_late(line: Line, late: str, now: datetime) -> bool:
    if line.due is None:
        return False
    late_already = has_passed(line.due, now)
    return late_already if late == "lewat" else not late_already and line.due <= now + WEEK
