"""Home: own units first what is open, the years of an instansi with what waits for the person."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments import home, overview
from assessments.models import Sheet, State
from tests.factories.assessments import make_assessment, make_period
from tests.factories.units import make_unit

pytestmark = pytest.mark.django_db


def queries_of(client) -> int:
    client.get("/")
    with CaptureQueriesContext(connection) as captured:
        assert client.get("/").status_code == 200
    return len(captured)


def test_home_costs_the_same_for_1_and_3_units_and_years(world):
    world.sheet(world.assessment(State.PENILAIAN_TPI))
    before = {who: queries_of(world.client(who)) for who in ("petugas", "ketua", "admin")}
    for year in (2024, 2025):
        period = make_period(world.instansi, year)
        world.sheet(make_assessment(period, world.unit, State.SELESAI_TPI))
        make_assessment(period, make_unit(world.instansi, f"U{year}"), State.PENCANANGAN)
    after = {who: queries_of(world.client(who)) for who in ("petugas", "ketua", "admin")}
    assert after == before
    # session, user, hats (2; of people in a team 3: declared conflicts of interest); own units, their sheets; periods,
    # counts of states, instansi; and what the to-do list costs (tests/todo/test_todo.py); of the unit its answers; of
    # TPI own sheets, three for the seats, members' answers (the queue is read once); of the admin the table of the
    # year and its deadlines, pakta, units and sheets of the picture
    assert after == {"petugas": 6 + 3 + 1, "ketua": 7 + 13 + 5, "admin": 7 + 9 + 5}


def test_the_years_of_an_instansi_say_how_many_units_stand_where(world):
    world.assessment(State.PEMBANGUNAN)
    world.assessment(State.PENCANANGAN, world.unit2)
    old = make_period(world.instansi, 2025)
    make_assessment(old, world.unit, State.PENILAIAN_TPN)
    now, past = home.years(world.admin)
    assert [(y.period.year, y.total, y.states) for y in now] == [
        (2026, 2, [("pencanangan", "Pencanangan", 1), ("pembangunan", "Pembangunan", 1)])
    ]
    assert [(y.period.year, y.total) for y in past] == [(2025, 1)]
    assert home.years(world.petugas) == ([], [])


def test_own_units_begin_with_those_that_wait_and_keep_earlier_years_apart(world):
    world.sheet(world.assessment(State.PENILAIAN_MANDIRI))
    old = make_assessment(make_period(world.instansi, 2025), world.unit, State.SELESAI_TPI)
    (own,) = home.own_units(world.petugas)
    assert (own.title, [a.period.year for a in own.now], own.past) == ("Unit saya", [2026], [old])
    assert home.own_units(world.tanpa_peran) == []


def test_what_the_values_reach_is_told_of_the_sheet_that_counts_most(world):
    a = world.assessment(State.SELESAI_TPI)
    unit = world.fill(a, "best")
    assert overview.reached(a, unit, None, None) == overview.Reached("WBK", "unit", True, [])
    tpi = world.fill(a, {"B.I.a": "3.5"}, kind=Sheet.Kind.TPI)
    found = overview.reached(a, unit, tpi, None)
    assert (found.whose, found.met) == ("TPI", False)
    assert ("B.I.a", "kurang 0,44 poin") in [(line.what, line.gap_text) for line in found.short]
    empty = world.sheet(world.assessment(State.PENILAIAN_MANDIRI, world.unit2))
    assert overview.reached(a, empty, None, None) is None
