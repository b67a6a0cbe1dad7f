"""The staff list of a unit: read, added to, corrected, gone, moved."""

from datetime import date

import pytest
from django.urls import reverse

from assessments.forms.declare import odd_nip
from assessments.models import Employee
from assessments.pakta import count_in, count_of_instansi, counts_by_unit, unit_count
from assessments.services import pakta
from assessments.services.errors import NotAllowed, Refused
from assessments.services.pakta import EmployeeData
from assessments.staff_places import StaffPlace
from audit.models import Entry

pytestmark = pytest.mark.django_db
SITI, BUDI = "199001012015032001", "198505052010011002"


def url(name, *args):
    return reverse(f"assessments:{name}", args=args)


@pytest.fixture
def place(world):
    return StaffPlace(world.instansi, world.unit)


def listed(world, name, **extra):
    return Employee.objects.create(**{"unit": world.unit, "name": name} | extra)


def said(response) -> str:
    return response.content.decode()


def test_a_petugas_adds_and_reads(world):
    petugas = world.client("petugas_pokja")  # the pokja does not matter
    address = url("staff_add", "KAB-X", world.unit.pk)
    data = {
        "name": "  Siti   Aminah, S.Kep. ",
        "nip": "19900101 201503 2 001",
        "post": "Perawat",
        "leads": "on",
    }
    done = petugas.post(address, data, follow=True)
    row = Employee.objects.get()
    assert (row.name, row.nip, row.unit, row.leads) == ("Siti Aminah, S.Kep.", SITI, world.unit, True)
    assert "Siti Aminah, S.Kep. ada di daftar pegawai." in said(done)
    petugas.post(address, data)  # pressed twice
    assert Employee.objects.count() == 1
    entry = Entry.objects.filter(action="employee.add").get()
    assert (entry.role, "name" in entry.after, SITI in str(entry.after)) == ("Petugas unit", False, False)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"nip": "19900101201503200A"}, "NIP terdiri dari 18 angka; yang diisi 18 tanda."),
        ({"nip": "١٩٩٠٠١٠١٢٠١٥٠٣٢٠٠١"}, "NIP terdiri dari 18 angka; yang diisi 18 tanda."),
        ({"nip": "123"}, "NIP terdiri dari 18 angka; yang diisi 3 tanda."),
        ({"nip": BUDI}, "NIP ini milik Budi Santoso di DKC"),
        ({"name": " "}, "Bidang ini tidak boleh kosong."),
        ({"joined_on": "2099-01-01"}, "Tanggal ini belum tiba."),
        ({"joined_on": "31/02/2026"}, "Masukkan tanggal yang valid."),
        ({"leads": "on"}, "Kepala Lama masih ditandai sebagai pimpinan."),
    ],
)
def test_bad_input_says_why_and_keeps_what_was_typed(world, typed, why):
    Employee.objects.create(unit=world.unit2, name="Budi Santoso", nip=BUDI)
    listed(world, "Kepala Lama", leads=True)
    data = {"name": "Siti", "post": "Perawat <b>ahli</b>"} | typed
    page = world.client("pimpinan_unit").post(url("staff_add", "KAB-X", world.unit.pk), data)
    assert (page.status_code, Employee.objects.count()) == (422, 2)
    assert why in said(page)
    assert "Perawat &lt;b&gt;ahli&lt;/b&gt;" in said(page)


def test_an_impossible_birth_date_is_told_but_kept(world):
    today = date(2026, 11, 26)
    assert [odd_nip(nip, today) for nip in ("", SITI)] == ["", ""]
    told = "NIP {} tersimpan, tetapi awalnya ({}) bukan tanggal lahir yang mungkin. Periksa angkanya."
    for nip in ("199013012015032001", "202001012015032001", "000000000000000000"):
        assert odd_nip(nip, today) == told.format(nip, nip[:8])
    data = {"name": "Siti", "nip": "199013012015032001"}
    page = world.client("admin").post(url("staff_add", "KAB-X", world.unit.pk), data, follow=True)
    assert "bukan tanggal lahir yang mungkin" in said(page)
    assert Employee.objects.get().nip == "199013012015032001"


