"""What tests of teams and registers start from."""

from datetime import date

import pytest

from assessments.models import Employee, State
from assessments.services.work_team import MemberData, add_members, save_decree
from assessments.team_places import TeamPlace

START = date(2026, 1, 20)
NIP = "199001012015032001"
NIP2 = "198505052010011002"


@pytest.fixture
def a(world):
    """PKM-01 after its pencanangan."""
    return world.assessment(State.PENCANANGAN)


@pytest.fixture
def place(a):
    """Its tim kerja."""
    return TeamPlace.of(a)


@pytest.fixture
def siti(world):
    """A row of the staff list of PKM-01."""
    return Employee.objects.create(unit=world.unit, name="Siti Nurjanah", nip=NIP, post="Perawat Ahli Muda")


def full_team(world, place):
    """A decree, a ketua, and somebody in each pokja."""
    save_decree(place, number="188/1/2026", day=START, scan=None, seen=0, actor=world.admin)
    people = [MemberData("dr. Rina Wulandari", START, role="ketua")]
    people += [MemberData(f"Anggota {code}", START, areas=(code,)) for code in place.areas]
    return add_members(place, people=people, actor=world.admin)
