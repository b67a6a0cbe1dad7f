"""How many queries the lists need: the same for one row and for many."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories.units import give_role, make_team, make_unit, make_user
from units.models import ConflictOfInterest, Role
from units.services.invitations import invite

# session, user, the person's memberships, their seats, the instansi: before any page of the management
FRAME = 5


@pytest.fixture(autouse=True)
def _logged_in(world) -> None:
    """The login itself is not counted."""
    world.client("admin")


def get(world, name: str, *args):
    return world.client("admin").get(reverse(f"units:{name}", args=["KAB-X", *args]))


@pytest.fixture
def many(world):
    """Twenty of everything."""
    for number in range(20):
        unit = make_unit(world.instansi, f"U-{number:02d}", parent=world.unit2)
        user = make_user(f"orang{number}")
        give_role(user, Role.PETUGAS, unit)
        make_team(world.instansi, name=f"Tim {number + 2}", units=[unit], ketua=world.ketua, anggota=user)
        invite(world.instansi, email=f"{number}@contoh.go.id", name="X", role=Role.ADMIN, actor=world.admin)
        ConflictOfInterest.objects.create(user=user, unit=unit, reason="Kerabat.", declared_at=timezone.now())


# manage: units, people, invitations, teams; units: count, page (with parents); people: count, page, roles, seats;
# invitations: count, page (with unit and inviter); teams: count, page, seats (with people)
# conflicts: count, page (with person, unit and who took it back); manage counts those that hold, too
PAGES = {"manage": 5, "units": 2, "people": 4, "invitations": 2, "teams": 3, "conflicts": 2}


@pytest.mark.parametrize("name", PAGES)
def test_a_list_of_few(world, name, django_assert_num_queries):
    invite(world.instansi, email="a@contoh.go.id", name="X", role=Role.ADMIN, actor=world.admin)
    ConflictOfInterest.objects.create(
        user=world.anggota, unit=world.unit, reason="Kerabat.", declared_at=timezone.now()
    )
    with django_assert_num_queries(FRAME + PAGES[name]):
        assert get(world, name).status_code == 200


@pytest.mark.parametrize("name", PAGES)
def test_a_list_of_many(world, many, name, django_assert_num_queries):
    with django_assert_num_queries(FRAME + PAGES[name]):
        assert get(world, name).status_code == 200


def test_a_team(world, many, django_assert_num_queries):
    with django_assert_num_queries(FRAME + 4):  # team, members with people, units, declared conflicts
        assert get(world, "team", world.team.pk).status_code == 200


def test_the_seats_of_a_team(world, many, django_assert_num_queries):
    with django_assert_num_queries(FRAME + 3):  # team, seats, the people to choose from once for all rows
        assert get(world, "team_members", world.team.pk).status_code == 200


def test_the_teams_of_a_year_ago_count_like_others(world, django_assert_num_queries):
    make_team(world.instansi, year=date(2025, 1, 1).year, ketua=world.ketua)
    with django_assert_num_queries(FRAME + PAGES["teams"]):
        assert len(get(world, "teams").context["page"]) == 2
