"""Who counts as anggota of many units at once, for the lists: `queries.members_of` for one unit, in three queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.utils import timezone

from assessments.models import Assessment, Sheet
from units.models import ConflictOfInterest, Membership, TeamMember
from units.queries import in_force


def members_by_unit(
    assessments: Iterable[Assessment], teams: Mapping[int, int | None]
) -> dict[int, set[int]]:
    """Assessment id → user ids of the anggota of its team who hold a seat today and may assess the unit.

    `teams`: unit id → team id. Members of the unit and who declared a conflict with it are left out. Three queries.
    """
    today, rows = timezone.localdate(), list(assessments)
    units = [a.unit_id for a in rows]
    seats = defaultdict(set)
    found = TeamMember.objects.filter(
        in_force(today), team__in={team for team in teams.values() if team}, seat=TeamMember.Seat.ANGGOTA
    )
    for team_id, user_id in found.values_list("team_id", "user_id"):
        seats[team_id].add(user_id)
    people = set().union(*seats.values())
    barred = defaultdict(set)
    own = Membership.objects.filter(in_force(today), unit__in=units, user__in=people)
    declared = ConflictOfInterest.objects.filter(lifted_at=None, unit__in=units, user__in=people)
    for found_in in (own, declared):
        for unit_id, user_id in found_in.order_by().values_list("unit_id", "user_id"):
            barred[unit_id].add(user_id)
    return {a.pk: seats[teams.get(a.unit_id)] - barred[a.unit_id] for a in rows}


def done_of(members: Iterable[int], sheets: Iterable[Sheet]) -> tuple[int, int]:
    """(done, counted) of these members, by their sheets of one assessment: who is excused counts no more."""
    own = {s.owner_id: s for s in sheets if s.kind == Sheet.Kind.MEMBER}
    counted = [m for m in members if m not in own or own[m].excused_at is None]
    return sum(m in own and own[m].done_at is not None for m in counted), len(counted)
