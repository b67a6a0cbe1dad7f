"""Pakta integritas and piagam as PDF."""

from datetime import date

import pypdfium2
import pytest
from django.test import TestCase
from django.urls import reverse

from assessments.models import Declaration, Employee, IssuedDocument, Job
from assessments.pakta import listed
from assessments.pakta_pages import pages_of
from assessments.reports.pakta import CHUNK, form_pdf, laid_out
from assessments.reports.piagam import page_of
from assessments.services.errors import Refused
from assessments.staff_places import StaffPlace

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"assessments:{name}", args=args)


def texts(content: bytes) -> list[str]:
    with pypdfium2.PdfDocument(content) as pdf:
        return [page.get_textpage().get_text_bounded() for page in pdf]


@pytest.fixture
def place(world):
    return StaffPlace(world.instansi, world.unit)


def made(client, address, data=None):
    with TestCase.captureOnCommitCallbacks(execute=True):
        asked = client.post(address, data or {})
    return asked


def test_a_page_each_with_the_head_as_witness(world, place):
    head = {"name": "dr. Rina", "nip": "197203152000032004", "post": "Kepala", "leads": True}
    Employee.objects.create(unit=world.unit, signed_on=date(2026, 1, 15), **head)
    Employee.objects.create(unit=world.unit, name="Siti <b>Aminah</b>", post="Perawat")
    Employee.objects.create(unit=world.unit, name="Sudah pergi", left_on=date(2026, 1, 1))
    Employee.objects.create(instansi=world.instansi, name="Bupati Ani", post="Bupati", leads=True)
    told = []
    first, second = texts(laid_out(place, pages_of(place, list(listed(place))), progress=told.append))
    assert ("Bupati Ani" in first, "15 Januari 2026" in first, "NIP 197203152000032004" in first) == (
        True,
    ) * 3
    assert ("Siti <b>Aminah</b>" in second, "dr. Rina" in second, "Tercatat" in second) == (True, True, False)
    assert "Sudah pergi" not in first + second
    assert told == sorted(told)
    content, pages = form_pdf(place, person=None, progress=told.append)
    assert (pages, "Siti" in texts(content)[0]) == (1, True)


def test_the_witness_is_who_led_on_that_day(world, place):
    """A later head saw nothing of it; where nobody knows who led, the place stays empty."""
    old = {"leads": True, "joined_on": date(2025, 1, 1), "left_on": date(2026, 3, 31)}
    Employee.objects.create(unit=world.unit, name="Kepala Lama", **old)
    Employee.objects.create(unit=world.unit, name="Kepala Baru", leads=True, joined_on=date(2026, 4, 1))
    days = [date(2024, 5, 1), date(2026, 1, 15), date(2026, 3, 31), date(2026, 4, 1), None]
    rows = [Employee(unit=world.unit, name="Siti", signed_on=day) for day in days]
    found = [page.witness and page.witness.name for page in pages_of(place, rows)]
    assert found == [None, "Kepala Lama", "Kepala Lama", "Kepala Baru", "Kepala Baru"]


def test_a_form_carries_no_page_number(world, place):
    Employee.objects.bulk_create(Employee(unit=world.unit, name=f"P {n}") for n in range(2))
    content, _ = form_pdf(place, person=None, progress=lambda _: None)
    assert ["Halaman" in text for text in texts(content)] == [False, False]


def test_long_lists_are_laid_out_in_pieces(world, place):
    Employee.objects.bulk_create(Employee(unit=world.unit, name=f"Pegawai {n:03}") for n in range(CHUNK + 2))
    told = []
    content, pages = form_pdf(place, person=None, progress=told.append)
    found = texts(content)
    assert (pages, len(found)) == (CHUNK + 2, CHUNK + 2)
    assert [f"Pegawai {n:03}" in text for n, text in enumerate(found)] == [True] * (CHUNK + 2)
    assert len(told) == 2


def test_nobody_is_refused_in_words(place):
    with pytest.raises(Refused, match="Tidak ada pakta integritas untuk dicetak"):
        form_pdf(place, person=None, progress=lambda _: None)


def test_pages_cost_two_queries_whatever_their_number(world, place, django_assert_num_queries):
    rows = [Employee(unit=world.unit, name=f"P {n}") for n in range(60)]
    with django_assert_num_queries(2):  # the head of the place, the head of the instansi
        assert len(pages_of(place, rows)) == 60


def test_it_is_made_and_fetched_by_who_may_read_the_list(world):
    row = Employee.objects.create(unit=world.unit, name="Siti")
    client = world.client("pimpinan_instansi")
    data = {"pegawai": str(row.pk), "yang": "belum"}
    asked = made(client, url("staff_print", "KAB-X", world.unit.pk), data)
    job = Job.objects.get()
    assert (asked["Location"], job.status) == (url("job", job.pk), "done")
    assert job.error == "1 formulir untuk ditandatangani, satu halaman untuk setiap pegawai."
    assert not IssuedDocument.objects.exists()  # nobody has declared anything yet
    page = client.get(url("job", job.pk)).content.decode()
    assert ("Pakta integritas · Puskesmas Melati" in page, "Ke daftar pegawai" in page) == (True, True)
    content = b"".join(client.get(url("job_file", job.pk)).streaming_content)
    assert "Siti" in texts(content)[0]
    world.pimpinan_instansi.memberships.all().delete()
    assert client.get(url("job_file", job.pk)).status_code == 403


@pytest.mark.parametrize("person", ["abc", "9" * 30, "0", "of another unit"])
def test_who_is_not_in_the_list_is_not_printed(world, person):
    other = Employee.objects.create(unit=world.unit2, name="DKC")
    data = {"pegawai": str(other.pk) if person == "of another unit" else person}
    assert world.client("petugas").post(url("staff_print", "KAB-X", world.unit.pk), data).status_code == 404
    assert not Job.objects.exists()


def declared(world, **extra):
    fields = {"declarer_name": "dr. Rina", "declarer_post": "Kepala", "staff_count": 9, "signed_count": 9}
    fields |= {"instansi": world.instansi, "date": date(2026, 1, 15), "recorded_by": world.admin}
    return Declaration.objects.create(**fields | extra)


def test_the_piagam_of_a_unit_and_of_the_instansi(world):
    a = world.assessment("terdaftar")
    head = world.client("pimpinan_unit")
    assert head.post(url("charter", a.pk)).status_code == 404  # nothing is declared yet
    shared = declared(world, witnesses="dr. Ani, Sp.A., Ketua Ombudsman\nBudi")
    made(head, url("charter", a.pk))
    made(world.client("admin"), url("instansi_charter", "KAB-X", 2026, shared.pk))
    for who, job in zip(("pimpinan_unit", "admin"), Job.objects.order_by("pk"), strict=True):
        page = world.client(who).get(url("job", job.pk)).content.decode()
        assert ("Piagam pencanangan" in page, "Ke pencanangan" in page) == (True, True)
        text = texts(b"".join(world.client(who).get(url("job_file", job.pk)).streaming_content))[0]
        assert ("dr. Ani, Sp.A." in text, "Wilayah Bebas dari Korupsi (WBK)" in text) == (True, True)
    lines = page_of(shared, targets=["WBBM"]).witnesses
    assert lines == ("dr. Ani, Sp.A., Ketua Ombudsman", "Budi")  # as typed: commas part no name from a post
    foreign = declared(world, instansi=world.other_instansi)
    address = url("instansi_charter", "KAB-X", 2026, foreign.pk)
    assert world.client("admin").post(address).status_code == 404