def test_html_and_formulas_in_names_stay_text(world):
    listed(world, "<script>alert(1)</script>", post="=1+1")
    client = world.client("pimpinan_unit")
    html = said(client.get(url("staff", "KAB-X", world.unit.pk)))
    assert ("&lt;script&gt;alert(1)" in html, "<script>alert" in html) == (True, False)
    from io import BytesIO

    from openpyxl import load_workbook

    book = load_workbook(BytesIO(client.get(url("staff_export", "KAB-X", world.unit.pk)).content))
    row = [(cell.value, cell.data_type) for cell in book["Pegawai"][5][:4]]
    assert row == [
        ("PKM-01 Puskesmas Melati", "s"),
        ("<script>alert(1)</script>", "s"),
        (None, "n"),
        ("=1+1", "s"),
    ]


def test_search_states_and_counts(world):
    listed(world, "Ani", nip=SITI, signed_on=date(2026, 1, 15), leads=True)
    listed(world, "Budi", post="Bidan")
    listed(world, "Cici", left_on=date(2026, 1, 31))
    Employee.objects.create(unit=world.unit2, name="Orang DKC")
    client = world.client("pimpinan_instansi")

    def names(query):
        page = client.get(url("staff", "KAB-X", world.unit.pk) + query)
        return [row.name for row in page.context["page"].object_list]

    assert names("") == ["Ani", "Budi"]
    assert names("?status=belum") == ["Budi"]
    assert names("?status=sudah") == ["Ani"]
    assert names("?status=keluar") == ["Cici"]
    assert names("?status=apa&q=bid") == ["Budi"]
    assert names(f"?q={SITI[:8]}") == ["Ani"]
    assert names("?q=tidak%00ada") == []
    page = client.get(url("staff", "KAB-X", world.unit.pk))
    assert [number for _, _, number in page.context["filters"]] == [2, 1, 1, 1]
    assert "Tambah pegawai" not in said(page)  # who only reads


def test_somebody_elses_change_is_shown_and_not_overwritten(world):
    row = listed(world, "Siti")
    pakta.change_employee(row.pk, data=EmployeeData("Siti Aminah"), seen=1, actor=world.admin)
    data = {"name": "Siti A.", "version": "1"}
    page = world.client("petugas").post(url("employee_edit", row.pk), data)
    row.refresh_from_db()
    assert (page.status_code, row.name, row.version) == (409, "Siti Aminah", 2)
    assert "Yang sekarang tersimpan" in said(page)
    assert ('value="Siti A."' in said(page), 'name="version" value="2"' in said(page)) == (True, True)
    again = world.client("petugas").post(url("employee_edit", row.pk), data | {"version": "2"})
    row.refresh_from_db()
    assert (again.status_code, row.name) == (302, "Siti A.")


def test_leaving_keeps_the_history_and_can_be_undone(world, place):
    row = listed(world, "Siti", nip=SITI, signed_on=date(2026, 1, 15), joined_on=date(2026, 1, 2))
    client = world.client("petugas")
    early = client.post(url("employee_left", row.pk), {"left_on": "2026-01-14", "version": "1"})
    assert (early.status_code, "Sebelum ia menandatangani pakta integritas" in said(early)) == (422, True)
    far = client.post(url("employee_left", row.pk), {"left_on": "2062-01-14", "version": "1"})
    assert "lebih dari setahun lagi" in said(far)
    client.post(url("employee_left", row.pk), {"left_on": "2026-03-31", "version": "1"})
    row.refresh_from_db()
    assert (row.left_on, row.signed_on) == (date(2026, 3, 31), date(2026, 1, 15))
    assert [count_in(place, day).staff for day in (date(2026, 3, 31), date(2026, 4, 1))] == [1, 0]
    client.post(url("employee_stay", row.pk), {"version": "1"})  # stale
    row.refresh_from_db()
    assert row.left_on == date(2026, 3, 31)
    client.post(url("employee_stay", row.pk), {"version": "2"})
    row.refresh_from_db()
    assert row.left_on is None


