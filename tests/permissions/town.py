"""The world of the matrix: three units (own, another, one of another instansi), all furnished alike, and the people."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from assessments.models import Period
from tests.factories.units import give_role, make_person, make_team, make_unit, make_user
from tests.people import PEOPLE, World, build_world
from tests.permissions.furnishing import furnished
from tests.permissions.place import Place
from tests.permissions.small import load_small_policy
from units.models import ConflictOfInterest, Instansi, Role, TeamMember, TpiTeam, UnitKerja, User

COLUMNS = (
    *(who for who in PEOPLE if who not in {"anggota2", "petugas_asing"}),
    "penilai_pendahuluan",
    "anonim",
)
OWN, OTHER_UNIT, OTHER_INSTANSI = "unit sendiri", "unit lain", "instansi lain"


@dataclass
class Town:
    """The three places, and the people of the columns (`None` is nobody)."""

    world: World
    people: dict[str, User | None]
    places: dict[str, Place]

    @property
    def own(self) -> Place:
        """The unit of petugas and pimpinan_unit."""
        return self.places[OWN]


def build_town() -> Town:
    """Write everything; takes a second."""
    world = build_world()
    policy = load_small_policy()
    Period.objects.update(policy=policy, instrument=policy.instrument)
    world.period.refresh_from_db()
    world.other_period.refresh_from_db()
    Instansi.objects.update(kind=Instansi.Kind.KL)
    above = make_unit(world.instansi, "DITJEN", "Direktorat Jenderal", level=UnitKerja.Level.JPT_MADYA)
    UnitKerja.objects.filter(pk=world.unit.pk).update(parent=above)
    for thing in (world.instansi, world.unit, world.unit2, world.other_instansi, world.other_unit):
        thing.refresh_from_db()
    pendahuluan = make_person("penilai_pendahuluan", Role.PENILAI_PENDAHULUAN, above)
    User.objects.filter(pk=world.admin_sistem.pk).update(is_staff=True)
    world.admin_sistem.refresh_from_db()
    second, third = (
        _team(world.instansi, world.unit2, "Tim II"),
        _team(world.other_instansi, world.other_unit, "Tim I"),
    )
    places = {
        OWN: furnished(OWN, world.period, world.unit, world.team, world.petugas, world.admin),
        OTHER_UNIT: furnished(OTHER_UNIT, world.period, world.unit2, second, world.petugas_lain, world.admin),
        OTHER_INSTANSI: furnished(
            OTHER_INSTANSI,
            world.other_period,
            world.other_unit,
            third,
            world.petugas_asing,
            world.orang_asing,
        ),
    }
    people = {**world.people, "penilai_pendahuluan": pendahuluan, "anonim": None}
    return Town(world, {who: people[who] for who in COLUMNS}, places)


def _team(instansi: Instansi, unit: UnitKerja, name: str) -> TpiTeam:
    lead, member = (make_user(f"{word}_{unit.pk}") for word in ("ketua", "anggota"))
    return make_team(instansi, units=[unit], name=name, ketua=lead, anggota=[member])


def build_doubles(town: Town) -> dict[str, User]:
    """The people in between; written when they are asked, since a member of the unit stops the team's finalising."""
    world, today = town.world, timezone.localdate()
    dated = {
        "kemarin": {"end": today - timedelta(days=1)},
        "besok": {"start": today + timedelta(days=1)},
        "nonaktif": {},
    }
    found = {
        "anggota_sendiri": make_person("anggota_sendiri", Role.PETUGAS, world.unit),
        "pengendali_sendiri": make_person("pengendali_sendiri", Role.PIMPINAN_UNIT, world.unit),
        "pendahuluan_sendiri": make_person("pendahuluan_sendiri", Role.PENILAI_PENDAHULUAN, world.unit),
        "berbenturan": make_person("berbenturan", Role.PETUGAS, world.unit2),
        "superuser": make_user("superuser", is_superuser=True, is_staff=True),
        **{name: make_user(name, is_active=name != "nonaktif") for name in dated},
    }
    _seat(world, found["anggota_sendiri"], TeamMember.Seat.ANGGOTA)
    _seat(world, found["pengendali_sendiri"], TeamMember.Seat.PENGENDALI)
    _seat(world, found["pendahuluan_sendiri"], TeamMember.Seat.ANGGOTA)
    _seat(world, found["berbenturan"], TeamMember.Seat.ANGGOTA)
    ConflictOfInterest.objects.create(
        user=found["berbenturan"],
        unit=world.unit,
        reason="Kakak kandung pimpinan.",
        declared_at=timezone.now(),
    )
    for name, dates in dated.items():
        give_role(found[name], Role.PETUGAS, world.unit, **dates)
        give_role(found[name], Role.ADMIN, world.instansi, **dates)
        _seat(world, found[name], TeamMember.Seat.ANGGOTA, **dates)
    return found


def _seat(world: World, user: User, seat: str, **dates) -> None:
    TeamMember.objects.create(team=world.team, user=user, seat=seat, **{"start": date(2025, 1, 1), **dates})
