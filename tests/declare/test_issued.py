"""Pakta integritas and piagam as issued documents: the same bytes, verifiable by anyone, ended by a correction."""

from datetime import date

import pypdfium2
import pytest
from django.test import TestCase
from django.urls import reverse
from django.utils import timezone

from assessments.models import Declaration, Employee, IssuedDocument
from assessments.reports.jobs import content_of
from assessments.reports.pakta import issue_pakta
from assessments.reports.piagam import issue_piagam
from assessments.services.declaring import DeclarationData, record_instansi_declaration
from assessments.services.errors import NotAllowed, Refused
from assessments.services.pakta import EmployeeData, add_employee, change_employee, mark_left
from assessments.services.signing_pakta import correct_signature, digest_of, sign_pakta, undo_signature
from assessments.services.staff import remove_employees
from assessments.staff_places import StaffPlace
from audit.models import Entry

pytestmark = pytest.mark.django_db
DAY = date(2026, 1, 15)


def url(name, *args):
    return reverse(f"assessments:{name}", args=args)


def texts(content: bytes) -> list[str]:
    with pypdfium2.PdfDocument(content) as pdf:
        return [page.get_textpage().get_text_bounded() for page in pdf]


@pytest.fixture
def place(world):
    return StaffPlace(world.instansi, world.unit)


@pytest.fixture
def siti(world):
    nip = "199001012015032001"
    return Employee.objects.create(
        unit=world.unit, name="Siti <b>Aminah</b>", nip=nip, signed_on=DAY, occasion="massal"
    )


@pytest.fixture
def budi(world):
    return Employee.objects.create(unit=world.unit, name="Budi", signed_on=DAY, occasion="massal")


def issue(place, actor, person=None) -> IssuedDocument:
    return issue_pakta(place, person=person and person.pk, progress=lambda _: None, actor=actor)[0]


def ended(*documents) -> list[bool]:
    return [IssuedDocument.objects.get(pk=one.pk).superseded_at is not None for one in documents]


def test_one_and_all_carry_number_day_page_and_code(world, place, siti, budi):
    Employee.objects.create(unit=world.unit, name="Belum")
    one, every = issue(place, world.petugas, siti), issue(place, world.petugas)
    today = place.today
    assert [d.number for d in (one, every)] == [
        f"{prefix}/{world.unit.code}/{today.year}/001" for prefix in ("PI", "KPI")
    ]
    (page,) = texts(content_of(one))
    for said in ("Siti <b>Aminah</b>", one.number, str(one.pk), "Halaman 1 dari 1", "15 Januari 2026"):
        assert said in page
    pages = texts(content_of(every))
    assert ["Halaman 1 dari 2" in pages[0], "Halaman 2 dari 2" in pages[1]] == [True, True]
    assert [name in "".join(pages) for name in ("Budi", "Siti", "Belum")] == [True, True, False]
    assert sorted(every.employees.values_list("name", flat=True)) == ["Budi", siti.name]


def test_names_that_run_over_a_page_are_counted_as_laid_out(world, place):
    long = "Wanda " * 25
    world.unit.name = world.instansi.name = (long * 2)[:200]
    world.instansi.city = long[:60]
    for name, head in (("A", True), ("B", False)):
        Employee.objects.create(
            unit=world.unit,
            name=(name + long)[:150],
            post=long[:150],
            leads=head,
            signed_on=DAY,
            nip="1" * 17 + name,
        )
    found = texts(content_of(issue(place, world.petugas)))
    assert [f"Halaman {n} dari {len(found)}" in text for n, text in enumerate(found, 1)] == [True] * 4


def test_asked_twice_it_is_one_document_and_one_entry(world, place, siti):
    first, second = issue(place, world.petugas, siti), issue(place, world.admin, siti)
    assert (first.pk, content_of(first)) == (second.pk, content_of(second))
    entry = Entry.objects.get(action="document.issue")
    assert (entry.chain.key, entry.object_id, entry.role) == (
        f"instansi:{world.instansi.pk}",
        str(first.pk),
        "Petugas unit",
    )
    assert "Siti" not in str(entry.after)


def test_a_corrected_signature_ends_own_and_collected(world, place, siti, budi):
    own, other, every = (
        issue(place, world.petugas, siti),
        issue(place, world.petugas, budi),
        issue(place, world.petugas),
    )
    correct_signature(
        siti.pk, on=date(2026, 1, 16), occasion="massal", scan=None, seen=1, actor=world.petugas
    )
    assert ended(own, other, every) == [True, False, True]
    entries = Entry.objects.filter(action="document.supersede")
    assert {entry.object_id for entry in entries} == {str(own.pk), str(every.pk)}
    again = issue(place, world.petugas, siti)
    assert (again.number[-3:], "16 Januari 2026" in texts(content_of(again))[0]) == ("003", True)
    assert "15 Januari 2026" in texts(content_of(own))[0]  # the old bytes stay


def test_a_signature_taken_back_ends_it(world, place, siti):
    own = issue(place, world.petugas, siti)
    undo_signature(siti.pk, reason="Salah orang.", seen=1, actor=world.petugas)
    assert ended(own) == [True]
    with pytest.raises(Refused, match="Belum ada yang tercatat menandatangani"):
        issue(place, world.petugas, siti)


def test_who_signs_later_or_leaves_ends_nothing(world, place, siti):
    """They were complete when they were issued; the next collected one supersedes them."""
    late = Employee.objects.create(unit=world.unit, name="Late")
    every = issue(place, world.petugas)
    sign_pakta(
        place,
        chosen={late.pk},
        seen=digest_of([late]),
        on=DAY,
        occasion="massal",
        scan=None,
        actor=world.petugas,
    )
    mark_left(siti.pk, left_on=date(2026, 2, 1), seen=1, actor=world.petugas)
    assert ended(every) == [False]
    newer = issue(place, world.petugas)
    assert ended(every, newer) == [True, False]


