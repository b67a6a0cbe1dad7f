"""What tables bring stands where it matters: indices beside index questions, the staff list at the pencanangan."""

from datetime import date

import pytest
from django.urls import reverse

from assessments.models import Employee, Sheet, SurveyIndex

SAID = "Indeks tercatat: 3,61. Sumber: Survei &lt;b&gt;2026&lt;/b&gt;"


@pytest.fixture
def recorded(world):
    """One index of PKM-01 and one of another unit of the same year."""
    for unit, value in ((world.unit, "3.61"), (world.unit2, "1.11")):
        SurveyIndex.objects.create(
            period=world.period,
            unit=unit,
            code="B.I.a",
            value=value,
            source="Survei <b>2026</b>",
            recorded_by=world.admin,
        )


def test_the_unit_reads_the_recorded_index_beside_the_question(world, recorded):
    a = world.assessment()
    html = world.client("petugas").get(reverse("assessments:area", args=[a.pk, "HASIL"])).content.decode()
    assert (html.count("Indeks tercatat"), SAID in html, "1,11" in html) == (1, True, False)
    other = world.client("petugas").get(reverse("assessments:area", args=[a.pk, "MP"])).content.decode()
    assert "Indeks tercatat" not in other


def test_tpi_reads_it_too(world, recorded):
    a = world.assessment("penilaian_tpi")
    world.fill(a)
    html = world.client("anggota").get(reverse("assessments:tpi_area", args=[a.pk, "HASIL"])).content.decode()
    assert (html.count("Indeks tercatat"), SAID in html) == (1, True)
    assert Sheet.objects.filter(kind=Sheet.Kind.UNIT).count() == 1


@pytest.mark.parametrize("staff", [3, 57])
def test_the_pencanangan_counts_the_staff_list(world, django_assert_num_queries, staff):
    a = world.assessment("terdaftar")
    for n in range(staff):
        signed = date(2026, 1, 15) if n < staff * 3 // 4 else None
        Employee.objects.create(unit=world.unit, name=f"Pegawai {n}", signed_on=signed)
    Employee.objects.create(unit=world.unit, name="Sudah pindah", left_on=date(2026, 1, 31))
    Employee.objects.create(unit=world.unit2, name="Unit lain")
    url = reverse("assessments:pencanangan", args=[a.pk])
    world.client("pimpinan_unit").get(url)
    # session, user, roles (2), assessment; the instansi's and the staff list, for the page and for the guards
    with django_assert_num_queries(9):
        html = world.client("pimpinan_unit").get(url).content.decode()
    said = {3: "2 dari 3 pegawai (67%)", 57: "42 dari 57 pegawai (74%)"}[staff]
    assert f"Menurut daftar pegawai unit ini, {said} sudah menandatangani" in html


def test_without_a_list_nothing_is_said_of_it(world):
    a = world.assessment("terdaftar")
    html = world.client("pimpinan_unit").get(reverse("assessments:pencanangan", args=[a.pk])).content.decode()
    assert "Menurut daftar pegawai" not in html
    assert "Tanpa daftar pegawai, jumlahnya diketik sendiri." in html
