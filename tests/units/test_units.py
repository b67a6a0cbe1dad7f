"""Registering, changing and deactivating units; creating and changing instansi."""

import pytest

from audit.queries import of_chain
from tests.factories.units import make_unit
from units.models import Instansi, UnitKerja
from units.services.errors import NotAllowed, Refused
from units.services.instansi import change_instansi, create_instansi
from units.services.units import change_unit, create_unit, set_active


def reasons(caught) -> list[tuple[str, str]]:
    return caught.value.reasons


def last(instansi: Instansi):
    return of_chain(f"instansi:{instansi.pk}").first()


def test_a_unit_is_registered_and_told(world):
    unit = create_unit(
        world.instansi, actor=world.admin, code=" RSUD ", name="RSUD Sukamaju", service_kind="RSUD"
    )
    unit.refresh_from_db()
    assert (unit.code, unit.name, unit.instansi, unit.is_active) == (
        "RSUD",
        "RSUD Sukamaju",
        world.instansi,
        True,
    )
    entry = last(world.instansi)
    assert (entry.action, entry.actor_id, entry.role) == ("unit.create", world.admin.pk, "Admin inspektorat")
    assert entry.after == {
        "code": "RSUD",
        "name": "RSUD Sukamaju",
        "parent": None,
        "level": "lower",
        "core_service": False,
        "service_kind": "RSUD",
        "head_name": "",
        "head_post": "",
    }


def test_a_code_is_refused_within_the_instansi_whatever_its_case(world):
    with pytest.raises(Refused) as caught:
        create_unit(world.instansi, actor=world.admin, code="pkm-01", name="Puskesmas Lain")
    assert reasons(caught) == [("Kode pkm-01 sudah dipakai Puskesmas Melati. Pilih kode lain.", "code")]
    assert UnitKerja.objects.filter(instansi=world.instansi).count() == 2


def test_the_same_code_is_free_in_another_instansi(world):
    assert create_unit(world.other_instansi, actor=world.orang_asing, code="DKC", name="Disdukcapil").pk


def test_bad_fields_are_all_named(world):
    with pytest.raises(Refused) as caught:
        create_unit(world.instansi, actor=world.admin, code="a b", name="", service_kind="Kantin")
    assert [field for _, field in reasons(caught)] == ["code", "name", "service_kind"]


def test_a_parent_of_another_instansi_is_refused(world):
    with pytest.raises(Refused) as caught:
        change_unit(world.unit, actor=world.admin, parent=world.other_unit)
    assert reasons(caught) == [("Pilih unit induk dari instansi yang sama.", "parent")]


def test_a_unit_never_stands_below_itself(world):
    child = make_unit(world.instansi, "PKM-01-A", parent=world.unit)
    grandchild = make_unit(world.instansi, "PKM-01-B", parent=child)
    for parent in (world.unit, child, grandchild):
        with pytest.raises(Refused) as caught:
            change_unit(world.unit, actor=world.admin, parent=parent)
        expected = ("Unit induk tidak boleh unit ini sendiri atau unit di bawahnya.", "parent")
        assert reasons(caught) == [expected]
    assert change_unit(grandchild, actor=world.admin, parent=world.unit2).parent == world.unit2


def test_an_equal_change_writes_nothing(world):
    change_unit(world.unit, actor=world.admin, name="Puskesmas Melati ")
    assert last(world.instansi) is None
    change_unit(world.unit, actor=world.admin, name="Puskesmas Mawar")
    assert (last(world.instansi).before["name"], last(world.instansi).after["name"]) == (
        "Puskesmas Melati",
        "Puskesmas Mawar",
    )


def test_deactivating_twice_happens_once(world):
    set_active(world.unit, active=False, actor=world.admin)
    set_active(world.unit, active=False, actor=world.admin)
    assert [e.action for e in of_chain(f"instansi:{world.instansi.pk}")] == ["unit.deactivate"]
    assert set_active(world.unit, active=True, actor=world.admin).is_active


@pytest.mark.parametrize(
    "who",
    ["petugas", "pimpinan_unit", "pimpinan_instansi", "ketua", "orang_asing", "admin_sistem", "tanpa_peran"],
)
def test_only_the_admin_of_the_instansi_writes(world, who):
    actor = world.people[who]
    with pytest.raises(NotAllowed):
        create_unit(world.instansi, actor=actor, code="BARU", name="Baru")
    with pytest.raises(NotAllowed):
        change_unit(world.unit, actor=actor, name="Dibajak")
    with pytest.raises(NotAllowed):
        set_active(world.unit, active=False, actor=actor)
    with pytest.raises(NotAllowed):
        change_instansi(world.instansi, actor=actor, name="Dibajak")
    world.unit.refresh_from_db()
    assert (world.unit.name, world.unit.is_active) == ("Puskesmas Melati", True)


def test_an_instansi_is_created_by_the_admin_sistem_alone(world):
    fields = {"name": "Pemerintah Kota Baru", "kind": "kota", "time_zone": "Asia/Makassar"}
    with pytest.raises(NotAllowed):
        create_instansi("KOTA-B", actor=world.admin, **fields)
    made = create_instansi(" KOTA-B ", actor=world.admin_sistem, **fields)
    assert (made.code, made.zone_label) == ("KOTA-B", "WITA")
    entry = of_chain("system").first()
    assert (entry.action, entry.actor_id, entry.role, entry.after["code"]) == (
        "instansi.create",
        world.admin_sistem.pk,
        "Admin sistem",
        "KOTA-B",
    )


@pytest.mark.parametrize("code", ["", "kota b", "kota.b", "kab-x", "../x"])
def test_a_code_that_cannot_stand_in_an_address_or_is_taken_is_refused(world, code):
    with pytest.raises(Refused) as caught:
        create_instansi(code, actor=world.admin_sistem, name="Kota", kind="kota", time_zone="Asia/Jakarta")
    assert [field for _, field in reasons(caught)] == ["code"]


def test_the_admin_keeps_the_letter_data(world):
    change_instansi(
        world.instansi, actor=world.admin, leader_post="Bupati Sukamaju", time_zone="Asia/Jayapura"
    )
    world.instansi.refresh_from_db()
    assert (world.instansi.leader_post, world.instansi.zone_label) == ("Bupati Sukamaju", "WIT")
    with pytest.raises(TypeError):
        change_instansi(world.instansi, actor=world.admin, kind="kl")
