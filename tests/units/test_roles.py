"""Roles with dates: given, limited to pokja areas, ended."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from assessments.queries import visible_assessments
from audit.queries import of_chain
from tests.factories.units import give_role as put_role
from tests.factories.units import make_instansi, make_person, make_team, make_unit, of_this_year
from units.models import Membership, Role, User
from units.services.errors import NotAllowed, Refused
from units.services.memberships import change_areas, end_role, give_role


def give(world, user, role, **extra):
    return give_role(user, instansi=world.instansi, role=role, actor=world.admin, **extra)


def role_of(user, role) -> Membership:
    return Membership.objects.get(user=user, role=role)


def test_a_role_is_given_and_told_without_copying_the_person(world):
    role = give(world, world.petugas_lain, Role.PETUGAS, unit=world.unit, areas=["SDM", "MP", "MP"])
    role.refresh_from_db()
    assert (role.user, role.unit, role.areas, role.end) == (
        world.petugas_lain,
        world.unit,
        ["MP", "SDM"],
        None,
    )
    entry = of_chain(f"instansi:{world.instansi.pk}").first()
    assert (entry.action, entry.actor_id, entry.after) == (
        "role.give",
        world.admin.pk,
        {
            "user": world.petugas_lain.pk,
            "role": "petugas_unit",
            "unit": world.unit.pk,
            "areas": ["MP", "SDM"],
            "start": timezone.localdate().isoformat(),
            "end": None,
        },
    )


@pytest.mark.parametrize("who", ["orang_asing", "petugas_asing", "tanpa_peran", "admin_sistem"])
def test_strangers_need_an_invitation_first(world, who):
    with pytest.raises(Refused) as caught:
        give(world, world.people[who], Role.PETUGAS, unit=world.unit)
    message = "Orang ini belum terdaftar di instansi ini. Kirim undangan lebih dulu."
    assert caught.value.reasons == [(message, "user")]


@pytest.mark.parametrize("who", ["petugas", "pimpinan_instansi", "orang_asing", "admin_sistem"])
def test_only_the_admin_of_the_instansi_gives_and_ends(world, who):
    actor, role = world.people[who], role_of(world.petugas, Role.PETUGAS)
    with pytest.raises(NotAllowed):
        give_role(world.petugas, instansi=world.instansi, role=Role.ADMIN, actor=actor)
    with pytest.raises(NotAllowed):
        end_role(role, end=timezone.localdate(), actor=actor)
    with pytest.raises(NotAllowed):
        change_areas(role, areas=["MP"], actor=actor)


def test_a_bad_place_is_refused_with_its_field(world):
    inactive = make_unit(world.instansi, "TUTUP", is_active=False)
    cases = [
        (Role.PETUGAS, {}, ["unit"]),
        (Role.PETUGAS, {"unit": world.other_unit}, ["unit"]),
        (Role.PETUGAS, {"unit": inactive}, ["unit"]),
        (Role.PETUGAS, {"unit": world.unit2, "areas": ["MP", "XX"]}, ["areas"]),
        (Role.PIMPINAN_UNIT, {"unit": world.unit2, "areas": ["MP"]}, ["areas"]),
        (Role.PIMPINAN_INSTANSI, {"unit": world.unit2}, ["unit"]),
        (Role.PENILAI_PENDAHULUAN, {"unit": world.unit2}, ["role"]),
        (Role.ADMIN_SISTEM, {}, ["role"]),
        ("bupati", {}, ["role"]),
    ]
    before = Membership.objects.count()
    for role, place, fields in cases:
        with pytest.raises(Refused) as caught:
            give(world, world.petugas, role, **place)
        assert (role, [field for _, field in caught.value.reasons]) == (role, fields)
    assert Membership.objects.count() == before


def test_penilai_pendahuluan_exists_in_ministries(db):
    ministry = make_instansi("KEM", kind="kl")
    admin, unit = make_person("adminkl", Role.ADMIN, ministry), make_unit(ministry, "DIT-1")
    role = give_role(admin, instansi=ministry, role=Role.PENILAI_PENDAHULUAN, unit=unit, actor=admin)
    assert role.unit == unit


def test_the_same_role_twice_is_refused_while_it_overlaps(world):
    with pytest.raises(Refused) as caught:
        give(world, world.petugas, Role.PETUGAS, unit=world.unit)
    assert [field for _, field in caught.value.reasons] == ["role"]
    today = timezone.localdate()
    end_role(role_of(world.petugas, Role.PETUGAS), end=today, actor=world.admin)
    again = give(world, world.petugas, Role.PETUGAS, unit=world.unit, start=today + timedelta(days=1))
    assert again.start == today + timedelta(days=1)


def test_who_assesses_a_unit_does_not_become_its_member(world):
    team = of_this_year(world.team)
    with pytest.raises(Refused) as caught:
        give(world, world.anggota, Role.PETUGAS, unit=world.unit)
    assert caught.value.reasons == [
        (
            f"Maya Kusuma menilai unit ini sebagai anggota {team}, jadi tidak dapat menjadi anggota unit.",
            "unit",
        )
    ]
    assert give(world, world.anggota, Role.PETUGAS, unit=world.unit2).unit == world.unit2


def test_a_team_of_an_earlier_year_is_no_obstacle(world):
    past = make_team(world.instansi, year=2025, units=[world.unit2], ketua=world.ketua, anggota=world.anggota)
    assert past.year < date.today().year  # noqa: DTZ011
    assert give(world, world.anggota, Role.PETUGAS, unit=world.unit2).unit == world.unit2


def test_an_ended_role_holds_through_its_last_day(world):
    assessment, role = world.assessment(), role_of(world.petugas, Role.PETUGAS)
    today = timezone.localdate()
    end_role(role, end=today, actor=world.admin)
    assert visible_assessments(User.objects.get(pk=world.petugas.pk)).get() == assessment
    end_role(role, end=today - timedelta(days=1), actor=world.admin)
    assert list(visible_assessments(User.objects.get(pk=world.petugas.pk))) == []


def test_an_end_is_only_brought_forward(world):
    role, today = role_of(world.petugas, Role.PETUGAS), timezone.localdate()
    end_role(role, end=today + timedelta(days=9), actor=world.admin)
    with pytest.raises(Refused) as caught:
        end_role(role, end=today + timedelta(days=10), actor=world.admin)
    assert [field for _, field in caught.value.reasons] == ["end"]
    assert end_role(role, end=today - timedelta(days=1), actor=world.admin).end == today - timedelta(days=1)
    with pytest.raises(Refused):
        end_role(role, end=today - timedelta(days=2), actor=world.admin)


def test_no_end_before_the_start(world):
    role = role_of(world.petugas, Role.PETUGAS)
    with pytest.raises(Refused) as caught:
        end_role(role, end=role.start - timedelta(days=1), actor=world.admin)
    assert caught.value.reasons == [("Tanggal akhir tidak boleh sebelum mulai (01/01/2025).", "end")]


def test_the_last_admin_stays(world):
    role = role_of(world.admin, Role.ADMIN)
    with pytest.raises(Refused) as caught:
        end_role(role, end=timezone.localdate(), actor=world.admin)
    assert caught.value.reasons == [("Ini satu-satunya admin inspektorat. Tunjuk admin lain lebih dulu.", "")]
    put_role(world.pimpinan_instansi, Role.ADMIN, world.instansi)
    assert end_role(role, end=timezone.localdate(), actor=world.admin).end == timezone.localdate()


def test_pokja_areas_change_and_are_told_once(world):
    role = role_of(world.petugas_pokja, Role.PETUGAS)
    change_areas(role, areas=["PP", "MP"], actor=world.admin)
    change_areas(role, areas=["MP", "PP"], actor=world.admin)
    entries = list(of_chain(f"instansi:{world.instansi.pk}"))
    assert [(e.action, e.before, e.after) for e in entries] == [
        ("role.areas", {"areas": ["MP"]}, {"areas": ["MP", "PP"]})
    ]
    with pytest.raises(Refused) as caught:
        change_areas(role, areas=["MP", "ZZ"], actor=world.admin)
    assert caught.value.reasons == [("Area pokja tidak dikenal: ZZ.", "areas")]
    with pytest.raises(Refused):
        change_areas(role_of(world.pimpinan_unit, Role.PIMPINAN_UNIT), areas=["MP"], actor=world.admin)
