"""Founding a kawasan, and what each instansi brings into it."""

import pytest

from audit.models import Entry
from tests.factories.units import give_role, make_instansi, make_person, make_team
from tests.kawasan.area import NAME, build, found
from units.models import Kawasan, KawasanSeat, Role
from units.services.errors import NotAllowed, Refused
from units.services.kawasan import save_kawasan, set_seats, set_units

pytestmark = pytest.mark.django_db


def test_only_the_admin_sistem_founds_one(world):
    for who in ("admin", "pimpinan_instansi", "orang_asing", "tanpa_peran"):
        with pytest.raises(NotAllowed):
            save_kawasan(
                None,
                name=NAME,
                kind="bandara",
                basis="x",
                coordinator=world.instansi,
                instansi=[world.instansi, world.other_instansi],
                actor=world.people[who],
            )
    assert Kawasan.objects.count() == 0


def test_what_is_wrong_is_all_told(world):
    found(world)
    with pytest.raises(Refused) as refused:
        found(world, name=NAME.upper(), instansi=[world.instansi], coordinator=world.other_instansi)
    assert [field for _, field in refused.value.reasons] == ["name", "instansi", "coordinator"]


def test_an_instansi_with_units_cannot_be_left_out(world):
    area = build(world)
    with pytest.raises(Refused, match="masih mempunyai unit atau wakil"):
        save_kawasan(
            area.kawasan,
            name=NAME,
            kind="bandara",
            basis="x",
            coordinator=world.instansi,
            instansi=[world.instansi, world.unit2.instansi],
            actor=world.admin_sistem,
        )
    assert set(area.kawasan.instansi.all()) == {world.instansi, world.other_instansi}


def test_an_instansi_brings_only_what_is_its_own(world):
    kawasan = found(world)
    with pytest.raises(Refused, match="bukan unit instansi ini"):
        set_units(kawasan, world.instansi, units=[world.other_unit], actor=world.admin)
    with pytest.raises(NotAllowed):
        set_units(kawasan, world.other_instansi, units=[world.other_unit], actor=world.admin)
    with pytest.raises(Refused, match="bukan anggota tim TPI instansi ini"):
        set_seats(kawasan, world.instansi, people=[world.orang_asing], actor=world.admin)
    assert kawasan.units.count() == 0


def test_nobody_assesses_their_own_unit(world):
    kawasan = found(world)
    make_team(world.instansi, name="Tim II", ketua=world.petugas_lain, anggota=[world.petugas])
    set_units(kawasan, world.instansi, units=[world.unit], actor=world.admin)
    with pytest.raises(Refused, match="anggota PKM-01"):
        set_seats(kawasan, world.instansi, people=[world.petugas], actor=world.admin)
    set_seats(kawasan, world.instansi, people=[world.petugas_lain], actor=world.admin)
    with pytest.raises(Refused, match="anggota DKC"):
        set_units(kawasan, world.instansi, units=[world.unit, world.unit2], actor=world.admin)


def test_twice_is_once_and_in_the_audit(world):
    kawasan = found(world)
    for _ in range(2):
        set_units(kawasan, world.instansi, units=[world.unit], actor=world.admin)
        set_seats(kawasan, world.instansi, people=[world.ketua], actor=world.admin)
    actions = (
        Entry.objects.filter(chain__key=kawasan.audit_chain).order_by("pk").values_list("action", flat=True)
    )
    assert list(actions) == ["kawasan.save", "kawasan.units", "kawasan.seats"]


def test_a_representative_who_leaves_today_is_gone_at_once(world):
    area = build(world)
    set_seats(area.kawasan, world.instansi, people=[], actor=world.admin)
    assert not KawasanSeat.objects.filter(user=area.mine).exists()
    assert world.client("ketua").get(f"/kawasan/{area.kawasan.pk}/").status_code == 404


def test_a_representative_who_joins_a_unit_assesses_no_more(world):
    area = build(world)
    page = f"/kawasan/{area.kawasan.pk}/2026/"
    assert world.client(area.mine).get(page).content.decode().count("<textarea") == 5
    give_role(area.mine, Role.PETUGAS, world.unit)
    assert world.client(area.mine).get(page).content.decode().count("<textarea") == 0


def test_the_pages_of_the_admin_sistem(world):
    client = world.client("admin_sistem")
    assert "Belum ada kawasan" in client.get("/sistem/kawasan/").content.decode()
    data = {
        "name": NAME,
        "kind": "bandara",
        "basis": "Surat 1",
        "coordinator": world.instansi.pk,
        "instansi": [world.instansi.pk],
    }
    refused = client.post("/sistem/kawasan/baru/", data)
    assert refused.status_code == 422
    assert "Pilih paling sedikit dua instansi peserta." in refused.content.decode()
    data["instansi"] = [world.instansi.pk, world.other_instansi.pk]
    assert client.post("/sistem/kawasan/baru/", data).status_code == 302
    made = Kawasan.objects.get()
    assert made.instansi.count() == 2
    assert client.post(f"/sistem/kawasan/{made.pk}/", data | {"name": "Kawasan Pelabuhan"}).status_code == 302
    assert Kawasan.objects.get().name == "Kawasan Pelabuhan"


def test_the_pages_of_an_instansi(world):
    kawasan = found(world)
    client = world.client("admin")
    base = f"/kelola/KAB-X/kawasan/{kawasan.pk}/"
    assert client.post(base + "unit/", {"units": [world.unit.pk]}).status_code == 302
    assert client.post(base + "wakil/", {"people": [world.ketua.pk]}).status_code == 302
    text = client.get("/kelola/KAB-X/kawasan/").content.decode()
    assert "Puskesmas Melati" in text
    assert "Hendra Gunawan" in text
    assert client.post(base + "unit/", {"units": [world.other_unit.pk]}).status_code == 422
    assert world.client("orang_asing").get("/kelola/KAB-Y/kawasan/").content.decode().count("Hendra") == 0


def test_an_instansi_outside_sees_nothing(world):
    kawasan = found(world)
    outside = make_instansi("KAB-Q")
    client = world.client(make_person("luar", Role.ADMIN, outside))
    assert client.get(f"/kelola/KAB-Q/kawasan/{kawasan.pk}/unit/").status_code == 404
    assert client.get(f"/kawasan/{kawasan.pk}/").status_code == 404


def test_the_joint_tpi_is_drawn_from_the_tpi_of_each_instansi(world):
    kawasan = found(world)
    for who in ("pimpinan_instansi", "admin", "petugas_lain"):
        with pytest.raises(Refused, match="bukan anggota tim TPI"):
            set_seats(kawasan, world.instansi, people=[world.people[who]], actor=world.admin)
    page = world.client("admin").get(f"/kelola/KAB-X/kawasan/{kawasan.pk}/wakil/").content.decode()
    assert "Hendra Gunawan" in page
    assert "Agus Salim" not in page
