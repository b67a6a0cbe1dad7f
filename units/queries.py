"""Reads of the app `units`."""

from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from units.hats import Hat, Hats
from units.models import Instansi, Membership, Role, TeamMember, UnitKerja


def in_force(on: date) -> Q:
    """Filter for dated rows that hold on a day (both ends inclusive)."""
    return Q(start__lte=on) & (Q(end__isnull=True) | Q(end__gte=on))


def hats_of(user) -> Hats:
    """The hats that a person wears today; remembered on the user object for the rest of the request.

    Two queries the first time, none for anonymous people.
    """
    if not user.is_authenticated or not user.is_active:
        return Hats()
    if not hasattr(user, "_hats"):
        user._hats = _load(user, timezone.localdate())
    return user._hats


def _load(user, today: date) -> Hats:
    memberships = Membership.objects.filter(in_force(today), user=user).select_related("unit", "instansi")
    seats = TeamMember.objects.filter(in_force(today), user=user).select_related("team__instansi")
    hats = [
        Hat(
            role=m.role,
            label=m.get_role_display(),
            place=str(m.unit or m.instansi or "Sistem"),
            instansi_id=m.instansi_id,
            unit_id=m.unit_id,
            areas=tuple(m.areas),
        )
        for m in memberships
    ]
    hats += [
        Hat(
            role=s.seat,
            label=s.get_seat_display(),
            place=str(s.team),
            instansi_id=s.team.instansi_id,
            team_id=s.team_id,
        )
        for s in seats
    ]
    return Hats(tuple(hats))


def managed_instansi(user) -> QuerySet[Instansi]:
    """Instansi whose people, units and periods the person manages (admin inspektorat)."""
    return Instansi.objects.filter(pk__in=hats_of(user).instansi(Role.ADMIN))


def managed_units(user) -> QuerySet[UnitKerja]:
    """Units of the managed instansi."""
    return UnitKerja.objects.filter(instansi__in=managed_instansi(user))
