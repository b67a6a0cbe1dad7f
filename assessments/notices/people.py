"""Who is told of something: who holds the role today, has an open account and is not barred. One query each."""

from collections.abc import Iterable

from django.utils import timezone

from assessments import queries
from assessments.models import Assessment
from units.models import Membership, Role, TeamMember
from units.queries import barred_from, first_assessors_of, in_force

Seat = TeamMember.Seat


def of_unit(assessment: Assessment) -> set[int]:
    """User ids of the petugas and the head of the unit."""
    return _holders(unit=assessment.unit_id, role__in=[Role.PETUGAS, Role.PIMPINAN_UNIT])


def of_team(assessment: Assessment, *seats: str) -> set[int]:
    """User ids of those in these seats (all without one) of the unit's team who may assess it."""
    if assessment.team_id is None:
        return set()
    return {member.user_id for member in queries.team_of(assessment, *seats) if member.user.is_active}


def above(assessment: Assessment) -> set[int]:
    """User ids of the penilai pendahuluan of the unit who may assess it."""
    today = timezone.localdate()
    found = first_assessors_of(assessment.unit, today).exclude(barred_from(assessment.unit_id, today))
    return set(found.order_by().values_list("pk", flat=True))


def in_instansi(instansi_id: int, *roles: str) -> set[int]:
    """User ids of those who hold one of these roles of the whole instansi."""
    return _holders(instansi=instansi_id, role__in=roles)


def of_units(unit_ids: Iterable[int]) -> dict[int, set[int]]:
    """Unit id → the people of `of_unit`, for many units; one query."""
    found: dict[int, set[int]] = {}
    roles = Membership.objects.filter(
        in_force(timezone.localdate()),
        unit__in=list(unit_ids),
        role__in=[Role.PETUGAS, Role.PIMPINAN_UNIT],
        user__is_active=True,
    )
    for unit_id, user_id in roles.order_by().values_list("unit_id", "user_id"):
        found.setdefault(unit_id, set()).add(user_id)
    return found


def _holders(**where) -> set[int]:
    roles = Membership.objects.filter(in_force(timezone.localdate()), user__is_active=True, **where)
    return set(roles.order_by().values_list("user_id", flat=True))
