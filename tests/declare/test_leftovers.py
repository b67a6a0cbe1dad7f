"""What comes after: scans and corrections of signatures, publications, people who come back, last days ahead."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from assessments.models import Declaration, Employee, State
from assessments.services.declared_later import record_instansi_later, record_unit_later
from assessments.services.declaring import DeclarationChanged
from assessments.services.errors import NotAllowed, Refused
from assessments.services.pakta import EmployeeData, add_employee, change_employee, mark_left, undo_left
from assessments.services.signing_pakta import correct_signature, undo_signature
from assessments.services.staff import Wanted, save_employees
from assessments.staff_places import StaffPlace
from audit.models import Entry
from documents.models import Document

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
NIP = "199001012015032001"


@pytest.fixture
def place(world) -> StaffPlace:
    return StaffPlace(world.instansi, world.unit)


def pegawai(world, **fields) -> Employee:
    return Employee.objects.create(**{"name": "Budi", "unit": world.unit, **fields})


def signed(world, **fields) -> Employee:
    return pegawai(world, **{"signed_on": date(2026, 1, 15), "occasion": "massal", **fields})


def declared(world, unit=True, **extra) -> Declaration:
    fields = {"declarer_name": "dr. Rina", "declarer_post": "Kepala", "staff_count": 9, "signed_count": 9}
    fields |= {"instansi": world.instansi, "date": date(2026, 1, 15), "recorded_by": world.admin}
    return Declaration.objects.create(**fields | {"unit": world.unit if unit else None} | extra)


def pdf(name: str = "pakta.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF, "application/pdf")


# --- a signature corrected ---------------------------------------------------------------------------------


def test_a_scan_comes_later_and_a_day_is_corrected(world):
    row = signed(world)
    client, url = world.client("petugas"), reverse("assessments:employee_signed", args=[row.pk])
    assert "Perbaiki pakta integritas" in client.get(url).content.decode()
    data = {"on": "2026-01-14", "occasion": "pelantikan", "version": "1", "scan": pdf()}
    assert client.post(url, data).status_code == 302
    row.refresh_from_db()
    assert (row.signed_on, row.occasion, row.version) == (date(2026, 1, 14), "pelantikan", 2)
    assert row.scan.document.unit == world.unit
    entry = Entry.objects.filter(action="employee.correct").get()
    assert (entry.before["signed_on"], entry.after["signed_on"]) == ("2026-01-15", "2026-01-14")


def test_a_stale_tab_stores_no_file(world):
    row = signed(world, version=3)
    url = reverse("assessments:employee_signed", args=[row.pk])
    data = {"on": "2026-01-14", "occasion": "massal", "version": "2", "scan": pdf()}
    assert world.client("petugas").post(url, data).status_code == 409
    assert Document.objects.count() == 0


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"on": date(2125, 1, 1)}, "belum tiba"),
        ({"on": date(2025, 12, 1)}, "baru mulai bekerja di sini"),
        ({"occasion": "lain"}, "Pilih kesempatannya"),
    ],
)
def test_a_correction_that_cannot_be(world, fields, why):
    row = signed(world, joined_on=date(2026, 1, 1))
    said = {"on": date(2026, 1, 15), "occasion": "massal", "scan": None, "seen": 1} | fields
    with pytest.raises(Refused, match=why):
        correct_signature(row.pk, actor=world.petugas, **said)


def test_who_has_not_signed_has_nothing_to_correct(world):
    row = pegawai(world)
    url = reverse("assessments:employee_signed", args=[row.pk])
    assert world.client("petugas").get(url).status_code == 404
    with pytest.raises(Refused, match="belum tercatat"):
        correct_signature(
            row.pk, on=date(2026, 1, 15), occasion="massal", scan=None, seen=1, actor=world.petugas
        )


def test_said_again_it_writes_nothing(world):
    row = signed(world)
    said = {"on": row.signed_on, "occasion": row.occasion, "scan": None, "seen": 1}
    assert correct_signature(row.pk, actor=world.petugas, **said).version == 1
    assert Entry.objects.count() == 0


# --- publications and the signed piagam ----------------------------------------------------------------------


def test_links_and_the_piagam_follow_the_move(world):
    a = world.assessment(State.PEMBANGUNAN)
    made = declared(world)
    a.declaration = made
    a.save()
    url = reverse("assessments:declaration_later", args=[a.pk])
    client = world.client("pimpinan_unit")
    assert url in client.get(reverse("assessments:pencanangan", args=[a.pk])).content.decode()
    data = {"publications": "contoh.go.id/berita", "version": "1", "charter": pdf("piagam.pdf")}
    assert client.post(url, data).status_code == 302
    made.refresh_from_db()
    assert (made.publications, made.version) == (["https://contoh.go.id/berita"], 2)
    assert made.charter.document.unit == world.unit
    assert client.post(url, data | {"charter": pdf("lain.pdf")}).status_code == 409  # a stale tab
    assert Document.objects.count() == 1
    assert Entry.objects.filter(action="declaration.later").count() == 1


def test_who_may_record_links(world):
    a = world.assessment(State.PENILAIAN_TPI)
    a.declaration = declared(world)
    a.save()
    said = {"publications": ("https://a.go.id",), "charter": None, "seen": 1}
    for who in (world.petugas, world.ketua, world.pimpinan_instansi):
        with pytest.raises(NotAllowed):
            record_unit_later(a.pk, actor=who, **said)
    assert record_unit_later(a.pk, actor=world.admin, **said).version == 2
    with pytest.raises(DeclarationChanged):
        record_unit_later(a.pk, actor=world.admin, **said | {"publications": ()})


def test_a_covered_unit_leaves_it_to_the_inspectorate(world):
    a = world.assessment(State.PEMBANGUNAN)
    shared = a.declaration = declared(world, unit=False)
    a.save()
    said = {"publications": ("https://a.go.id",), "charter": None, "seen": 1}
    with pytest.raises(Refused, match="tercakup oleh pencanangan instansi"):
        record_unit_later(a.pk, actor=world.admin, **said)
    assert record_instansi_later(shared, actor=world.admin, **said).publications == ["https://a.go.id"]
    with pytest.raises(NotAllowed):
        record_instansi_later(shared, actor=world.orang_asing, **said)


def test_the_papers_of_the_instansi_can_be_opened(world):
    shared = declared(world, unit=False)
    client = world.client("admin")
    later = reverse("assessments:instansi_later", args=["KAB-X", 2026, shared.pk])
    assert client.post(later, {"version": "1", "charter": pdf()}).status_code == 302
    url = reverse("assessments:declaration_file", args=["KAB-X", 2026, shared.pk, "piagam"])
    page = client.get(reverse("assessments:instansi_pencanangan", args=["KAB-X", 2026])).content.decode()
    assert (url in page, later in page) == (True, True)
    assert b"".join(client.get(url).streaming_content) == PDF
    missing = reverse("assessments:declaration_file", args=["KAB-X", 2026, shared.pk, "pencanangan"])
    assert client.get(missing).status_code == 404
    assert world.client("orang_asing").get(url).status_code == 404


def test_what_is_refused_stores_no_file(world):
    a = world.assessment(State.TERDAFTAR)
    a.declaration = declared(world, version=4)
    a.save()
    data = {
        "date": "2026-01-15",
        "declarer_name": "Rina",
        "declarer_post": "Kepala",
        "staff_count": "9",
        "signed_count": "9",
        "version": "3",
        "scan": pdf(),
    }
    url = reverse("assessments:pencanangan", args=[a.pk])
    assert world.client("pimpinan_unit").post(url, data).status_code == 422
    assert Document.objects.count() == 0


# --- people who come back, and last days that are still ahead ------------------------------------------------


def test_who_comes_back_has_two_stays(world, place):
    first = signed(world, nip=NIP, left_on=date(2025, 5, 31))
    Employee.objects.create(
        name="Budi", nip=NIP, unit=world.unit2, joined_on=date(2025, 6, 1), left_on=date(2026, 2, 28)
    )
    data = EmployeeData(name="Budi", nip=NIP, joined_on=date(2026, 3, 1))
    back = add_employee(place, data=data, actor=world.petugas)
    assert (back.pk != first.pk, back.signed_on) == (True, None)
    with pytest.raises(Refused, match="NIP ini milik Budi di daftar ini"):
        undo_left(first.pk, seen=1, actor=world.petugas)
    with pytest.raises(Refused, match="NIP ini milik Budi"):
        mark_left(first.pk, left_on=date(2026, 3, 1), seen=1, actor=world.petugas)


@pytest.mark.parametrize("joined_on", [None, date(2025, 5, 31)])
def test_the_second_stay_begins_after_the_first(world, place, joined_on):
    pegawai(world, nip=NIP, left_on=date(2025, 5, 31))
    data = EmployeeData(name="Budi", nip=NIP, joined_on=joined_on)
    with pytest.raises(Refused, match="isi mulai bekerja sesudah hari itu"):
        add_employee(place, data=data, actor=world.petugas)


def test_a_last_day_ahead_ends_a_stay_only_then(world):
    ahead = StaffPlace(world.instansi).today + timedelta(days=30)
    Employee.objects.create(name="Budi", nip=NIP, unit=world.unit2, left_on=ahead)
    place = StaffPlace(world.instansi, world.unit)
    with pytest.raises(Refused, match="yang hari terakhirnya"):
        add_employee(place, data=EmployeeData(name="Budi", nip=NIP), actor=world.petugas)


def test_a_head_leads_until_the_last_day(world, place):
    ahead = place.today + timedelta(days=30)
    pegawai(world, name="Rina", leads=True, left_on=ahead)
    row = pegawai(world)
    data = EmployeeData(name="Budi", leads=True)
    with pytest.raises(Refused, match="Rina masih ditandai sebagai pimpinan"):
        change_employee(row.pk, data=data, seen=1, actor=world.petugas)
    Employee.objects.filter(leads=True).update(left_on=place.today - timedelta(days=1))
    assert change_employee(row.pk, data=data, seen=1, actor=world.petugas).leads


def test_the_import_sees_last_days_ahead_too(world, place):
    ahead = place.today + timedelta(days=30)
    Employee.objects.create(name="Budi", nip=NIP, unit=world.unit2, left_on=ahead)
    new = {"unit": world.unit, "name": "Budi", "nip": NIP}
    with pytest.raises(Refused, match="pada hari yang sama"):
        save_employees(world.instansi, wanted=[Wanted(None, new)], actor=world.admin)
    later = new | {"joined_on": ahead + timedelta(days=1)}
    assert save_employees(world.instansi, wanted=[Wanted(None, later)], actor=world.admin)[0].pk


def test_an_own_double_click_is_no_conflict(world):
    row = Employee.objects.create(unit=world.unit, name="Siti", joined_on=date(2020, 1, 1))
    data = EmployeeData("Siti Aminah", joined_on=date(2020, 1, 1))
    day = date(2026, 3, 1)
    acts = [
        lambda seen: change_employee(row.pk, data=data, seen=seen, actor=world.petugas),
        lambda seen: mark_left(row.pk, left_on=day, seen=seen, actor=world.petugas),
        lambda seen: undo_left(row.pk, seen=seen, actor=world.petugas),
    ]
    for version, act in enumerate(acts, 1):
        assert [act(version).version for _ in range(2)] == [version + 1] * 2
    Employee.objects.filter(pk=row.pk).update(signed_on=day, occasion="massal")
    undone = [undo_signature(row.pk, reason="Salah orang.", seen=4, actor=world.petugas) for _ in range(2)]
    assert [one.version for one in undone] == [5, 5]