def test_who_came_back_elsewhere_cannot_also_stay(world):
    gone = listed(world, "Siti", nip=SITI, left_on=date(2026, 1, 31))
    Employee.objects.create(unit=world.unit2, name="Siti", nip=SITI)
    with pytest.raises(Refused, match="NIP ini milik Siti di DKC"):
        pakta.undo_left(gone.pk, seen=1, actor=world.admin)


def test_mutasi_ends_here_and_begins_there(world):
    row = listed(world, "Siti", nip=SITI, post="Perawat", signed_on=date(2026, 1, 15))
    there = StaffPlace(world.instansi, world.unit2)
    for _ in range(2):  # pressed twice
        new = pakta.move_employee(row.pk, to=there, on=date(2026, 3, 1), seen=1, actor=world.admin)
    row.refresh_from_db()
    assert (row.left_on, row.signed_on) == (date(2026, 2, 28), date(2026, 1, 15))
    assert (new.unit, new.joined_on, new.signed_on, new.nip) == (world.unit2, date(2026, 3, 1), None, SITI)
    assert Employee.objects.count() == 2
    before, after = date(2026, 2, 28), date(2026, 3, 1)
    assert [unit_count(unit, day).staff for unit in (world.unit, world.unit2) for day in (before, after)] == [
        *(1, 0),
        *(0, 1),
    ]
    with pytest.raises(NotAllowed):
        pakta.move_employee(new.pk, to=StaffPlace(world.instansi), on=after, seen=1, actor=world.petugas_lain)


def test_another_person_of_the_same_name_moves_too(world):
    """Without NIP a namesake who began there on that day is somebody else, and no second press."""
    Employee.objects.create(unit=world.unit2, name="Siti", post="Bidan", joined_on=date(2026, 3, 1))
    row = listed(world, "Siti", post="Perawat")
    there = StaffPlace(world.instansi, world.unit2)
    with pytest.raises(Refused, match="juga tanpa NIP"):
        pakta.move_employee(row.pk, to=there, on=date(2026, 3, 1), seen=1, actor=world.admin)
    with pytest.raises(NotAllowed):  # the list that they leave is not theirs to write
        pakta.move_employee(row.pk, to=there, on=date(2026, 3, 1), seen=1, actor=world.petugas_lain)


def test_moving_before_the_signature_or_to_the_same_place_is_refused(world):
    row = listed(world, "Siti", signed_on=date(2026, 3, 15))
    for to, day, why in (
        (StaffPlace(world.instansi, world.unit2), date(2026, 3, 1), "menandatangani"),
        (StaffPlace(world.instansi, world.unit), date(2026, 4, 1), "sudah bekerja di sini"),
        (StaffPlace(world.instansi), date(2062, 4, 1), "lebih dari setahun"),
    ):
        with pytest.raises(Refused, match=why):
            pakta.move_employee(row.pk, to=to, on=day, seen=1, actor=world.admin)
    assert Employee.objects.get().left_on is None


@pytest.mark.parametrize("year", ["0001", "0026", "0202", "1026", "1949"])
def test_impossible_years_are_told(world, year):
    row = listed(world, "Siti")
    day, told = f"{year}-01-01", f"Tahun {int(year)} terlalu lama. Tulis tahunnya dengan empat angka."
    client = world.client("admin")
    for name, data in (
        ("employee_move", {"to": str(world.unit2.pk), "on": day}),
        ("employee_left", {"left_on": day}),
        ("employee_edit", {"name": "Siti", "joined_on": day}),
    ):
        page = client.post(url(name, row.pk), data | {"version": "1"})
        assert (name, page.status_code, told in said(page)) == (name, 422, True)
    row.refresh_from_db()
    assert (row.joined_on, row.left_on, Employee.objects.count()) == (None, None, 1)


