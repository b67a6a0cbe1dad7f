"""Home of the admin: stages, what is late, what waits to be signed, the lowest values; nothing of TPI."""

from datetime import timedelta

import pytest
from django.utils import timezone

from assessments.home import sections_of, years
from assessments.home.admin import overseen
from assessments.models import Sheet, State
from assessments.todo import Desk
from tests.factories.assessments import make_assessment
from tests.factories.units import make_unit

pytestmark = pytest.mark.django_db


def seen(world, at=None):
    (year,), _ = years(world.admin)
    return overseen(year, at or timezone.now())


def test_it_costs_the_same_for_1_and_200_units(world, count_queries):
    (year,), _ = years(world.admin)
    world.fill(world.assessment(State.PENILAIAN_MANDIRI), "best")
    one = count_queries(lambda: overseen(year, timezone.now()))
    for number in range(199):
        world.sheet(
            make_assessment(world.period, make_unit(world.instansi, f"U{number:03}"), State.PENILAIAN_MANDIRI)
        )
    # units, changed deadlines, pakta, units and sheets of the picture
    assert (one, count_queries(lambda: overseen(year, timezone.now()))) == (5, 5)


def test_late_units_stand_with_the_longest_first_and_the_rest_are_counted(world):
    for number in range(6):
        make_assessment(world.period, make_unit(world.instansi, f"U{number}"), State.PENILAIAN_MANDIRI)
    assert (seen(world).late, seen(world).late_count) == ((), 0)
    found = seen(world, world.period.deadline + timedelta(days=1))
    assert [line.assessment.unit.code for line in found.late] == ["U0", "U1", "U2", "U3", "U4"]
    assert found.late_count == 6
    assert seen(world, world.period.deadline - timedelta(days=2)).soon_count == 6


def test_what_waits_to_be_signed_is_counted(world):
    assert seen(world).papers == ()
    world.fill(world.assessment(State.SELESAI_TPI), "best")
    assert [(paper.what, paper.count, paper.who) for paper in seen(world).papers] == [
        ("LHE belum terbit", "1 unit", "Ketua TPI")
    ]


def test_the_picture_shows_the_unit_and_never_what_tpi_has(world):
    a = world.assessment(State.PENILAIAN_TPI)
    world.fill(a, "best")
    alone = seen(world).pictures
    world.fill(a, {"B.I.a": "1"}, kind=Sheet.Kind.TPI)
    assert seen(world).pictures == alone
    assert (alone.shown, alone.met, len(alone.totals)) == (1, 1, 1)


def test_only_the_admin_gets_the_section(world):
    world.assessment(State.PENCANANGAN)
    kinds = {}
    for who in ("admin", "petugas", "ketua", "pimpinan_instansi"):
        user = world.people[who]
        kinds[who] = [section.kind for section in sections_of(Desk(user, timezone.now()), years(user)[0], [])]
    assert kinds["admin"] == ["admin"]
    assert "admin" not in kinds["petugas"] + kinds["ketua"] + kinds["pimpinan_instansi"]


def test_a_year_without_units_says_how_to_start(world):
    page = world.client("admin").get("/").content.decode()
    assert "Belum ada unit terdaftar." in page
    assert "Gambar tampil di sini sesudah unit pertama mulai menjawab." in page
