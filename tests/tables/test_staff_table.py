"""The staff list: found by NIP or name, pakta integritas, moves between units, undo; in bulk."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.models import Employee
from assessments.pakta import unit_count
from assessments.services.errors import Refused
from assessments.services.staff import Wanted, save_employees
from assessments.tables.importing import undo
from assessments.tables.registry import TABLES
from audit.models import Entry
from tests.tables.files import grid, grids_of, look, problems, scope_of, statuses, take, template

HEAD = ("Unit", "Nama pegawai", "NIP", "Jabatan", "Tanggal pakta integritas", "Kesempatan", "Keluar")
SITI, BUDI = "199001012015032001", "198505052010011002"


def counted(unit, on):
    found = unit_count(unit, on)
    return found.signed, found.staff


def staff(unit) -> list[tuple]:
    return list(unit.employees.order_by("pk").values_list("name", "nip", "signed_on", "occasion", "left_on"))


@pytest.fixture
def listed(world):
    """Siti signed, Budi did not, Cici has no NIP."""
    return take(
        world,
        "pegawai",
        [
            HEAD,
            ("PKM-01", "Siti Aminah", SITI, "Perawat", "15/01/2026", "Pelantikan"),
            ("PKM-01", "Budi Santoso", BUDI, "Dokter"),
            ("PKM-01", "Cici", None, "Tenaga kontrak"),
        ],
    )


def test_new_staff_and_the_count_of_pakta(world, listed):
    assert staff(world.unit) == [
        ("Siti Aminah", SITI, date(2026, 1, 15), "pelantikan", None),
        ("Budi Santoso", BUDI, None, "", None),
        ("Cici", "", None, "", None),
    ]
    assert counted(world.unit, date(2026, 3, 1)) == (1, 3)
    assert counted(world.unit, date(2026, 1, 1)) == (0, 3)
    assert counted(world.unit2, date(2026, 3, 1)) == (0, 0)


def test_staff_are_found_by_nip_and_by_name(world, listed):
    plan = look(
        world,
        "pegawai",
        [
            HEAD,
            ("PKM-01", "Siti Aminah, S.Kep.", SITI),
            ("PKM-01", "budi  santoso", None, "Dokter gigi"),
            ("PKM-01", "Cici", "199505052020122003"),
            ("PKM-01", "Siti", SITI),
            ("PKM-01", "Budi Santoso", BUDI),
        ],
    )
    assert [row.changes for row in plan.rows[:3]] == [
        {"name": ("Siti Aminah", "Siti Aminah, S.Kep.")},
        {"name": ("Budi Santoso", "budi santoso"), "post": ("Dokter", "Dokter gigi")},
        {"nip": ("", "199505052020122003")},
    ]
    assert problems(plan) == [
        "Lembar1!A5: isinya tentang hal yang sama dengan baris 2. Hapus salah satunya.",
        "Lembar1!B6: pegawai ini sudah ada di baris 3. Hapus salah satunya.",
    ]


def test_two_of_one_name_are_not_guessed(world, listed):
    take(world, "pegawai", [HEAD, ("PKM-01", "Budi Santoso", "197001011995031003")])
    plan = look(world, "pegawai", [HEAD, ("PKM-01", "Budi Santoso", None, "Dokter")])
    assert problems(plan) == ["Lembar1!B2: Ada beberapa pegawai dengan nama ini di unit itu. Isi NIP-nya."]


def test_who_moves_leaves_the_first_unit(world, listed):
    move = ("DKC", "Siti Aminah", SITI, "Arsiparis")
    assert problems(look(world, "pegawai", [HEAD, move])) == [
        "Lembar1!C2: NIP ini masih tercatat aktif di PKM-01. Isi hari terakhirnya di sana."
    ]
    leave = ("PKM-01", "Siti Aminah", SITI, None, None, None, "31/03/2026")
    take(world, "pegawai", [HEAD, move, leave])
    assert (counted(world.unit, date(2026, 4, 1)), counted(world.unit, date(2026, 3, 31))) == (
        (0, 2),
        (1, 3),
    )
    assert [name for name, *_ in staff(world.unit2)] == ["Siti Aminah"]


def test_a_new_head_follows_one_who_leaves(world):
    head = (*HEAD[:3], "Pimpinan", "Keluar")
    rows = [head, ("PKM-01", "Baru", BUDI), ("PKM-01", "Lama", SITI, "Ya")]
    take(world, "pegawai", rows)
    done = take(
        world, "pegawai", [head, ("PKM-01", "Baru", BUDI, "Ya"), ("PKM-01", "Lama", SITI, "Ya", "31/03/2026")]
    )
    heads = world.unit.employees.filter(leads=True, left_on=None)
    assert list(heads.values_list("name", flat=True)) == ["Baru"]
    undo(TABLES["pegawai"], scope_of(world, "pegawai"), done.records)
    assert list(heads.values_list("name", flat=True)) == ["Lama"]


def test_dates_and_occasions_must_fit(world):
    plan = look(
        world,
        "pegawai",
        [
            HEAD,
            ("PKM-01", "A", None, None, None, "Mutasi"),
            ("PKM-01", "B", None, None, "01/01/2150"),
            ("PKM-01", "C", None, None, "31/02/2026"),
            ("PKM-01", "D", None, None, 46037),
            ("PKM-01", "E", 199001012015032001, None),
            ("PKM-01", None, None, "Perawat"),
            ("PKM-99", "F"),
            ("PKM-01", "G", None, None, "01/01/1926"),
        ],
    )
    assert problems(plan) == [
        "Lembar1!E2: Isi tanggal pakta integritas, atau kosongkan kesempatannya.",
        "Lembar1!E3: Tanggal pakta integritas belum lewat. Isi sesudah ditandatangani.",
        "Lembar1!E4: Tanggal pakta integritas: “31/02/2026” bukan tanggal. Tulis seperti 31/12/2026 atau 2026-12-31.",
        "Lembar1!C6: NIP: NIP tersimpan sebagai angka, sehingga digit akhirnya dapat hilang. "
        "Ubah format sel menjadi Teks, lalu ketik ulang NIP-nya.",
        "Lembar1!B7: Nama pegawai belum diisi.",
        "Lembar1!A8: Unit: “PKM-99” tidak dikenal. Pakai kode unit instansi ini.",
        "Lembar1!E9: Tahun 1926 terlalu lama. Tulis tahunnya dengan empat angka.",
    ]
    assert plan.rows[3].values["signed_on"] == "2026-01-15"


def test_undo_gives_back_what_stood(world, listed):
    rows = [HEAD, ("PKM-01", "Budi S.", BUDI, "Dokter", "01/02/2026", "Mutasi"), ("PKM-01", "Dodi", None)]
    before = staff(world.unit)
    done = take(world, "pegawai", rows)
    assert staff(world.unit) != before
    undo(TABLES["pegawai"], scope_of(world, "pegawai"), done.records)
    assert staff(world.unit) == before
    done = take(world, "pegawai", [HEAD, ("PKM-01", "Dodi", None)])
    Employee.objects.filter(name="Dodi").delete()
    with pytest.raises(Refused, match="Dodi: sudah berubah sesudah impor ini"):
        undo(TABLES["pegawai"], scope_of(world, "pegawai"), done.records)


def test_the_audit_keeps_no_names(world, listed):
    told = str(list(Entry.objects.values_list("before", "after")))
    assert ("Siti" in told, SITI in told) == (False, False)
    actions = list(Entry.objects.order_by("pk").values_list("action", flat=True))
    assert actions == ["employee.add"] * 3


def test_the_service_refuses_what_the_table_would(world):
    other = Wanted(None, {"unit": world.other_unit, "name": "X"})
    with pytest.raises(Refused, match="bukan unit instansi ini"):
        save_employees(world.instansi, wanted=[other], actor=world.admin)
    twice = [Wanted(None, {"unit": u, "name": "X", "nip": SITI}) for u in (world.unit, world.unit2)]
    with pytest.raises(Refused, match="tercatat aktif di DKC dan PKM-01"):
        save_employees(world.instansi, wanted=twice, actor=world.admin)
    assert not Employee.objects.exists()


def test_the_filled_template_changes_nothing(world, listed):
    Employee.objects.filter(nip=SITI).update(name="@Siti  <i>A</i>", post="=1+1")
    grids = grids_of(template(world, "pegawai", filled=True))
    assert statuses(look(world, "pegawai", grids)) == ["same"] * 3


def test_ten_thousand_rows(world):
    rows = [HEAD, *(("PKM-01", f"Pegawai {n}", f"{n:018d}", "Staf", "15/01/2026") for n in range(10_000))]
    with CaptureQueriesContext(connection) as asked:
        done = take(world, "pegawai", rows)
    assert (done.counts["new"], Employee.objects.count()) == (10_000, 10_000)
    assert len(asked) < 400  # batches of a hundred and audit entries in blocks, never one by one


@pytest.mark.parametrize("rows", [1, 3])
def test_a_preview_reads_in_batches(world, listed, rows):
    grids = grid([HEAD, *(("PKM-01", f"Pegawai {n}", f"{n:018d}") for n in range(rows))])
    with CaptureQueriesContext(connection) as asked:
        look(world, "pegawai", grids)
    assert len(asked) == 3  # units; the staff; NIP that work elsewhere
