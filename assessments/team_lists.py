"""The people of a team as pages and papers show them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assessments.models import WorkMember, WorkTeam
from assessments.team_places import Coverage, Seat, TeamPlace, accounts_of, covered, serves

ORDER = {Seat.KETUA: 0, Seat.SEKRETARIS: 1, Seat.ANGGOTA: 2}


@dataclass(frozen=True)
class Seated:
    """A member; `account` says in words what pokja their account has in the portal, "" without one."""

    row: WorkMember
    account: str = ""


@dataclass(frozen=True)
class Pokja:
    """An area of change with those who work on it today."""

    code: str
    name: str
    people: tuple[Seated, ...]


@dataclass(frozen=True)
class TeamList:
    """Who serves today (by seat, then name), who is still to begin, who is gone; the areas with their people."""

    here: tuple[Seated, ...]
    ahead: tuple[Seated, ...]
    gone: tuple[Seated, ...]
    pokja: tuple[Pokja, ...]
    coverage: Coverage

    @property
    def leading(self) -> tuple[Seated, ...]:
        """Those who serve all pokja."""
        return tuple(one for one in self.here if not one.row.areas)


def team_list(place: TeamPlace, team: WorkTeam | None) -> TeamList:
    """The people of a team; two queries, none without one."""
    rows = list(team.members.all()) if team else []
    rows.sort(key=lambda row: (ORDER[Seat(row.role)], row.name.casefold(), row.pk))
    accounts = accounts_of(place) if rows else {}
    today = place.today
    told = [Seated(row, _account(row, accounts)) for row in rows]
    here = [one for one in told if serves(one.row, today)]
    pokja = [
        Pokja(code, name, tuple(one for one in here if code in one.row.areas))
        for code, name in place.areas.items()
    ]
    return TeamList(
        here=tuple(here),
        ahead=tuple(one for one in told if one.row.start > today),
        gone=tuple(one for one in told if one.row.end is not None and one.row.end < today),
        pokja=tuple(pokja),
        coverage=covered(place, [one.row for one in here]),
    )


def _account(row: WorkMember, accounts: Mapping[str, list[str]]) -> str:
    if not row.nip or row.nip not in accounts:
        return ""
    areas = accounts[row.nip]
    return f"akun pokja {', '.join(areas)}" if areas else "akun petugas, semua pokja"
