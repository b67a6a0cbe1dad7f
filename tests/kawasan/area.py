"""A kawasan of the two instansi of the world, each with a unit and a representative."""

from dataclasses import dataclass
from fractions import Fraction

from assessments.engine.kawasan import CODES
from assessments.kawasan import integration
from assessments.models import KawasanYear
from assessments.services.kawasan import Scored, open_kawasan_year, save_scores, sign_integration
from tests.factories.units import make_team, make_user
from tests.people import World
from units.models import Kawasan, User
from units.services.kawasan import save_kawasan, set_seats, set_units

NAME = "Kawasan Bandara Sukamaju"


@dataclass
class Area:
    """The kawasan, its year 2026, and the representative of each instansi."""

    kawasan: Kawasan
    year: KawasanYear
    mine: User
    theirs: User


def found(world: World, **changes) -> Kawasan:
    """A kawasan without units and people; KAB-X coordinates."""
    fields = {
        "name": NAME,
        "kind": Kawasan.Kind.AIRPORT,
        "basis": "Surat Stranas PK 12/2026",
        "coordinator": world.instansi,
        "instansi": [world.instansi, world.other_instansi],
    }
    return save_kawasan(None, actor=world.admin_sistem, **(fields | changes))


def build(world: World) -> Area:
    """A kawasan with both units, both representatives, and the year 2026 open."""
    kawasan = found(world)
    mine = world.ketua
    theirs = make_user("wakil_asing", "Wakil Karangindah")
    make_team(world.other_instansi, ketua=theirs)
    set_units(kawasan, world.instansi, units=[world.unit], actor=world.admin)
    set_units(kawasan, world.other_instansi, units=[world.other_unit], actor=world.orang_asing)
    set_seats(kawasan, world.instansi, people=[mine], actor=world.admin)
    set_seats(kawasan, world.other_instansi, people=[theirs], actor=world.orang_asing)
    year = open_kawasan_year(kawasan, year=2026, policy=world.period.policy, actor=world.admin)
    return Area(kawasan, year, mine, theirs)


def score(area: Area, value: str = "7", actor: User | None = None) -> None:
    """Give every aspect the same value."""
    stored = integration(area.year).scores
    seen = {code: stored[code].version if code in stored else 0 for code in CODES}
    changes = [Scored(c, Fraction(value), "Dilihat di lapangan.", seen[c]) for c in CODES]
    save_scores(area.year.pk, changes=changes, actor=actor or area.mine)


def sign(area: Area, *people: User) -> None:
    """These sign what stands; without people both."""
    for person in people or (area.mine, area.theirs):
        sign_integration(area.year.pk, seen=integration(area.year).content_hash, actor=person)
