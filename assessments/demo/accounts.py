"""The accounts of the demo as they are in the database now, with the roles that they hold."""

from dataclasses import dataclass

from django.utils import timezone

from assessments.demo.content import KABUPATEN, KOTA, SYSTEM
from assessments.demo.ministry import KEMENTERIAN
from assessments.demo.people import people_of
from units.models import Membership, TeamMember, User
from units.queries import in_force

FIRST = (
    "admin",
    "bupati",
    "kapus",
    "petugas",
    "pokja",
    "ketua",
    "anggota",
    "anggota2",
    "pengendali",
    "pimpinan-dkc",
    "penilai",
    "kepala-tkc",
    "admin-kem",
)


@dataclass(frozen=True)
class Account:
    """One line of the table."""

    username: str
    role: str
    place: str
    name: str


def accounts() -> list[Account]:
    """The demo's people, those of the main story first; empty in a database without the demo."""
    names = [SYSTEM[0]]
    for demo in (KABUPATEN, KOTA, KEMENTERIAN):
        names += [p.username for p in people_of(demo)]
        names += [seat.username for team in demo.teams for seat in team.seats]
    users = {u.username: u for u in User.objects.filter(username__in=names)}
    roles = _roles(users.values())
    order = [*FIRST, *(name for name in names if name not in FIRST)]
    return [Account(name, *roles[users[name].pk], users[name].name) for name in order if name in users]


def _roles(users) -> dict[int, tuple[str, str]]:
    """User id → (roles, places) as words; team seats of the newest year."""
    today, ids = timezone.localdate(), [u.pk for u in users]
    found: dict[int, tuple[str, str]] = dict.fromkeys(ids, ("tanpa peran", ""))
    seats = TeamMember.objects.filter(in_force(today), user__in=ids).select_related("team__instansi")
    for seat in seats.order_by("team__year"):
        found[seat.user_id] = (str(seat.get_seat_display()), f"{seat.team.name}, {seat.team.instansi.code}")
    held = Membership.objects.filter(in_force(today), user__in=ids).select_related("unit", "instansi")
    for role in held.order_by("pk"):
        areas = f" (pokja {', '.join(role.areas)})" if role.areas else ""
        place = role.unit.code if role.unit else role.instansi.code if role.instansi else "seluruh portal"
        if role.unit and role.instansi.code != KABUPATEN.code:
            place += f", {role.instansi.code}"
        found[role.user_id] = (f"{role.get_role_display()}{areas}", place)
    return found


def table(rows: list[Account]) -> str:
    """The accounts as aligned text."""
    lines = [("AKUN", "PERAN", "DI", "NAMA"), *((r.username, r.role, r.place, r.name) for r in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(3)]
    cells = (
        [*(text.ljust(width) for text, width in zip(line[:3], widths, strict=True)), line[3]]
        for line in lines
    )
    return "\n".join("  ".join(line).rstrip() for line in cells)
