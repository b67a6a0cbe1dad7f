"""Who assesses a unit for the level above: in K/L alone, below JPT madya; and not again in TPI."""

from datetime import date

import pytest

from tests.assessments.ministry import build_ministry
from tests.factories.units import make_team
from units.forms.people import InvitationForm
from units.models import Instansi, TeamUnit, UnitKerja
from units.queries import first_assessors_of
from units.services.errors import Refused
from units.services.teams import assign_units

DAY = date(2026, 3, 1)


@pytest.fixture
def world(db):
    return build_ministry()


def names(unit: UnitKerja) -> list[str]:
    return [str(person) for person in first_assessors_of(UnitKerja.objects.get(pk=unit.pk), DAY)]


def test_they_are_those_of_the_unit_directly_above(world):
    assert names(world.unit) == ["Bagus Prakoso", "Nurul Hidayah"]
    assert names(world.unit2) == []
    UnitKerja.objects.filter(pk=world.unit2.pk).update(parent=world.unit)
    assert names(world.unit2) == []
    world.penilai.memberships.update(end=date(2026, 2, 28))
    assert names(world.unit) == ["Bagus Prakoso"]


def test_there_are_none_for_jpt_madya_and_in_local_governments(world):
    UnitKerja.objects.filter(pk=world.unit.pk).update(level=UnitKerja.Level.JPT_MADYA)
    assert names(world.unit) == []
    UnitKerja.objects.filter(pk=world.unit.pk).update(level=UnitKerja.Level.JPT_PRATAMA)
    Instansi.objects.filter(pk=world.instansi.pk).update(kind=Instansi.Kind.PROVINSI)
    assert names(world.unit) == []


def test_one_of_them_is_not_assigned_to_the_unit_in_tpi(world):
    team = make_team(world.instansi, name="Tim Baru", ketua=world.penilai, anggota=[world.anggota2])
    TeamUnit.objects.filter(unit=world.unit).delete()
    with pytest.raises(Refused) as refused:
        assign_units(team, units=[world.unit, world.unit2], actor=world.admin)
    text = "Nurul Hidayah adalah penilai pendahuluan untuk PKM-01 Puskesmas Melati, jadi tidak menilainya lagi di TPI."
    assert [message for message, _ in refused.value.reasons] == [text]
    assign_units(team, units=[world.unit2], actor=world.admin)


def test_the_role_is_explained_where_it_is_offered(world):
    in_ministry = InvitationForm(instansi=world.instansi).fields["role"]
    in_kabupaten = InvitationForm(instansi=world.other_instansi).fields["role"]
    assert "menilai unit-unit di bawah unit yang dipilih" in in_ministry.help_text
    assert "penilai_pendahuluan" in dict(in_ministry.choices)
    assert (in_kabupaten.help_text, "penilai_pendahuluan" in dict(in_kabupaten.choices)) == ("", False)
