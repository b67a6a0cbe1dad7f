"""Whose surveys a person may know: for TPI's people those of the years in which their team assesses the unit."""

import pytest
from django.utils import timezone

from surveys.models import Campaign
from surveys.queries import known_campaigns, known_units
from surveys.rules import acting_as
from surveys.services.campaigns import close_campaign, create_campaign
from tests.factories.surveys import make_campaign
from tests.factories.units import make_instansi, make_person, make_team, make_unit, make_user
from units.models import ConflictOfInterest, Role, UnitKerja
from units.services.errors import NotAllowed

State = Campaign.State


@pytest.fixture
def two_years(world):
    return [make_campaign(world.unit, State.CLOSED, year=year, title=str(year)) for year in (2025, 2026)]


@pytest.fixture
def earlier(world):
    """The lead of the team that assessed the unit the year before, whose seat nobody ended."""
    lead = make_user("ketua_lama")
    make_team(world.instansi, 2025, "Tim Lama", units=[world.unit], ketua=lead)
    return lead


def test_a_team_sees_the_surveys_of_its_own_year(world, two_years, earlier):
    old, new = two_years
    for who, seen, hidden in ((earlier, old, new), (world.ketua, new, old)):
        assert (list(known_units(who)), list(known_campaigns(who))) == ([world.unit], [seen])
        browser = world.client(who)
        page = browser.get(f"/unit/{world.unit.pk}/survei/").content.decode()
        assert (f"/survei/{seen.pk}/" in page, f"/survei/{hidden.pk}/" in page) == (True, False)
        for address in ("", "xlsx/", "jawaban/"):
            assert browser.get(f"/survei/{hidden.pk}/{address}").status_code == 404
        with pytest.raises(Campaign.DoesNotExist):
            close_campaign(hidden.pk, actor=who)
        with pytest.raises(NotAllowed):
            close_campaign(seen.pk, actor=who)


def test_unit_and_inspectorate_see_every_year(world, two_years):
    for who in ("petugas", "petugas_pokja", "pimpinan_unit", "admin", "pimpinan_instansi"):
        assert set(known_campaigns(world.people[who])) == set(two_years)


def test_a_team_of_another_unit_sees_none(world, two_years):
    other = make_user("ketua_lain")
    make_team(world.instansi, 2026, "Tim Lain", units=[world.unit2], ketua=other)
    assert (list(known_units(other)), list(known_campaigns(other))) == ([world.unit2], [])


def test_who_declared_a_conflict_sees_none(world, two_years):
    ConflictOfInterest.objects.create(
        user=world.ketua, unit=world.unit, reason="Saudara.", declared_at=timezone.now()
    )
    assert (list(known_units(world.ketua)), list(known_campaigns(world.ketua))) == ([], [])


@pytest.mark.parametrize(
    ("kind", "level", "known"),
    [("kl", "jpt_pratama", True), ("kl", "jpt_madya", False), ("kabupaten", "jpt_pratama", False)],
)
def test_the_level_above_sees_those_that_it_assesses_first(db, kind, level, known):
    instansi = make_instansi("KL-1", kind=kind)
    above = make_unit(instansi, "ESELON-1")
    unit = make_unit(instansi, "KANTOR", parent=above, level=level)
    campaign = make_campaign(unit, State.CLOSED)
    who = make_person("atas", Role.PENILAI_PENDAHULUAN, above)
    assert list(known_campaigns(who)) == ([campaign] if known else [])


def test_acting_as_is_the_seat_in_the_team_of_the_unit(world):
    make_team(world.instansi, 2026, "Tim Lain", units=[world.unit2], anggota=world.ketua)
    seats = [acting_as(world.ketua, unit) for unit in (world.unit, world.unit2)]
    assert seats == ["Ketua TPI", "Anggota TPI"]


def test_a_stranger_makes_none(world):
    with pytest.raises(UnitKerja.DoesNotExist):
        create_campaign(world.unit, questionnaire="spak-1", services=[], actor=world.orang_asing)
