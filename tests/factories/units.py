"""Instansi, units, people, roles and teams. All seats and roles are open since 1 January 2025."""

from datetime import date, timedelta
from itertools import count

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from units.models import Instansi, Membership, Role, TeamMember, TeamUnit, TpiTeam, UnitKerja, User

LONG_AGO = date(2025, 1, 1)
PASSWORD = "kata-sandi-uji-77"
_numbers = count(1)
_hashes: list[str] = []


def _password_hash() -> str:
    if not _hashes:
        _hashes.append(make_password(PASSWORD))
    return _hashes[0]


def make_instansi(code: str, name: str = "", kind: str = "kabupaten", **extra) -> Instansi:
    """An instansi; its name follows from the code."""
    return Instansi.objects.create(code=code, name=name or f"Pemerintah {code}", kind=kind, **extra)


def make_unit(instansi: Instansi, code: str, name: str = "", **extra) -> UnitKerja:
    """An active unit of lower level with core service, unless `extra` says otherwise."""
    return UnitKerja.objects.create(
        instansi=instansi, code=code, name=name or f"Unit {code}", **{"core_service": True, **extra}
    )


def make_user(username: str, name: str = "", **extra) -> User:
    """A person who can log in with `PASSWORD`; the NIP is a running number."""
    fields = {
        "email": f"{username}@contoh.go.id",
        "name": name or username.replace("_", " ").title(),
        "nip": f"1980{next(_numbers):014d}",
        "password": _password_hash(),
    }
    return User.objects.create(username=username, **{**fields, **extra})


def give_role(user: User, role: str, place: Instansi | UnitKerja | None = None, **extra) -> Membership:
    """A membership in a unit, an instansi or (without a place) the system."""
    unit = place if isinstance(place, UnitKerja) else None
    instansi = place.instansi if isinstance(place, UnitKerja) else place
    fields = {"start": LONG_AGO, "areas": []}
    return Membership.objects.create(
        user=user, role=role, unit=unit, instansi=instansi, **{**fields, **extra}
    )


def end_roles(user: User) -> None:
    """What the person did here ended yesterday."""
    yesterday = timezone.localdate() - timedelta(days=1)
    Membership.objects.filter(user=user).update(end=yesterday)


def make_person(username: str, role: str, place: Instansi | UnitKerja | None = None, name: str = "", **extra):
    """A new person with one role; `extra` goes to the membership."""
    user = make_user(username, name)
    give_role(user, role, place, **extra)
    return user


def of_this_year(team: TpiTeam) -> TpiTeam:
    """The team moved to the year of the clock, for roles that begin today."""
    year = timezone.localdate().year
    TpiTeam.objects.filter(pk=team.pk).update(year=year)
    TeamUnit.objects.filter(team=team).update(year=year)
    return TpiTeam.objects.get(pk=team.pk)


def make_team(instansi: Instansi, year: int = 2026, name: str = "Tim I", units=(), **seats) -> TpiTeam:
    """A team with its units; `seats` maps `ketua`, `anggota`, `pengendali` to a person or several."""
    team = TpiTeam.objects.create(
        instansi=instansi,
        year=year,
        name=name,
        decree_number=f"700/{next(_numbers)}/ITKAB/{year}",
        decree_date=date(year, 1, 15),
    )
    kinds = {
        "ketua": TeamMember.Seat.KETUA,
        "anggota": TeamMember.Seat.ANGGOTA,
        "pengendali": TeamMember.Seat.PENGENDALI,
    }
    for key, people in seats.items():
        for user in people if isinstance(people, list | tuple) else [people]:
            TeamMember.objects.create(team=team, user=user, seat=kinds[key], start=LONG_AGO)
    for unit in units:
        TeamUnit.objects.create(team=team, unit=unit, year=year)
    return team


__all__ = [
    "LONG_AGO",
    "PASSWORD",
    "Role",
    "give_role",
    "make_instansi",
    "make_person",
    "make_team",
    "make_unit",
    "make_user",
]
