"""What the import of staff knows besides: heads, first days, and the people of the instansi itself."""

from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from assessments.models import Employee
from assessments.services.errors import Refused
from assessments.services.staff import Wanted, save_employees
from assessments.tables.importing import undo
from assessments.tables.registry import TABLES
from tests.tables.files import grids_of, look, problems, scope_of, statuses, take

pytestmark = pytest.mark.django_db
HEAD = ("Unit", "Nama pegawai", "NIP", "Pimpinan", "Mulai bekerja", "Tanggal pakta integritas", "Keluar")
SITI = "199001012015032001"


def rows():
    return list(
        Employee.objects.order_by("pk").values_list(
            "unit__code", "instansi__code", "name", "leads", "joined_on"
        )
    )


def test_heads_first_days_and_the_instansi_itself(world):
    done = take(
        world,
        "pegawai",
        [
            HEAD,
            ("PKM-01", "dr. Rina", None, "Ya"),
            ("PKM-01", "Siti", SITI, "Tidak", "01/03/2026"),
            ("INSTANSI", "Bupati", None, "ya"),
            (f"INSTANSI {world.instansi.name}", "Sekda", None),
        ],
    )
    assert rows() == [
        ("PKM-01", None, "dr. Rina", True, None),
        ("PKM-01", None, "Siti", False, date(2026, 3, 1)),
        (None, "KAB-X", "Bupati", True, None),
        (None, "KAB-X", "Sekda", False, None),
    ]
    undo(TABLES["pegawai"], scope_of(world, "pegawai"), done.records)
    assert rows() == []


def test_who_leads_not_is_no_change(world):
    Employee.objects.create(unit=world.unit, name="Siti", nip=SITI)
    for told in ("Tidak", None):
        assert statuses(
            look(world, "pegawai", [HEAD, ("PKM-01", "Siti", SITI, told)], blanks_empty=True)
        ) == ["same"]


def test_days_out_of_order_are_refused(world):
    plan = look(
        world,
        "pegawai",
        [
            HEAD,
            ("PKM-01", "Ani", None, None, "01/03/2026", "15/01/2026"),
            ("PKM-01", "Budi", None, None, None, "15/01/2026", "14/01/2026"),
            ("PKM-01", "Cici", None, None, "15/01/2026", "15/01/2026", "15/01/2026"),
        ],
    )
    assert problems(plan) == [
        "Lembar1!F2: tanggal pakta lebih awal daripada mulai bekerja. Periksa kedua tanggalnya.",
        "Lembar1!G3: hari terakhir lebih awal daripada tanggal pakta. Periksa kedua tanggalnya.",
    ]


def test_two_heads_are_refused_and_a_change_of_heads_is_not(world):
    old = Employee.objects.create(unit=world.unit, name="Lama", leads=True)
    new = Employee.objects.create(unit=world.unit, name="Baru")
    with pytest.raises(Refused, match="bukan Baru dan Lama"):
        save_employees(world.instansi, wanted=[Wanted(new, {"leads": True})], actor=world.admin)
    new.refresh_from_db()
    both = [Wanted(new, {"leads": True}), Wanted(old, {"leads": False})]
    save_employees(world.instansi, wanted=both, actor=world.admin)
    heads = Employee.objects.filter(leads=True).values_list("name", "version")
    assert list(heads) == [("Baru", 2)]


def test_a_signature_taken_off_by_a_file_takes_its_scan_off(world):
    from documents.services import upload
    from tests.permissions.place import PDF

    told = {"filename": "a.pdf", "kind": "dokumen", "actor": world.admin, "role": ""}
    scan = upload(file=BytesIO(PDF), unit=world.unit, **told)
    row = Employee.objects.create(unit=world.unit, name="Ani", signed_on=date(2026, 1, 15), scan=scan)
    save_employees(world.instansi, wanted=[Wanted(row, {"signed_on": None})], actor=world.admin)
    row.refresh_from_db()
    assert (row.signed_on, row.scan) == (None, None)


@pytest.mark.parametrize("itself", [False, True])
def test_what_is_exported_is_taken_in_again_and_changes_nothing(world, itself):
    owner = {"instansi": world.instansi} if itself else {"unit": world.unit}
    Employee.objects.create(**owner, name="=1+1", nip=SITI, leads=True, joined_on=date(2026, 1, 2))
    Employee.objects.create(unit=world.unit2, name="Orang DKC")
    number = 0 if itself else world.unit.pk
    address = reverse("assessments:staff_export", args=["KAB-X", number])
    content = world.client("admin").get(address).content
    sheet = load_workbook(BytesIO(content))["Pegawai"]
    assert [row[1].value for row in sheet.iter_rows(min_row=5, max_row=7)] == ["=1+1", None, None]
    plan = look(world, "pegawai", grids_of(content))
    assert statuses(plan) == ["same"]