def test_nobody_comes_after_they_left(world):
    row = listed(world, "Siti", left_on=date(2026, 3, 31))
    data = {"name": "Siti", "joined_on": "2026-04-01", "version": "1"}
    page = world.client("petugas").post(url("employee_edit", row.pk), data)
    assert (page.status_code, "Hari terakhirnya di sini lebih dahulu, 31 Maret 2026." in said(page)) == (
        422,
        True,
    )


def test_strangers_and_wrong_roles(world):
    world.assessment("terdaftar")  # so that its TPI knows the unit
    row = listed(world, "Siti")
    for who, status in (
        ("petugas_lain", 404),
        ("orang_asing", 404),
        ("anggota", 403),
        ("pimpinan_instansi", 403),
    ):
        post = world.client(who).post(url("employee_edit", row.pk), {"name": "X", "version": "1"})
        assert (who, post.status_code) == (who, status)
    wrong_wall = world.client("admin").get(url("staff", "KAB-Y", world.unit.pk))
    assert (wrong_wall.status_code, Employee.objects.get().name) == (404, "Siti")
    place = StaffPlace(world.instansi, world.unit)
    for who in ("petugas_lain", "anggota", "pimpinan_instansi", "orang_asing", "admin_sistem"):
        with pytest.raises(NotAllowed):
            pakta.add_employee(place, data=EmployeeData("X"), actor=world.people[who])
    assert Entry.objects.filter(object_label="assessments.employee").count() == 0


def test_the_instansi_keeps_its_own_list(world):
    address = url("staff_add", "KAB-X", 0)
    world.client("admin").post(address, {"name": "Bupati", "leads": "on"})
    row = Employee.objects.get()
    assert (row.unit, row.instansi, row.leads) == (None, world.instansi, True)
    assert world.client("pimpinan_instansi").post(address, {"name": "X"}).status_code == 403
    assert world.client("petugas").get(url("staff", "KAB-X", 0)).status_code == 403
    assert world.client("orang_asing").get(url("staff", "KAB-X", 0)).status_code == 404


def test_counts_of_the_instansi_need_its_own_people(world):
    day = date(2026, 2, 1)
    listed(world, "Ani", signed_on=date(2026, 1, 15))
    assert count_of_instansi(world.instansi, day).staff == 0  # one unit's list says nothing of the others
    Employee.objects.create(instansi=world.instansi, name="Bupati", leads=True, signed_on=date(2026, 2, 2))
    Employee.objects.create(unit=world.unit2, name="Kepala DKC", leads=True)
    Employee.objects.create(unit=world.other_unit, name="Tetangga")
    found = count_of_instansi(world.instansi, day)
    assert (found.signed, found.staff, found.has_leader, found.leader_signed) == (1, 3, True, False)
    by_unit = counts_by_unit(world.instansi, date(2026, 2, 2))
    assert {key: (one.signed, one.staff) for key, one in by_unit.items()} == {
        world.unit.pk: (1, 1),
        world.unit2.pk: (0, 1),
        None: (1, 1),
    }


@pytest.mark.parametrize("people", [3, 2000])
def test_the_list_asks_the_same_whatever_its_length(world, django_assert_num_queries, people):
    Employee.objects.bulk_create(Employee(unit=world.unit, name=f"Pegawai {n:04}") for n in range(people))
    client, address = world.client("pimpinan_unit"), url("staff", "KAB-X", world.unit.pk)
    client.get(address)
    # session, user, roles (2), unit, count of today, of the filters, pages, rows, issued pakta, newest year
    with django_assert_num_queries(11):
        page = client.get(address)
    assert len(page.context["page"].object_list) == min(people, 50)
