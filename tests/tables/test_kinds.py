"""Tables as kinds of import: cancelled between two rows nothing is left; what `units` refuses is told alike."""

import pytest
from django.db import transaction

from assessments.models import Import
from assessments.services.errors import NotAllowed, Refused
from assessments.services.imports import kind_of
from assessments.services.jobs import Cancelled
from assessments.tables.kinds import ASK_EVERY, KINDS, Wish, plan_of
from documents.services import store_generated
from documents.workbooks.stored_cells import dump
from tests.tables.files import grid


def ready(world, rows, key: str = "unit") -> Import:
    """An import of a table as its preview was seen."""
    imp = Import.objects.create(
        kind=f"tabel-{key}",
        instansi=world.instansi,
        year=2026,
        file=store_generated(b"tabel", media_type="application/octet-stream"),
        filename="tabel.xlsx",
        cells=dump(grid(rows)),
        status=Import.Status.READY,
        requested_by=world.admin,
    )
    imp.wish = Wish(seen=plan_of(imp, Wish(), actor=world.admin).digest()).as_json()
    imp.save()
    return imp


def units(count: int) -> list[tuple]:
    return [("Kode unit", "Nama unit"), *((f"U-{n}", f"Unit {n}") for n in range(count))]


def test_every_table_is_a_kind_of_import(world):
    assert {name: kind_of(Import(kind=name)).undo is not None for name in KINDS} == {
        "tabel-unit": True,
        "tabel-orang": False,
        "tabel-tim": False,
        "tabel-pegawai": True,
        "tabel-pegawai-unit": True,
        "tabel-timkerja": True,
        "tabel-agen": True,
        "tabel-perubahan": True,
        "tabel-inovasi": True,
        "tabel-syarat": True,
        "tabel-indeks": True,
        "tabel-tpn": False,
        "tabel-survei-tpn": True,
        "tabel-nilai-tpn": True,
        "tabel-rencana-aksi": False,
    }


def test_cancelled_between_two_rows_nothing_is_left(world):
    imp = ready(world, units(ASK_EVERY + 5))

    def stop(percent: int) -> None:
        assert world.instansi.units.count() > 2  # in the midst of it
        raise Cancelled

    with pytest.raises(Cancelled), transaction.atomic():
        kind_of(imp).apply(imp, world.admin, stop)
    assert world.instansi.units.count() == 2


@pytest.mark.parametrize("who", ["petugas", "pimpinan_instansi", "orang_asing", "admin_sistem", "ketua"])
def test_nobody_else_brings_a_table_in(world, who):
    imp = ready(world, units(1))
    person = world.people[who]
    with pytest.raises(NotAllowed):
        kind_of(imp).allow(imp, person)
    with pytest.raises(NotAllowed):
        kind_of(imp).apply(imp, person, lambda percent: None)
    assert world.instansi.units.count() == 2


def test_an_admin_whose_role_has_ended_applies_nothing(world):
    imp = ready(world, units(1))
    world.instansi.memberships.filter(user=world.admin).delete()
    person = type(world.admin).objects.get(pk=world.admin.pk)
    with pytest.raises(NotAllowed):
        kind_of(imp).apply(imp, person, lambda percent: None)


def test_a_year_whose_period_is_gone_is_told(world):
    row = (None, "Opini BPK", "WTP", "LHP", "2026-05-20")
    imp = ready(world, [("Unit", "Syarat", "Nilai", "Dokumen sumber", "Tanggal dokumen"), row], key="syarat")
    imp.year = 2031
    with pytest.raises(Refused, match="Periode 2031 belum ada"):
        kind_of(imp).apply(imp, world.admin, lambda percent: None)
