"""How tests speak of what follows the release: a year with the small instrument, and units whose sheets are known.

The small instrument: A.1.a and A.1.b are worth 20 points each (MP), A.2.a 20 (PP), B 40 (an index of 0 to 4).
"""

from collections.abc import Mapping

from assessments.engine.answers import Given
from assessments.models import Assessment, Period, Sheet, State
from tests.factories import assessments as make
from tests.factories.units import make_unit
from tests.permissions.small import load_small_policy
from units.models import TeamUnit, User

BEST = {"A.1.a": "Ya", "A.1.b": "Ya", "A.2.a": "Ya", "B": "4"}
WORST = {"A.1.a": "Tidak", "A.1.b": "Tidak", "A.2.a": "Tidak", "B": "0"}


def small_year(world) -> None:
    """The years of the world get the small instrument."""
    policy = load_small_policy()
    Period.objects.update(policy=policy, instrument=policy.instrument)
    for period in (world.period, world.other_period):
        period.refresh_from_db()


def judged(
    world,
    code: str,
    *,
    unit: Mapping = BEST,
    tpi: Mapping | None = BEST,
    members: Mapping[User, Mapping] | None = None,
    state: str = State.SELESAI_TPI,
    team=None,
) -> Assessment:
    """A unit with its sheets; the members' are handed in. `code` PKM-01 is the unit of the world's petugas."""
    place = world.unit if code == world.unit.code else make_unit(world.instansi, code, f"Unit {code}")
    if team is not None:
        TeamUnit.objects.get_or_create(unit=place, year=world.period.year, defaults={"team": team})
    a = make.make_assessment(world.period, place, state)
    make.fill_answers(make.make_sheet(a), unit, by=world.petugas)
    if tpi is not None:
        make.fill_answers(make.make_sheet(a, Sheet.Kind.TPI), tpi, by=world.ketua)
    for person, answers in (members or {}).items():
        sheet = make.make_sheet(a, Sheet.Kind.MEMBER, person, done_at=a.created_at)
        make.fill_answers(sheet, answers, by=person)
    return a


def with_note(value, note: str) -> Given:
    """An answer with a note."""
    return Given(value, note=note)
