"""TPI teams: decree, seats, units (PermenPANRB 90/2021 Pasal 1 angka 6, p. 38)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from units.models import Instansi, TeamMember, TeamUnit, TpiTeam, UnitKerja, User
from units.queries import people_of
from units.services.conflicts import conflicts_of, members_of_units
from units.services.errors import Refused, refuse_invalid
from units.services.locking import lock_instansi
from units.services.trail import tell, values

FIELDS = ("year", "name", "decree_number", "decree_date")
SEAT = ("user", "seat", "origin", "origin_unit")
Seat, Origin = TeamMember.Seat, TeamMember.Origin


@dataclass(frozen=True)
class Wanted:
    """A seat as it shall be from today on; `origin_unit` is required when the origin is another unit."""

    user: User
    seat: str
    origin: str = Origin.APIP
    origin_unit: str = ""


def create_team(
    instansi: Instansi, *, year: int, name: str, decree_number: str, decree_date: date, actor
) -> TpiTeam:
    """Create a team without members yet.

    Raises NotAllowed unless the actor is admin inspektorat there; Refused for a name that the year has already
    or invalid data.
    """
    with transaction.atomic():
        lock_instansi(instansi.pk, actor=actor)
        team = TpiTeam(
            instansi=instansi,
            year=year,
            name=name.strip(),
            decree_number=decree_number.strip(),
            decree_date=decree_date,
        )
        _check(team)
        team.save(force_insert=True)
        tell(instansi, team, "team.create", actor=actor, after=values(team, *FIELDS))
    return team


def change_team(team: TpiTeam, *, name: str, decree_number: str, decree_date: date, actor) -> TpiTeam:
    """Change name and decree; the year stays. Equal values write nothing. Refuses as `create_team`."""
    with transaction.atomic():
        instansi = lock_instansi(team.instansi_id, actor=actor)
        stored = instansi.teams.get(pk=team.pk)
        before = values(stored, *FIELDS)
        stored.name, stored.decree_number = name.strip(), decree_number.strip()
        stored.decree_date = decree_date
        _check(stored)
        after = values(stored, *FIELDS)
        if after != before:
            stored.save(update_fields=FIELDS)
            tell(instansi, stored, "team.change", actor=actor, before=before, after=after)
    return stored


def set_members(team: TpiTeam, *, seats: Iterable[Wanted], actor) -> None:
    """Make `seats` the team from today on; whoever is not in it leaves now, with yesterday as the last day.

    A seat that changes ends and begins anew; one that began today and leaves again is removed (the audit keeps
    it). Raises NotAllowed unless the actor is admin inspektorat there; Refused with every reason: not exactly
    one lead, nobody to assess, a person twice, strangers to the instansi, members of an assigned unit, a newcomer
    with a conflict of interest.
    """
    wanted = list(seats)
    with transaction.atomic():
        instansi = lock_instansi(team.instansi_id, actor=actor)
        stored = instansi.teams.get(pk=team.pk)
        now = {member.user_id: member for member in stored.members.filter(end=None)}
        _check_seats(instansi, stored, wanted, already=set(now))
        before = [_seat(m) for m in now.values()]
        keep = {w.user.pk for w in wanted if w.user.pk in now and _same(now[w.user.pk], w)}
        for member in [m for user_id, m in now.items() if user_id not in keep]:
            _leave(member)
        today = timezone.localdate()
        for w in [w for w in wanted if w.user.pk not in keep]:
            row = TeamMember(
                team=stored,
                user=w.user,
                seat=w.seat,
                origin=w.origin,
                origin_unit=_origin_unit(w),
                start=today,
            )
            refuse_invalid(row)
            row.save(force_insert=True)
        after = [_seat(m) for m in stored.members.filter(end=None)]
        if {tuple(s.items()) for s in after} != {tuple(s.items()) for s in before}:
            tell(instansi, stored, "team.members", actor=actor, before=before, after=after)


def assign_units(team: TpiTeam, *, units: Iterable[UnitKerja], actor) -> None:
    """Make `units` the units that the team assesses in its year.

    Raises NotAllowed unless the actor is admin inspektorat there; Refused with every reason: a unit of another
    instansi, a newly assigned one that is inactive, one that another team has that year, one of which a member of
    the team is a member, and a newly assigned one with which somebody has a conflict of interest.
    """
    wanted = {unit.pk: unit for unit in units}
    with transaction.atomic():
        instansi = lock_instansi(team.instansi_id, actor=actor)
        stored = instansi.teams.get(pk=team.pk)
        before = set(stored.team_units.values_list("unit_id", flat=True))
        added = [unit for pk, unit in wanted.items() if pk not in before]
        _check_units(instansi, stored, list(wanted.values()), added)
        stored.team_units.exclude(unit__in=list(wanted)).delete()
        for unit in added:
            TeamUnit.objects.create(team=stored, unit=unit, year=stored.year)
        if set(wanted) != before:
            tell(
                instansi,
                stored,
                "team.units",
                actor=actor,
                before={"units": before},
                after={"units": set(wanted)},
            )


def _check(team: TpiTeam) -> None:
    others = TpiTeam.objects.filter(instansi=team.instansi_id, year=team.year, name__iexact=team.name)
    if others.exclude(pk=team.pk).exists():
        raise Refused(("Nama tim ini sudah dipakai pada tahun yang sama.", "name"))
    if not 2010 <= team.year <= 2100:
        raise Refused(("Isi tahun tim antara 2010 dan 2100.", "year"))
    refuse_invalid(team)


def _check_seats(instansi: Instansi, team: TpiTeam, wanted: list[Wanted], *, already: set[int]) -> None:
    reasons: list[tuple[str, str] | str] = []
    leads = sum(w.seat == Seat.KETUA for w in wanted)
    if leads != 1:
        reasons.append("Tim harus mempunyai tepat satu ketua." if leads else "Tim belum mempunyai ketua.")
    if not any(w.seat == Seat.ANGGOTA for w in wanted):
        reasons.append(
            "Tim memerlukan paling sedikit satu anggota, karena ketua tidak mengisi lembar sendiri."
        )
    ids = [w.user.pk for w in wanted]
    reasons += [
        f"{u} tercantum lebih dari sekali." for u in {w.user for w in wanted if ids.count(w.user.pk) > 1}
    ]
    known = set(people_of(instansi).filter(pk__in=ids, is_active=True).values_list("pk", flat=True)) | already
    reasons += [f"{w.user} belum terdaftar di instansi ini." for w in wanted if w.user.pk not in known]
    reasons += [
        f"Isi unit asal {w.user}." for w in wanted if w.origin == Origin.OTHER and not w.origin_unit.strip()
    ]
    assigned = UnitKerja.objects.filter(team_units__team=team)
    reasons += members_of_units(team, users=[w.user for w in wanted], units=assigned)
    new = [w for w in wanted if w.user.pk not in already]
    origins = {w.user.pk: _origin_unit(w) for w in new}
    reasons += conflicts_of(team, users=[w.user for w in new], units=assigned, origins=origins)
    if reasons:
        raise Refused(*reasons)


def _check_units(instansi: Instansi, team: TpiTeam, units: list[UnitKerja], added: list[UnitKerja]) -> None:
    reasons = [f"{u} bukan unit instansi ini." for u in units if u.instansi_id != instansi.pk]
    reasons += [f"{u} sudah tidak aktif." for u in added if not u.is_active]
    taken = TeamUnit.objects.filter(unit__in=units, year=team.year).exclude(team=team)
    reasons += [
        f"{row.unit} sudah dinilai {row.team}."
        for row in taken.select_related("unit", "team").order_by("unit__code")
    ]
    seats = list(TeamMember.objects.filter(team=team, end=None).select_related("user"))
    people, origins = [m.user for m in seats], {m.user_id: m.origin_unit for m in seats}
    reasons += members_of_units(team, users=people, units=units)
    reasons += conflicts_of(team, users=people, units=added, origins=origins)
    if reasons:
        raise Refused(*reasons)


def _same(member: TeamMember, wanted: Wanted) -> bool:
    return (member.seat, member.origin, member.origin_unit) == (
        wanted.seat,
        wanted.origin,
        _origin_unit(wanted),
    )


def _origin_unit(wanted: Wanted) -> str:
    return wanted.origin_unit.strip() if wanted.origin == Origin.OTHER else ""


def _leave(member: TeamMember) -> None:
    today = timezone.localdate()
    if member.start >= today:
        member.delete()
        return
    member.end = today - timedelta(days=1)
    member.save(update_fields=["end"])


def _seat(member: TeamMember) -> dict:
    return values(member, *SEAT)
