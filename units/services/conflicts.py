"""No one assesses a unit of which they are a member (DESIGN "People").

Counted is every membership in the unit that holds on any day of the team's year, because the unit's answers of
that year are partly that person's own.
"""

from collections.abc import Iterable
from datetime import date

from units.models import Membership, TeamMember, TeamUnit, TpiTeam, UnitKerja, User
from units.queries import overlapping
from units.services.errors import Refused


def members_of_units(team: TpiTeam, *, users: Iterable[User], units: Iterable[UnitKerja]) -> list[str]:
    """A sentence for every one of `users` who is a member of one of `units` in the team's year."""
    year = overlapping(date(team.year, 1, 1), date(team.year, 12, 31))
    found = (
        Membership.objects.filter(year, user__in=list(users), unit__in=list(units))
        .select_related("user", "unit")
        .order_by("unit__code", "user__name", "pk")
    )
    pairs = {(m.user_id, m.unit_id): m for m in found}
    return [
        f"{m.user} adalah anggota {m.unit} pada tahun {team.year}, jadi tidak dapat menilainya."
        for m in pairs.values()
    ]


def refuse_assessed(user: User, unit: UnitKerja, *, start: date, end: date | None = None) -> None:
    """Refuse a membership in a unit that the person assesses in a TPI team in a year of that membership."""
    seats = TeamMember.objects.filter(overlapping(start, end), user=user)
    assigned = TeamUnit.objects.filter(
        unit=unit, team__in=seats.values("team"), year__gte=start.year
    ).select_related("team")
    if end is not None:
        assigned = assigned.filter(year__lte=end.year)
    reasons = [
        (
            f"{user} menilai unit ini sebagai anggota {row.team}, jadi tidak dapat menjadi anggota unit.",
            "unit",
        )
        for row in assigned
    ]
    if reasons:
        raise Refused(*reasons)
