"""Instansi, units, people and TPI teams of the demo, through the services that the management pages use."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from django.contrib.auth.hashers import get_hasher

from assessments.demo.answers import dice
from assessments.demo.content import MAIL, PASSWORD, SYSTEM, DemoInstansi, DemoPerson
from units.models import Instansi, Role, User
from units.rules import TPI
from units.services.instansi import change_instansi, create_instansi
from units.services.invitations import accept_new, invite
from units.services.people import create_admin_sistem
from units.services.teams import Wanted, assign_units, create_team, set_members
from units.services.units import create_unit


@contextmanager
def quick_passwords() -> Iterator[None]:
    """Hash passwords with few rounds inside the block; the first login hashes them again in full.

    Forty full hashes take as long as all the rest of the demo, for a password that is printed on the screen.
    """
    hasher = get_hasher("default")
    rounds = getattr(hasher, "iterations", None)
    if rounds is None:  # a hasher without rounds, as in tests, is quick already
        yield
        return
    hasher.iterations = 1000
    try:
        yield
    finally:
        hasher.iterations = rounds


def person(username: str) -> User:
    """An account read anew, so that roles given meanwhile count."""
    return User.objects.get(username=username)


def build_admin_sistem(start: date) -> User:
    """The account that creates instansi and sees nothing inside them."""
    username, name = SYSTEM
    password = secrets.token_urlsafe()
    user = create_admin_sistem(
        username, email=f"{username}@{MAIL}", name=name, password=password, start=start
    )
    return _with_shared_password(user)


def build_instansi(demo: DemoInstansi, *, system: User) -> Instansi:
    """The instansi with units and people; its first admin is invited by the admin sistem and invites the others."""
    instansi = create_instansi(
        demo.code, name=demo.name, kind=demo.kind, time_zone=demo.zone, city=demo.city, actor=system
    )
    first = next(p for p in demo.people if p.role == Role.ADMIN)
    _open_account(instansi, first, inviter=system)
    admin = person(first.username)
    change_instansi(instansi, leader_name=demo.leader, leader_post=demo.post, actor=admin)
    instansi.refresh_from_db()
    for unit in demo.units:
        create_unit(
            instansi,
            code=unit.code,
            name=unit.name,
            parent=instansi.units.get(code=unit.parent) if unit.parent else None,
            level=unit.level,
            core_service=unit.core,
            service_kind=unit.kind,
            head_name=unit.head,
            head_post=unit.post,
            actor=admin,
        )
    for other in people_of(demo):
        if other != first:
            _open_account(instansi, other, inviter=admin)
    for seat in (seat for team in demo.teams for seat in team.seats):
        _open_account(instansi, DemoPerson(seat.username, seat.name, TPI), inviter=admin)
    return instansi


def people_of(demo: DemoInstansi) -> tuple[DemoPerson, ...]:
    """The people with a role: the named ones, and the heads of units whose head is not among them."""
    headed = {p.unit for p in demo.people if p.role == Role.PIMPINAN_UNIT}
    heads = [
        DemoPerson(f"pimpinan-{unit.code.lower()}", unit.head, Role.PIMPINAN_UNIT, unit.code)
        for unit in demo.units
        if unit.code not in headed
    ]
    return (*demo.people, *heads)


def _open_account(instansi: Instansi, wanted: DemoPerson, *, inviter: User) -> None:
    _, token = invite(
        instansi,
        email=f"{wanted.username}@{MAIL}",
        name=wanted.name,
        nip=nip_of(wanted.username),
        role=wanted.role,
        unit=instansi.units.get(code=wanted.unit) if wanted.unit else None,
        areas=wanted.areas,
        actor=inviter,
    )
    _with_shared_password(accept_new(token, username=wanted.username, password=secrets.token_urlsafe()))


def _with_shared_password(user: User) -> User:
    """The person with the demo's password, which everybody knows and no form would take; read anew."""
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    return person(user.username)


def nip_of(username: str) -> str:
    """An invented NIP of 18 digits: day of birth, month of appointment, sex, number."""
    born = 1968 + dice(username, "born") % 27
    month, day = 1 + dice(username, "month") % 12, 1 + dice(username, "day") % 28
    since = 1 + dice(username, "since") % 12
    return f"{born}{month:02}{day:02}{born + 24}{since:02}{1 + dice(username, 'sex') % 2}{dice(username):03}"


def build_teams(demo: DemoInstansi, instansi: Instansi, *, year: int, codes: set[str], admin: User) -> None:
    """The TPI teams of a year for those of their units that take part in it."""
    for team in demo.teams:
        made = create_team(
            instansi,
            year=year,
            name=team.name,
            decree_number=f"700/{team.number}/INSP/{year}",
            decree_date=date(year, 1, 15),
            actor=admin,
        )
        seats = [
            Wanted(
                person(seat.username),
                seat.seat,
                origin="other" if seat.origin else "apip",
                origin_unit=seat.origin,
            )
            for seat in team.seats
        ]
        set_members(made, seats=seats, actor=admin)
        wanted = [code for code in team.units if code in codes]
        assign_units(made, units=instansi.units.filter(code__in=wanted), actor=admin)
