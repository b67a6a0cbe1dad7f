"""The sections of a home in their order: the role whose task presses most comes first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assessments.home.admin import overseen
from assessments.home.lists import Own, Year, own_units
from assessments.todo.items import Item
from units.models import Role, TeamMember
from units.queries import hats_of

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


def sections_of(user, years: Sequence[Year], waiting: Sequence[Item], now: datetime) -> list[Section]:
    """One section for each role of the person, ordered by the first of `waiting` (most urgent first) that is theirs;
    those with nothing that waits stand last.
    """
    found = [*_own(own_units(user)), *_years(user, years, now)]
    return sorted(found, key=lambda section: _place(section, waiting))


def _place(section: Section, waiting: Sequence[Item]) -> int:
    return next((at for at, item in enumerate(waiting) if item.role in section.roles), len(waiting))


def _own(groups: Sequence[Own]) -> Iterator[Section]:
    for group in groups:
        yield Section(group.kind, group.title, OF_OWN[group.kind], group, group.past)


def _years(user, years: Sequence[Year], now: datetime) -> Iterator[Section]:
    hats = hats_of(user)
    administered = hats.instansi(Role.ADMIN)
    for year in years:
        title = f"{year.period.instansi.name} · {year.period.year}"
        if year.period.instansi_id in administered:
            yield Section("admin", title, ADMIN, overseen(year, now))
        else:
            yield Section("pimpinan_instansi", title, LEADER, year)