def test_a_corrected_name_and_another_witness_end_it(world, place, siti, budi):
    own, other = issue(place, world.petugas, siti), issue(place, world.petugas, budi)
    change_employee(siti.pk, data=EmployeeData(name="Siti A."), seen=1, actor=world.petugas)
    assert ended(own, other) == [True, False]
    add_employee(place, data=EmployeeData(name="dr. Rina", leads=True), actor=world.petugas)
    assert ended(other) == [True]  # she saw it: the page names her now


def test_rows_taken_back_by_an_import_end_it(world, place, siti, budi):
    own, every = issue(place, world.admin, siti), issue(place, world.admin)
    remove_employees(world.instansi, employees=[siti], actor=world.admin)
    assert ended(own, every) == [True, True]


def test_lists_of_others_end_nothing(world, place, siti):
    own = issue(place, world.petugas, siti)
    foreign = Employee.objects.create(unit=world.unit2, name="X", signed_on=DAY, occasion="massal")
    undo_signature(foreign.pk, reason="Salah.", seen=1, actor=world.admin)
    assert ended(own) == [False]


def test_only_who_may_read_the_list_issues_it(world, place, siti):
    for person in (world.petugas_lain, world.ketua):
        with pytest.raises(NotAllowed):
            issue(place, person, siti)
    assert not IssuedDocument.objects.exists()


@pytest.mark.parametrize("both", [False, True])
def test_the_public_page_names_nobody(world, place, siti, budi, both):
    document = issue(place, world.petugas, None if both else siti)
    world.petugas.first_name = "Petugas Rahasia"
    world.petugas.save()
    page = world.client(None).get(url("verify", document.pk))
    said = page.content.decode()
    kind = "Kumpulan pakta integritas" if both else "Pakta integritas"
    for part in (kind, document.number, "Puskesmas Melati", "Berlaku", document.blob.sha256):
        assert part in said
    for secret in ("Siti", "Aminah", siti.nip, "Budi", "Petugas Rahasia", "massal", "15 Januari"):
        assert secret not in said
    undo_signature(siti.pk, reason="Salah orang.", seen=1, actor=world.petugas)
    said = world.client(None).get(url("verify", document.pk)).content.decode()
    assert ("Dokumen ini tidak berlaku lagi" in said, "Salah orang" in said) == (True, False)


def test_the_file_is_for_readers_of_the_list_alone(world, place, siti):
    document = issue(place, world.petugas, siti)
    answers = {"petugas": 200, "admin": 200, "pimpinan_instansi": 200, "petugas_lain": 404}
    world.assessment("penilaian_tpi")
    for who, status in (answers | {"ketua": 403}).items():
        answer = world.client(who).get(url("issued_file", document.pk))
        assert answer.status_code == status, who
        if status == 200:
            assert b"".join(answer.streaming_content) == content_of(document)


def test_it_is_issued_from_the_pages_and_listed(world, place, siti):
    client = world.client("petugas")
    address = url("staff_print", world.instansi.code, world.unit.pk)
    for data in ({"pegawai": str(siti.pk)}, {}):
        with TestCase.captureOnCommitCallbacks(execute=True):
            client.post(address, data)
    kinds = set(IssuedDocument.objects.values_list("kind", flat=True))
    assert kinds == {"pakta", "pakta_all"}
    every, own = (IssuedDocument.objects.get(kind=kind) for kind in ("pakta_all", "pakta"))
    staff = client.get(url("staff", world.instansi.code, world.unit.pk)).content.decode()
    assert (str(every.pk) in staff, str(own.pk) in staff) == (True, False)
    assert str(own.pk) in client.get(url("employee_edit", siti.pk)).content.decode()


def test_a_piagam_ends_with_its_declaration(world):
    world.assessment("terdaftar")
    fields = {"declarer_name": "Ani", "declarer_post": "Bupati", "staff_count": 9, "signed_count": 9}
    made = Declaration.objects.create(
        instansi=world.instansi, date=DAY, recorded_by=world.admin, recorded_at=timezone.now(), **fields
    )

    def piagam() -> IssuedDocument:
        return issue_piagam(made, targets=["WBBM"], actor=world.admin, role="Admin inspektorat")

    first = piagam()
    assert (piagam().pk, first.number) == (
        first.pk,
        f"PP/{world.instansi.code}/{StaffPlace(world.instansi).today.year}/001",
    )
    (page,) = texts(content_of(first))
    for said in (first.number, str(first.pk), "Halaman 1 dari 1", "Wilayah Bebas dari Korupsi (WBK)"):
        assert said in page
    data = DeclarationData(date=DAY, **fields)
    same = {"scan": None, "actor": world.admin, "declaration": made}
    record_instansi_declaration(
        world.instansi, data=DeclarationData(**data.__dict__ | {"publications": ("https://a.go.id",)}), **same
    )
    assert ended(first) == [False]  # it says nothing of publications
    record_instansi_declaration(
        world.instansi, data=DeclarationData(**data.__dict__ | {"declarer_name": "Budi"}), **same
    )
    assert ended(first) == [True]
    assert Entry.objects.filter(action="declaration.save").last().after["supersedes"] == [str(first.pk)]
    said = world.client(None).get(url("verify", first.pk)).content.decode()
    assert ("tidak berlaku lagi" in said, "Piagam pencanangan" in said, "Ani" in said) == (True, True, False)
    assert "Budi" in texts(content_of(piagam()))[0]
