"""A unit takes in its own staff list: with a preview, its own people alone, and nothing of another unit."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from assessments.models import Employee, Import, State
from assessments.services.errors import NotAllowed, Refused
from assessments.services.staff import Wanted, remove_employees, save_employees
from assessments.staff_places import StaffPlace
from assessments.tables.importing import apply, preview, scope_for, undo
from assessments.tables.staff import UNIT_STAFF
from assessments.tables.staff_export import staff_workbook
from audit.models import Entry as AuditEntry
from documents.workbooks.guard import FileRefused
from tests.tables.files import grid, grids_of, statuses

pytestmark = pytest.mark.django_db
HEAD = ("Unit", "Nama pegawai", "NIP", "Jabatan")
SITI = "199001012015032001"


@pytest.fixture
def a(world):
    return world.assessment(State.PEMBANGUNAN)


def scope(world, a, who="petugas"):
    return scope_for(UNIT_STAFF, a.unit.instansi, year=2026, actor=world.people[who], assessment=a)


def look(world, a, rows, who="petugas"):
    return preview(UNIT_STAFF, scope(world, a, who), rows if hasattr(rows[0], "name") else grid(rows))


def take(world, a, rows, who="petugas"):
    grids = grid(rows)
    seen = look(world, a, grids, who).digest()
    return apply(UNIT_STAFF, scope(world, a, who), grids, seen=seen)


def names():
    return list(Employee.objects.order_by("pk").values_list("unit__code", "name", "post"))


def test_it_is_written_with_the_units_own_role_and_undone(world, a):
    Employee.objects.create(unit=a.unit, name="Siti", nip=SITI, post="Bidan")
    Employee.objects.create(unit=world.unit2, name="Orang lain")
    done = take(
        world, a, [HEAD, ("PKM-01", "Siti", SITI, "Perawat"), ("PKM-01", "=Budi", None, "<b>Staf</b>")]
    )
    assert names() == [
        ("PKM-01", "Siti", "Perawat"),
        ("DKC", "Orang lain", ""),
        ("PKM-01", "=Budi", "<b>Staf</b>"),
    ]
    assert set(AuditEntry.objects.values_list("actor_id", "role", "action")) == {
        (world.petugas.pk, "Petugas unit", "employee.add"),
        (world.petugas.pk, "Petugas unit", "employee.change"),
    }
    undo(UNIT_STAFF, scope(world, a), done.records)
    assert names() == [("PKM-01", "Siti", "Bidan"), ("DKC", "Orang lain", "")]


@pytest.mark.parametrize("unit", ["DKC", "INSTANSI", "PKM-99"])
def test_another_unit_or_the_instansi_itself_is_refused(world, a, unit):
    assert statuses(look(world, a, [HEAD, (unit, "Siti", SITI, "Perawat")])) == ["refused"]


def test_who_works_elsewhere_is_refused_here(world, a):
    Employee.objects.create(unit=world.unit2, name="Siti", nip=SITI)
    assert statuses(look(world, a, [HEAD, ("PKM-01", "Siti", SITI, "Perawat")])) == ["refused"]


@pytest.mark.parametrize("who", ["admin", "ketua", "pimpinan_instansi"])
def test_others_take_nothing_in(world, a, who):
    with pytest.raises(NotAllowed):
        take(world, a, [HEAD, ("PKM-01", "Siti", SITI, "Perawat")], who)


def test_the_service_keeps_to_the_place(world, a):
    there = Employee.objects.create(unit=world.unit2, name="Orang lain")
    place, told = StaffPlace(world.instansi, a.unit), {"actor": world.petugas}
    for wanted in (Wanted(there, {"post": "Staf"}), Wanted(None, {"unit": world.unit2, "name": "Siti"})):
        with pytest.raises(Refused, match="bukan pegawai unit Anda"):
            save_employees(world.instansi, wanted=[wanted], place=place, **told)
    with pytest.raises(NotAllowed):
        save_employees(world.instansi, wanted=[], place=StaffPlace(world.instansi, world.unit2), **told)
    remove_employees(world.instansi, employees=[there], place=place, **told)
    assert Employee.objects.get().post == ""


@pytest.mark.parametrize("filled", [True, False])
def test_the_export_of_the_unit_comes_back_and_names_nobody_else(world, a, filled):
    Employee.objects.create(unit=a.unit, name="Zulaikha", nip=SITI, post="Bidan")
    Employee.objects.create(unit=world.unit2, name="Orang lain")
    book = staff_workbook(StaffPlace(world.instansi, a.unit), actor=world.petugas, filled=filled)
    cells = grids_of(book)
    if filled:
        assert statuses(look(world, a, cells)) == ["same"]
    else:
        with pytest.raises(FileRefused, match="belum berisi baris"):
            look(world, a, cells)
    text = " ".join(str(c.value) for g in cells for row in g.rows.values() for c in row.values())
    assert ("DKC" in text, "Orang lain" in text, "Zulaikha" in text) == (False, False, filled)


def test_the_book_of_another_instansi_is_refused(world, a):
    book = staff_workbook(StaffPlace(world.other_instansi, world.other_unit), actor=world.orang_asing)
    with pytest.raises(FileRefused, match="Templat ini dibuat untuk instansi"):
        look(world, a, grids_of(book))


@pytest.mark.django_db(transaction=True)
def test_the_pages_take_a_file_all_the_way(world):
    a = world.assessment(State.PEMBANGUNAN)
    client, url = world.client("petugas"), reverse("assessments:staff_import", args=[a.pk])
    listed = reverse("assessments:staff", args=["KAB-X", a.unit.pk])
    empty = client.get(listed).content.decode()
    assert ("Belum ada pegawai" in empty, url in empty) == (True, True)
    assert (
        reverse("assessments:table", args=["KAB-X", "pegawai"])
        in world.client("admin").get(listed).content.decode()
    )
    assert url not in world.client("pimpinan_instansi").get(listed).content.decode()
    assert "Terisi daftar sekarang" in client.get(url).content.decode()
    assert client.post(url, {"file": SimpleUploadedFile("a.csv", b"", "text/csv")}).status_code == 422
    content = b"Unit,Nama pegawai\nPKM-01,Siti <i>\n"
    client.post(url, {"file": SimpleUploadedFile("pegawai.csv", content, "text/csv")})
    imp = Import.objects.get()
    assert (imp.assessment, imp.side, imp.kind, imp.status) == (a, "unit", "tabel-pegawai-unit", "ready")
    page = reverse("assessments:import", args=[imp.pk])
    shown = client.get(page)
    assert ("Siti &lt;i&gt;" in shown.content.decode(), Employee.objects.count()) == (True, 0)
    known = {
        who: world.client(who).get(page).status_code for who in ("pimpinan_unit", "admin", "orang_asing")
    }
    assert known == {"pimpinan_unit": 200, "admin": 404, "orang_asing": 404}
    sent = {"version": "0", "seen": shown.context["seen"], "act": "terapkan"}
    for _ in range(2):
        client.post(reverse("assessments:import_decide", args=[imp.pk]), sent)
    assert names() == [("PKM-01", "Siti <i>", "")]
    assert "1 baris baru dan 0 perubahan" in client.get(page).content.decode()
    client.post(reverse("assessments:import_undo", args=[imp.pk]))
    assert names() == []
