"""The sections of a home in their order: the role whose task presses most comes first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from assessments.home.admin import overseen
from assessments.home.lists import Year, own_units
from assessments.home.pimpinan_instansi import led
from assessments.home.team import team_work
from assessments.home.unit import work_of
from assessments.todo import Desk, Item
from units.models import Role, TeamMember

ADMIN = frozenset({str(Role.ADMIN.label)})
LEADER = frozenset({str(Role.PIMPINAN_INSTANSI.label)})
OF_OWN = {
    "unit": frozenset({str(Role.PETUGAS.label), str(Role.PIMPINAN_UNIT.label)}),
    "team": frozenset(map(str, TeamMember.Seat.labels)),
    "below": frozenset({str(Role.PENILAI_PENDAHULUAN.label)}),
}


@dataclass(frozen=True)
class Section:
    """What one role sees. `kind` picks its template, `of` are its values, `past` earlier years of the same."""

    kind: str
    title: str
    roles: frozenset[str]
    of: Any
    past: Sequence[Any] = ()


def sections_of(desk: Desk, years: Sequence[Year], waiting: Sequence[Item]) -> list[Section]:
    """One section for each role of the person, ordered by the first of `waiting` (most urgent first) that is theirs;
    those with nothing that waits stand last.
    """
    found = [*_own(desk), *_years(desk, years)]
    return sorted(found, key=lambda section: _place(section, waiting))


def _place(section: Section, waiting: Sequence[Item]) -> int:
    return next((at for at, item in enumerate(waiting) if item.role in section.roles), len(waiting))


def _own(desk: Desk) -> Iterator[Section]:
    for group in own_units(desk.user):
        roles = OF_OWN[group.kind]
        if group.kind == "unit":
            yield Section("unit", group.now[0].unit.name, roles, work_of(desk.user, group), group.past)
        elif group.kind == "team":
            yield Section("team", group.title, roles, team_work(desk.user, group, desk.queue), group.past)
        else:
            yield Section(group.kind, group.title, roles, group, group.past)


def _years(desk: Desk, years: Sequence[Year]) -> Iterator[Section]:
    for year in years:
        title = f"{year.period.instansi.name} · {year.period.year}"
        if desk.administers(year.period):
            yield Section("admin", title, ADMIN, overseen(year, desk.now))
        else:
            yield Section("pimpinan_instansi", title, LEADER, led(year, desk.now))
