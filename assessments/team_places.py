"""Whose team it is: the tim kerja of a unit in its year, or the tim pembangunan of the instansi in that year."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from assessments.loaded import instrument_of
from assessments.models import Assessment, Period, WorkMember, WorkTeam
from assessments.staff_places import StaffPlace
from units.models import Membership, Role
from units.queries import in_force

Seat = WorkMember.Role


@dataclass(frozen=True)
class TeamPlace:
    """An assessment, or (None) the instansi of a period, with instansi, instrument and unit selected along."""

    period: Period
    assessment: Assessment | None = None

    @classmethod
    def of(cls, assessment: Assessment) -> TeamPlace:
        """The place of a unit's tim kerja."""
        return cls(assessment.period, assessment)

    @property
    def staff(self) -> StaffPlace:
        """The staff list from which its people are picked."""
        if self.assessment is None:
            return StaffPlace(self.period.instansi)
        return StaffPlace(self.assessment.unit.instansi, self.assessment.unit)

    @property
    def today(self) -> date:
        """The day that it is there."""
        return self.staff.today

    @property
    def name(self) -> str:
        """Its full name."""
        return self.staff.name

    @property
    def title(self) -> str:
        """What such a team is called."""
        return "Tim kerja" if self.assessment else "Tim pembangunan"

    @property
    def chain(self) -> str:
        """The audit chain of what is done to it."""
        return self.assessment.audit_chain if self.assessment else f"instansi:{self.period.instansi_id}"

    @property
    def areas(self) -> dict[str, str]:
        """Code → name of the areas of change of the year's instrument."""
        return dict(instrument_of(self.period).areas)

    def team(self) -> WorkTeam | None:
        """What is recorded of it; None: nothing yet. One query."""
        return WorkTeam.objects.filter(**self.owner).select_related("scan").first()

    @property
    def owner(self) -> dict[str, Period | Assessment | None]:
        """The owner as `WorkTeam` names it."""
        return {"period": self.period, "assessment": self.assessment}


@dataclass(frozen=True)
class Coverage:
    """What the people of a day cover: how many they are, whether one is ketua, names of areas without anybody."""

    people: int = 0
    has_head: bool = False
    missing: tuple[str, ...] = ()


def serving(on: date) -> Q:
    """Filter for who is in a team, or an agent, on a day."""
    return Q(start__lte=on) & (Q(end=None) | Q(end__gte=on))


def serves(row, on: date) -> bool:
    """The same of a row at hand."""
    return row.start <= on and (row.end is None or row.end >= on)


def coverage_of(place: TeamPlace, team: WorkTeam | None, on: date) -> Coverage:
    """What the team covers on a day; one query, none without a team."""
    if team is None:
        return Coverage(missing=tuple(place.areas.values()))
    return covered(place, [m for m in team.members.all() if serves(m, on)])


def covered(place: TeamPlace, people: Iterable[WorkMember]) -> Coverage:
    """What these people cover."""
    rows = list(people)
    held = {area for row in rows for area in row.areas}
    return Coverage(
        people=len(rows),
        has_head=any(row.role == Seat.KETUA for row in rows),
        missing=tuple(name for code, name in place.areas.items() if code not in held),
    )


def accounts_of(place: TeamPlace) -> dict[str, list[str]]:
    """NIP → areas of the pokja that the person's account has in the unit today (none: all areas); one query.

    Only what is shown beside a member: a seat in a team gives nobody a role.
    """
    if place.assessment is None:
        return {}
    held: QuerySet[Membership] = Membership.objects.filter(
        in_force(place.today), role=Role.PETUGAS, unit=place.assessment.unit_id
    )
    rows = held.exclude(user__nip="").values_list("user__nip", "areas")
    return {nip: list(areas) for nip, areas in rows}
