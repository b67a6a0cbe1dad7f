"""The table of units: new, changed, refused; parents in one file; undo."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.services.errors import Refused
from assessments.tables.importing import PlanRefused, apply, undo
from assessments.tables.registry import TABLES
from audit.models import Entry
from tests.tables.files import (
    filled_in,
    grid,
    grids_of,
    look,
    problems,
    scope_of,
    statuses,
    take,
    template,
)
from units.models import UnitKerja
from units.services.errors import NotAllowed

HEAD = ("Kode unit", "Nama unit", "Kode unit induk", "Tingkat", "Pelayanan inti", "Aktif")


def codes(world) -> list[str]:
    return list(world.instansi.units.order_by("code").values_list("code", flat=True))


def test_new_changed_same_and_refused_rows_are_told_apart(world):
    plan = look(
        world,
        "unit",
        [
            ("Daftar unit 2026",),
            (),
            HEAD,
            ("RSUD", "RSUD dr. Sutomo", "dkc", "JPT pratama", "ya", None),
            (),
            ("pkm-01", "Puskesmas Melati Baru", None, None, None, None),
            ("DKC", "Dinas Kependudukan dan Pencatatan Sipil", None, None, None, "Ya"),
            ("TIDAK ADA SPASI", "", None, None, None, None),
        ],
    )
    assert statuses(plan) == ["new", "changed", "same", "refused"]
    assert plan.counts == {"refused": 1, "new": 1, "changed": 1, "same": 1}
    assert plan.rows[1].changes == {"name": ("Puskesmas Melati", "Puskesmas Melati Baru")}
    assert problems(plan) == ["Lembar1!B8: Nama unit belum diisi."]
    assert plan.where == "Lembar “Lembar1”, judul kolom di baris 3"


def test_parents_may_be_new_in_the_same_file_and_stand_below(world):
    done = take(
        world,
        "unit",
        [
            HEAD,
            ("PUSTU-1", "Pustu Satu", "PKM-02"),
            ("PKM-02", "Puskesmas Mawar", "DINKES"),
            ("DINKES", "Dinas Kesehatan"),
            ("PKM-01", "Puskesmas Melati", "DINKES"),
        ],
    )
    assert done.counts == {"refused": 0, "new": 3, "changed": 1, "same": 0}
    tree = dict(world.instansi.units.values_list("code", "parent__code"))
    assert tree == {
        "DINKES": None,
        "DKC": None,
        "PKM-01": "DINKES",
        "PKM-02": "DINKES",
        "PUSTU-1": "PKM-02",
    }


def test_two_units_may_change_places(world):
    UnitKerja.objects.filter(pk=world.unit.pk).update(parent=world.unit2)
    take(world, "unit", [HEAD, ("PKM-01", None, "X"), ("DKC", None, "PKM-01"), ("X", "Atas")])
    tree = dict(world.instansi.units.values_list("code", "parent__code"))
    assert tree == {"X": None, "PKM-01": "X", "DKC": "PKM-01"}


def test_a_circle_of_parents_and_an_unknown_parent_are_refused_beforehand(world):
    plan = look(
        world,
        "unit",
        [HEAD, ("PKM-01", None, "DKC"), ("DKC", None, "PKM-01"), ("B", "Bidang", "KARANG")],
    )
    circle = "Unit induk tidak boleh unit ini sendiri atau unit di bawahnya."
    assert problems(plan) == [
        f"Lembar1!C2: {circle}",
        f"Lembar1!C3: {circle}",
        "Lembar1!C4: Unit induk KARANG tidak ada di instansi ini atau di berkas ini.",
    ]


def test_doubled_rows_are_refused(world):
    plan = look(world, "unit", [HEAD, ("A", "Satu"), ("a", "Dua")])
    assert problems(plan) == ["Lembar1!A3: isinya tentang hal yang sama dengan baris 2. Hapus salah satunya."]


def test_a_blank_cell_empties_only_when_asked_and_nothing_is_deleted_by_absence(world):
    rows = [("Kode unit", "Nama unit", "Nama pimpinan"), ("PKM-01", "Puskesmas Melati", None)]
    assert statuses(look(world, "unit", rows)) == ["same"]
    plan = look(world, "unit", rows, blanks_empty=True)
    assert plan.rows[0].changes == {"head_name": ("dr. Rina Wulandari", "")}
    take(world, "unit", rows, blanks_empty=True)
    world.unit.refresh_from_db()
    assert (world.unit.head_name, codes(world)) == ("", ["DKC", "PKM-01"])


def test_all_or_nothing_when_a_service_refuses(world):
    rows = [HEAD, ("BARU", "Unit baru"), ("kode/salah", "Unit lain")]
    with pytest.raises(PlanRefused) as refused:
        take(world, "unit", rows)
    assert refused.value.reasons == [
        ("Lembar1!A3: Kode hanya memuat huruf, angka, titik, garis bawah, dan tanda hubung.", "")
    ]
    assert codes(world) == ["DKC", "PKM-01"]
    assert not Entry.objects.filter(action="unit.create").exists()


def test_the_audit_tells_of_every_unit(world):
    take(world, "unit", [HEAD, ("BARU", "Unit baru"), ("DKC", "Disdukcapil")])
    assert list(Entry.objects.order_by("pk").values_list("action", flat=True)) == [
        "unit.create",
        "unit.change",
    ]


def test_a_preview_that_is_stale_is_not_applied(world):
    grids = grid([HEAD, ("PKM-01", "Puskesmas Melati Baru")])
    seen = look(world, "unit", grids).digest()
    UnitKerja.objects.filter(pk=world.unit.pk).update(name="Puskesmas Kenanga")
    with pytest.raises(PlanRefused, match="berubah sesudah pratinjau") as refused:
        apply(TABLES["unit"], scope_of(world, "unit"), grids, seen=seen)
    assert refused.value.plan.rows[0].changes == {"name": ("Puskesmas Kenanga", "Puskesmas Melati Baru")}
    world.unit.refresh_from_db()
    assert world.unit.name == "Puskesmas Kenanga"


def test_applied_twice_nothing_is_left_to_do(world):
    rows = [HEAD, ("BARU", "Unit baru")]
    take(world, "unit", rows)
    with pytest.raises(PlanRefused, match="Tidak ada yang perlu diubah"):
        take(world, "unit", rows)


@pytest.mark.parametrize("who", ["petugas", "pimpinan_instansi", "orang_asing", "admin_sistem"])
def test_who_may_not_type_may_not_import(world, who):
    grids = grid([HEAD, ("BARU", "Unit baru")])
    seen = look(world, "unit", grids).digest()
    scope = scope_of(world, "unit", world.people[who])
    with pytest.raises(Exception, match=r"admin inspektorat|Peran Anda") as refused:
        apply(TABLES["unit"], scope, grids, seen=seen)
    assert type(refused.value).__name__ == NotAllowed.__name__
    assert codes(world) == ["DKC", "PKM-01"]


def test_undo_takes_new_units_away_unless_something_hangs_on_them(world):
    table = TABLES["unit"]
    done = take(world, "unit", [HEAD, ("PKM-02", "Mawar", "DINKES"), ("DINKES", "Dinas Kesehatan")])
    undo(table, scope_of(world, "unit"), done.records)
    assert codes(world) == ["DKC", "PKM-01"]
    done = take(world, "unit", [HEAD, ("PKM-02", "Mawar")])
    world.instansi.memberships.create(
        user=world.petugas, role="petugas_unit", unit=UnitKerja.objects.get(code="PKM-02"), start="2026-01-01"
    )
    with pytest.raises(Refused, match="sudah dipakai"):
        undo(table, scope_of(world, "unit"), done.records)
    UnitKerja.objects.filter(code="PKM-02").update(head_name="")
    done = take(world, "unit", [HEAD, ("DKC", "Disdukcapil", "PKM-02", None, "Tidak", "Tidak")])
    undo(table, scope_of(world, "unit"), done.records)
    world.unit2.refresh_from_db()
    assert (world.unit2.name, world.unit2.parent, world.unit2.core_service, world.unit2.is_active) == (
        "Dinas Kependudukan dan Pencatatan Sipil",
        None,
        True,
        True,
    )
    done = take(world, "unit", [HEAD, ("DKC", "Disdukcapil")])
    UnitKerja.objects.filter(pk=world.unit2.pk).update(head_name="Orang baru")
    with pytest.raises(Refused, match="DKC: sudah berubah sesudah impor ini"):
        undo(table, scope_of(world, "unit"), done.records)


def test_the_filled_template_changes_nothing(world):
    UnitKerja.objects.filter(pk=world.unit.pk).update(
        name='=HYPERLINK("x")  <b>Melati</b>', parent=world.unit2, head_name="-Rina", level="jpt_madya"
    )
    plan = look(world, "unit", grids_of(template(world, "unit", filled=True)))
    assert (statuses(plan), plan.notes) == (["same", "same"], ())


def test_what_is_typed_into_the_empty_template_is_taken(world):
    content = filled_in(
        template(world, "unit", filled=False), "Unit", [("RSUD", "RSUD", "DKC", "JPT pratama", "Ya", "RSUD")]
    )
    done = take(world, "unit", grids_of(content))
    unit = world.instansi.units.get(code="RSUD")
    assert done.counts["new"] == 1
    assert (unit.parent, unit.level, unit.core_service, unit.service_kind) == (
        world.unit2,
        "jpt_pratama",
        True,
        "RSUD",
    )


@pytest.mark.parametrize("rows", [1, 3])
def test_a_preview_reads_in_batches(world, rows):
    grids = grid([HEAD, *((f"U-{n}", f"Unit {n}", "DKC") for n in range(rows))])
    with CaptureQueriesContext(connection) as asked:
        look(world, "unit", grids)
    assert len(asked) == 1  # the units with their parents
