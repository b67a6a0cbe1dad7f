"""Pakta integritas signed by one or many, and a wrong signature taken back."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from assessments.models import Employee
from assessments.services.errors import Refused
from assessments.services.pakta import Changed
from assessments.services.signing_pakta import Moved, Signed, digest_of, sign_pakta, undo_signature
from assessments.staff_places import StaffPlace
from audit.models import Entry
from documents.models import Document
from tests.permissions.place import PDF

pytestmark = pytest.mark.django_db
DAY = date(2026, 1, 15)


def url(name, *args):
    return reverse(f"assessments:{name}", args=args)


@pytest.fixture
def place(world):
    return StaffPlace(world.instansi, world.unit)


@pytest.fixture
def people(world):
    """Three who have yet to sign, one who has, one who left, one who came later, one of another unit."""
    rows = {name: Employee.objects.create(unit=world.unit, name=name) for name in ("Ani", "Budi", "Cici")}
    rows["Sudah"] = Employee.objects.create(
        unit=world.unit, name="Sudah", signed_on=date(2025, 1, 1), occasion="pelantikan"
    )
    rows["Gone"] = Employee.objects.create(unit=world.unit, name="Gone", left_on=date(2026, 1, 10))
    rows["Baru"] = Employee.objects.create(unit=world.unit, name="Baru", joined_on=date(2026, 3, 1))
    rows["DKC"] = Employee.objects.create(unit=world.unit2, name="DKC")
    return rows


def signed():
    rows = Employee.objects.exclude(signed_on=None).exclude(name="Sudah").order_by("name")
    return list(rows.values_list("name", "signed_on", "occasion"))


def waiting(place, *without):
    """What a page confirms that shows all who have yet to sign, but not those of `without`."""
    rows = place.employees.filter(signed_on=None).exclude(name="Gone").exclude(name__in=without)
    return digest_of(rows)


def sign(place, world, chosen=None, seen=None, on=DAY, occasion="massal", scan=None, actor=None):
    return sign_pakta(
        place,
        chosen=chosen,
        seen=waiting(place) if seen is None else seen,
        on=on,
        occasion=occasion,
        scan=scan,
        actor=actor or world.petugas,
    )


def test_all_who_have_yet_to_sign_with_one_scan(world, place, people):
    client, address = world.client("petugas"), url("staff_sign", "KAB-X", world.unit.pk)
    asked = client.get(address, {"semua": "1"}).content.decode()
    assert '<strong class="num">4 pegawai</strong>' in asked
    assert f'name="seen" value="{waiting(place)}"' in asked
    scan = SimpleUploadedFile("pakta.pdf", PDF, "application/pdf")
    data = {"semua": "1", "seen": waiting(place), "on": "2026-01-15", "occasion": "massal"}
    done = client.post(address, data | {"scan": scan}, follow=True).content.decode()
    assert signed() == [(name, DAY, "massal") for name in ("Ani", "Budi", "Cici")]
    assert "Pakta integritas 3 pegawai dicatat." in done
    assert "1 pegawai dilewati karena tidak bekerja di sini pada tanggal itu: Baru." in done
    revision = Employee.objects.get(name="Ani").scan
    assert (revision.document.unit, Employee.objects.filter(scan=revision).count()) == (world.unit, 3)
    assert b"".join(client.get(url("employee_scan", people["Ani"].pk)).streaming_content) == PDF
    assert client.get(url("employee_scan", people["Gone"].pk)).status_code == 404
    assert Entry.objects.filter(action="employee.sign").count() == 3


def test_a_double_click_writes_once(world, place, people):
    chosen = [people["Ani"].pk, people["Budi"].pk]
    assert sign(place, world, chosen) == Signed(2)
    assert sign(place, world, chosen, on=date(2026, 2, 2), occasion="mutasi") == Signed(0)
    assert signed() == [("Ani", DAY, "massal"), ("Budi", DAY, "massal")]
    assert Entry.objects.filter(action="employee.sign").count() == 2
    Employee.objects.filter(name__in=("Cici", "Baru")).update(signed_on=DAY)
    assert sign(place, world) == Signed(0)  # nobody left, whatever number was confirmed


def test_a_second_press_leaves_no_second_scan(world, people):
    client, address = world.client("petugas"), url("staff_sign", "KAB-X", world.unit.pk)
    data = {"pilih": [people["Ani"].pk], "on": "2026-01-15", "occasion": "massal"}
    for _ in range(2):
        page = client.post(address, data | {"scan": SimpleUploadedFile("pakta.pdf", PDF, "application/pdf")})
        assert page.status_code == 302
    assert (Document.objects.count(), Employee.objects.exclude(scan=None).count()) == (1, 1)
    kept = Employee.objects.get(name="Ani").scan
    assert (kept.document, Entry.objects.filter(action="employee.sign").count()) == (
        Document.objects.get(),
        1,
    )


def test_a_list_that_moved_on_is_confirmed_again(world, place, people):
    before = waiting(place, "Cici")
    with pytest.raises(Moved, match="sekarang 4 pegawai belum menandatangani"):
        sign(place, world, seen=before)
    data = {"semua": "1", "seen": before, "on": "2026-01-15", "occasion": "massal"}
    page = world.client("petugas").post(url("staff_sign", "KAB-X", world.unit.pk), data)
    assert (page.status_code, signed()) == (409, [])
    assert f'name="seen" value="{waiting(place)}"' in page.content.decode()


def test_one_in_place_of_another_is_confirmed_again(world, place, people):
    """As many as before, but somebody whom the page did not show."""
    before = waiting(place)
    Employee.objects.filter(name="Cici").update(left_on=date(2026, 1, 10))
    Employee.objects.create(unit=world.unit, name="Dewi")
    with pytest.raises(Moved):
        sign(place, world, seen=before)
    assert signed() == []


@pytest.mark.parametrize(
    ("name", "on", "why"),
    [
        ("Baru", DAY, "Baru baru mulai bekerja di sini 1 Maret 2026."),
        ("Gone", DAY, "Gone sudah keluar; hari terakhirnya 10 Januari 2026."),
        ("Ani", date(1926, 1, 15), "15 Januari 1926 terlalu lama. Periksa tahunnya."),
    ],
)
def test_days_on_which_they_did_not_work_there_are_refused(world, place, people, name, on, why):
    with pytest.raises(Refused, match=why):
        sign(place, world, [people[name].pk, people["Budi"].pk], on=on)
    assert signed() == []


def test_a_day_to_come_keeps_the_form_and_no_file(world, place, people):
    later = place.today + timedelta(days=1)
    scan = SimpleUploadedFile("pakta.pdf", PDF, "application/pdf")
    data = {
        "pilih": [people["Ani"].pk],
        "seen": "1",
        "on": later.isoformat(),
        "occasion": "massal",
        "scan": scan,
    }
    page = world.client("petugas").post(url("staff_sign", "KAB-X", world.unit.pk), data)
    assert (page.status_code, signed(), Document.objects.count()) == (422, [], 0)
    assert "belum tiba. Catat sesudah ditandatangani." in page.content.decode()


@pytest.mark.parametrize("name", ["DKC", "nobody"])
def test_somebody_of_another_list_is_not_there(world, people, name):
    stranger = people[name].pk if name in people else 10**9
    data = {"pilih": [people["Ani"].pk, stranger], "seen": "2", "on": "2026-01-15", "occasion": "massal"}
    client, address = world.client("petugas"), url("staff_sign", "KAB-X", world.unit.pk)
    assert client.post(address, data).status_code == 404
    assert client.get(address, {"pilih": [stranger]}).status_code == 404
    assert signed() == []


def test_bad_choices_are_no_error_of_ours(world, people):
    client, address = world.client("petugas"), url("staff_sign", "KAB-X", world.unit.pk)
    assert client.get(address, {"pilih": ["abc", "١", "9" * 30]}).status_code == 302
    told = client.get(address, follow=True).content.decode()
    assert "Belum ada pegawai yang dipilih. Centang dahulu namanya di daftar." in told
    data = {"pilih": [people["Ani"].pk], "seen": "x", "on": "besok", "occasion": "pesta"}
    assert (client.post(address, data).status_code, signed()) == (422, [])


def test_a_scan_of_another_owner_is_refused(world, place, people):
    from io import BytesIO

    from documents.services import upload

    told = {"filename": "a.pdf", "kind": "dokumen", "actor": world.admin, "role": ""}
    foreign = upload(file=BytesIO(PDF), unit=world.unit2, **told)
    with pytest.raises(Refused, match="bukan milik tempat ini"):
        sign(place, world, [people["Ani"].pk], scan=foreign)


def test_a_wrong_signature_is_taken_back_with_a_reason(world, place, people):
    sign(place, world, [people["Ani"].pk])
    row = Employee.objects.get(name="Ani")
    client = world.client("pimpinan_unit")
    blank = client.post(url("employee_unsign", row.pk), {"reason": " ", "version": "2"})
    assert (blank.status_code, signed() != []) == (422, True)
    with pytest.raises(Changed):
        undo_signature(row.pk, reason="Salah.", seen=1, actor=world.admin)
    client.post(url("employee_unsign", row.pk), {"reason": "Salah <b>orang</b>.", "version": "2"})
    entry = Entry.objects.get(action="employee.unsign")
    assert (signed(), entry.reason, entry.before["signed_on"]) == ([], "Salah <b>orang</b>.", "2026-01-15")
    row.refresh_from_db()
    assert (row.signed_on, row.occasion, row.scan) == (None, "", None)


def test_two_thousand_at_once(world, place, django_assert_max_num_queries):
    Employee.objects.bulk_create(Employee(unit=world.unit, name=f"Pegawai {n:04}") for n in range(2000))
    everybody = waiting(place)
    with django_assert_max_num_queries(60):  # updates and the block of the audit go in pieces of hundreds
        assert sign(place, world, seen=everybody) == Signed(2000)
    assert Employee.objects.filter(signed_on=DAY, version=2).count() == 2000
