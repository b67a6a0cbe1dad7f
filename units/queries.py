"""Reads of the app `units`."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Count, F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Lower
from django.utils import timezone

from units.hats import Hat, Hats
from units.models import (
    ConflictOfInterest,
    Instansi,
    Invitation,
    Kawasan,
    KawasanSeat,
    KawasanUnit,
    Membership,
    Role,
    TeamMember,
    TpiTeam,
    UnitKerja,
    User,
)
from units.prepared import DAY, ID, Prepared


def in_force(on: date) -> Q:
    """Filter for dated rows that hold on a day (both ends inclusive)."""
    return Q(start__lte=on) & (Q(end__isnull=True) | Q(end__gte=on))


def links_work_since() -> datetime:
    """Links in mails that were sent before this moment work no more."""
    return timezone.now() - timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)


def waiting_address(person: User) -> str:
    """The address that waits for proof while its link works, else an empty text."""
    asked = person.new_email_at
    return person.new_email if asked and asked > links_work_since() else ""


_HELD = Prepared(
    lambda user, today: Membership.objects.filter(in_force(today), user=user).values_list(
        "role", "instansi_id", "unit_id", "areas", "unit__code", "unit__name", "instansi__name"
    ),
    user=ID,
    today=DAY,
)
_SEATS = Prepared(
    lambda user, today: TeamMember.objects.filter(in_force(today), user=user).values_list(
        "seat", "team_id", "team__instansi_id", "team__name", "team__year"
    ),
    user=ID,
    today=DAY,
)

_CONFLICTS = Prepared(
    lambda user: (
        ConflictOfInterest.objects.filter(user=user, lifted_at=None).order_by().values_list("unit_id")
    ),
    user=ID,
)


def hats_of(user) -> Hats:
    """The hats that a person wears today; remembered on the user object for the rest of the request.

    Two queries the first time, a third for people who assess, none for anonymous people.
    """
    if not user.is_authenticated or not user.is_active:
        return Hats()
    if not hasattr(user, "_hats"):
        user._hats = _load(user, timezone.localdate())
    return user._hats


def _load(user, today: date) -> Hats:
    held = _HELD.rows(user=user.pk, today=today)
    hats = [
        Hat(
            role=role,
            label=Role(role).label,
            place=f"{code} {unit}" if unit_id is not None else instansi or "Sistem",
            instansi_id=instansi_id,
            unit_id=unit_id,
            areas=tuple(areas),
        )
        for role, instansi_id, unit_id, areas, code, unit, instansi in held
    ]
    seats = _SEATS.rows(user=user.pk, today=today)
    hats += [
        Hat(
            role=seat,
            label=TeamMember.Seat(seat).label,
            place=f"{name} ({year})",
            instansi_id=instansi_id,
            team_id=team_id,
        )
        for seat, team_id, instansi_id, name, year in seats
    ]
    assesses = bool(seats) or any(hat.role == Role.PENILAI_PENDAHULUAN for hat in hats)
    conflicts = _CONFLICTS.rows(user=user.pk) if assesses else []
    return Hats(tuple(hats), frozenset(unit_id for (unit_id,) in conflicts))


def forget_hats(user) -> None:
    """Let the next `hats_of` read again; for code that goes on with a person whose roles it has just changed."""
    vars(user).pop("_hats", None)


def known_anew(user: User) -> User:
    """The same person with account and roles as they stand now: for work that takes minutes."""
    user.refresh_from_db(fields=["is_active"])
    forget_hats(user)
    return user


def overlapping(start: date, end: date | None = None) -> Q:
    """Filter for dated rows that hold on at least one day from `start` to `end` (None: for ever)."""
    ends_late_enough = Q(end__isnull=True) | Q(end__gte=start)
    return ends_late_enough if end is None else ends_late_enough & Q(start__lte=end)


def barred_from(unit_id: int, on: date) -> Q:
    """Filter for users who may not assess a unit on a day: its members, and who declared a conflict of interest."""
    members = Membership.objects.filter(in_force(on), unit_id=unit_id).values("user")
    declared = ConflictOfInterest.objects.filter(unit_id=unit_id, lifted_at=None).values("user")
    return Q(pk__in=members) | Q(pk__in=declared)


def below(above: Collection[int], unit: str = "") -> Q:
    """Filter for the units that are assessed first by these units above them: see `UnitKerja.has_level_above`.

    `unit`: the path from what is filtered to the unit, with its two underscores.
    """
    madya = Q(**{f"{unit}level": UnitKerja.Level.JPT_MADYA})
    return Q(**{f"{unit}parent_id__in": above, f"{unit}instansi__kind": Instansi.Kind.KL}) & ~madya


def first_assessors_of(unit: UnitKerja, on: date) -> QuerySet[User]:
    """Who holds the role penilai pendahuluan above a unit on a day: in K/L alone, below JPT madya
    (PermenPANRB 90/2021 p. 39-41), by name. Whether they are barred from the unit is not asked here.
    """
    if unit.parent_id is None or not unit.has_level_above:
        return User.objects.none()
    roles = Membership.objects.filter(in_force(on), role=Role.PENILAI_PENDAHULUAN, unit_id=unit.parent_id)
    return User.objects.filter(pk__in=roles.values("user"), is_active=True).order_by("name", "pk")


def known_instansi(user) -> QuerySet[Instansi]:
    """Instansi that a person may know of: those of their hats, all of them for the admin sistem."""
    hats = hats_of(user)
    if hats.is_admin_sistem:
        return Instansi.objects.all()
    return Instansi.objects.filter(pk__in={h.instansi_id for h in hats.hats if h.instansi_id is not None})


def people_of(instansi: Instansi) -> QuerySet[User]:
    """The people of an instansi: whoever holds or held a role or a seat there or accepted its invitation."""
    return User.objects.filter(
        Q(pk__in=Membership.objects.filter(instansi=instansi).values("user"))
        | Q(pk__in=TeamMember.objects.filter(team__instansi=instansi).values("user"))
        | Q(
            pk__in=Invitation.objects.filter(instansi=instansi, accepted_by__isnull=False).values(
                "accepted_by"
            )
        )
    ).order_by(Lower("name"), "pk")


def managed_instansi(user) -> QuerySet[Instansi]:
    """Instansi whose people, units and periods the person manages (admin inspektorat)."""
    return Instansi.objects.filter(pk__in=hats_of(user).instansi(Role.ADMIN))


def managed_units(user) -> QuerySet[UnitKerja]:
    """Units of the managed instansi."""
    return UnitKerja.objects.filter(instansi__in=managed_instansi(user))


def units_of(instansi: Instansi, search: str = "") -> QuerySet[UnitKerja]:
    """Units of an instansi with their parents, by code; `search` looks into code and name."""
    units = instansi.units.select_related("parent")
    return units.filter(Q(code__icontains=search) | Q(name__icontains=search)) if search else units


def people_with_roles(instansi: Instansi, search: str = "") -> QuerySet[User]:
    """The people of an instansi, each with `roles_here` and `seats_here`, past ones included (3 queries)."""
    people = people_of(instansi)
    if search:
        fields = ("name", "username", "email", "nip")
        people = people.filter(
            Q.create([(f"{field}__icontains", search) for field in fields], connector=Q.OR)
        )
    roles = Membership.objects.filter(instansi=instansi).select_related("unit").order_by("-start", "pk")
    seats = TeamMember.objects.filter(team__instansi=instansi).select_related("team").order_by("-start", "pk")
    return people.prefetch_related(
        Prefetch("memberships", roles, to_attr="roles_here"),
        Prefetch("team_seats", seats, to_attr="seats_here"),
    )


def invitations_of(instansi: Instansi) -> QuerySet[Invitation]:
    """Invitations of an instansi, newest first, with unit and inviter."""
    return instansi.invitations.select_related("unit", "created_by")


def open_invitations(instansi: Instansi, at: datetime) -> QuerySet[Invitation]:
    """Invitations of an instansi that can still be accepted at that moment."""
    return instansi.invitations.filter(accepted_at=None, revoked_at=None, expires_at__gt=at)


def teams_of(instansi: Instansi) -> QuerySet[TpiTeam]:
    """Teams of an instansi with `seats_now` (open seats with their people) and `unit_count` (2 queries)."""
    seats = TeamMember.objects.filter(end=None).select_related("user")
    counted = instansi.teams.annotate(unit_count=Count("team_units")).order_by("-year", "name", "pk")
    return counted.prefetch_related(Prefetch("members", seats, to_attr="seats_now"))


def counts_of(instansi: Instansi, at: datetime) -> dict[str, int]:
    """What the overview counts: active units, people with a role or seat today, open invitations, teams, declared
    conflicts of interest that hold.
    """
    today = timezone.localdate(at)
    roles = Membership.objects.filter(in_force(today), instansi=instansi).values("user")
    seats = TeamMember.objects.filter(in_force(today), team__instansi=instansi).values("user")
    return {
        "units": instansi.units.filter(is_active=True).count(),
        "people": User.objects.filter(Q(pk__in=roles) | Q(pk__in=seats)).count(),
        "invitations": open_invitations(instansi, at).count(),
        "teams": instansi.teams.filter(year=today.year).count(),
        "conflicts": ConflictOfInterest.objects.filter(unit__instansi=instansi, lifted_at=None).count(),
    }


def instansi_with_counts() -> QuerySet[Instansi]:
    """Every instansi with `unit_count` and `admin_count` (open admin roles), for the admin sistem."""
    units = UnitKerja.objects.filter(instansi=OuterRef("pk")).order_by()
    admins = Membership.objects.filter(instansi=OuterRef("pk"), role=Role.ADMIN, end=None).order_by()
    return Instansi.objects.annotate(unit_count=_number(units), admin_count=_number(admins)).order_by(
        "name", "pk"
    )


def _number(rows: QuerySet) -> Coalesce:
    """How many there are, counted for themselves: two joins would pair every unit with every role."""
    counted = rows.values("instansi").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)


def conflicts_in(instansi: Instansi) -> QuerySet[ConflictOfInterest]:
    """The declared conflicts of interest with units of an instansi: those that hold by unit, then those lifted."""
    rows = ConflictOfInterest.objects.filter(unit__instansi=instansi).select_related(
        "user", "unit", "lifted_by"
    )
    return rows.order_by(F("lifted_at").desc(nulls_first=True), "unit__code", "pk")


def conflicts_of_team(team: TpiTeam) -> dict[int, list[UnitKerja]]:
    """User id → units of the team for which this person of it declared a conflict that holds; one query."""
    rows = ConflictOfInterest.objects.filter(
        lifted_at=None, unit__team_units__team=team, user__team_seats__team=team
    ).distinct()
    found: dict[int, list[UnitKerja]] = {}
    for row in rows.select_related("unit").order_by("unit__code", "pk"):
        found.setdefault(row.user_id, []).append(row.unit)
    return found


def all_kawasan() -> QuerySet[Kawasan]:
    """Every kawasan with its participants and `unit_count`, for the admin sistem (2 queries)."""
    counted = Kawasan.objects.select_related("coordinator").annotate(unit_count=Count("units"))
    return counted.prefetch_related("instansi").order_by("name", "pk")


def kawasan_of(instansi: Instansi) -> QuerySet[Kawasan]:
    """The kawasan of an instansi, each with `own_units` and `own_seats` of that instansi (3 queries)."""
    units = KawasanUnit.objects.filter(unit__instansi=instansi).select_related("unit")
    seats = KawasanSeat.objects.filter(instansi=instansi, end=None).select_related("user")
    return instansi.kawasan.select_related("coordinator").prefetch_related(
        Prefetch("units", units, to_attr="own_units"), Prefetch("seats", seats, to_attr="own_seats")
    )


def tpi_people(instansi: Instansi, on: date) -> QuerySet[User]:
    """Active people with a seat in a TPI team of the instansi on a day, by name."""
    seats = TeamMember.objects.filter(in_force(on), team__instansi=instansi)
    return User.objects.filter(pk__in=seats.values("user"), is_active=True).order_by(Lower("name"), "pk")
