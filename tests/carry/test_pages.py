"""The page of a unit, the workbook, and many units in the background."""

import io
from zipfile import ZipFile

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from assessments.engine.answers import Given
from assessments.kke.carry_jobs import CARRY, carry_units
from assessments.models import Answer, CarryOver, InstrumentVersion, Job, Period, PolicyVersion, State
from assessments.services.carry import carry_over
from assessments.services.errors import Refused
from tests.carry.test_checking import logged_in
from tests.carry.years import CHOICE, last_year, unit_sheet
from tests.factories import assessments as make
from tests.factories.units import end_roles, make_unit
from tests.factories.versions import load_policy

pytestmark = pytest.mark.django_db
EVIL = '=HYPERLINK("https://a.id")<script>alert(1)</script>'


def page_of(a) -> str:
    return reverse("assessments:carry", args=[a.pk])


def test_the_preview_and_what_came_of_it(world):
    a, before = world.assessment(State.PENILAIAN_MANDIRI), last_year(world, {CHOICE: Given("Ya", note=EVIL)})
    client = logged_in(world.petugas)
    preview = client.get(page_of(a)).content.decode()
    assert "Diambil: 1 jawaban." in preview
    assert "<script>alert" not in preview
    response = client.post(page_of(a), {"sumber": before.pk}, follow=True)
    html = response.content.decode()
    assert "Diambil dari 2025: 1 jawaban. Sekarang periksa ulang jawabannya." in html
    assert "Yang dapat diambil" not in html
    assert "Urungkan yang belum diperiksa" in html
    again = client.post(page_of(a), {"sumber": before.pk}, follow=True).content.decode()
    assert "Tidak ada lagi yang dapat diambil dari tahun itu." in again
    undone = client.post(reverse("assessments:carry_undo", args=[a.pk]), follow=True).content.decode()
    assert "Pengambilalihan diurungkan." in undone
    assert "Yang dapat diambil dari 2025" in undone


@pytest.mark.parametrize("source", ["", "x", "0", "99999999999", "-1"])
def test_a_source_that_is_none(world, source):
    a = world.assessment(State.PENILAIAN_MANDIRI)
    last_year(world)
    response = logged_in(world.petugas).post(page_of(a), {"sumber": source})
    assert response.status_code == 422
    assert "bukan tahun sebelumnya dari unit ini" in response.content.decode()


def test_without_an_earlier_year(world):
    a = world.assessment(State.PENILAIAN_MANDIRI)
    assert "Belum ada tahun sebelumnya" in logged_in(world.petugas).get(page_of(a)).content.decode()


def test_a_year_can_be_chosen(world):
    a = world.assessment(State.PENILAIAN_MANDIRI)
    last_year(world)
    last_year(world, {CHOICE: "Tidak"}, year=2023)
    html = logged_in(world.petugas).get(f"{page_of(a)}?dari=2023").content.decode()
    assert "Yang dapat diambil dari 2023" in html
    assert "Ambil alih dari 2023" in html


def test_the_preview_needs_a_constant_number_of_queries(world, django_assert_num_queries):
    a = world.assessment(State.PENILAIAN_MANDIRI)
    before = last_year(world, {CHOICE: "Ya"})
    client = logged_in(world.petugas)
    with django_assert_num_queries(19):
        client.get(page_of(a))
    make.fill_answers(before.sheets.get(kind="unit"), "random", by=world.petugas)
    before.submissions.all().delete()
    with django_assert_num_queries(21):  # the sheet and its answers instead of the submission
        client.get(page_of(a))


def test_the_workbook(world):
    a = world.assessment(State.PENILAIAN_MANDIRI)
    before = last_year(world, {CHOICE: Given("Ya"), "B.I.a": Given("3.6", source=EVIL)})
    carry_over(a.pk, source_id=before.pk, actor=world.petugas)
    response = logged_in(world.petugas).get(reverse("assessments:carry_list", args=[a.pk]))
    book = load_workbook(io.BytesIO(response.content))
    assert book.sheetnames == ["Unit", "Tidak ikut", "Ikut"]
    rows = [[cell.value for cell in row] for row in book["Tidak ikut"].iter_rows(min_row=6)]
    text = "Indeks persepsi anti korupsi (skala 0–4)"
    why = "Indeks survei selalu dari tahunnya sendiri."
    assert rows == [["PKM-01", world.unit.name, 2025, "Jawaban", "B.I.a", text, why]]
    assert ZipFile(io.BytesIO(response.content)).testzip() is None


def test_no_workbook_before_anything_was_taken(world):
    a = world.assessment(State.PENILAIAN_MANDIRI)
    assert logged_in(world.petugas).get(reverse("assessments:carry_list", args=[a.pk])).status_code == 404


def test_many_units_at_once(world, django_capture_on_commit_callbacks):
    a, before = world.assessment(State.PENILAIAN_MANDIRI), last_year(world, {CHOICE: "Ya"})
    empty = world.assessment(State.TERDAFTAR, world.unit2)
    client = logged_in(world.admin)
    url = reverse("assessments:carry_many", args=[world.instansi.code, 2026])
    html = client.get(url).content.decode()
    assert html.count('name="unit"') == 1  # the other one has no earlier year
    assert client.post(url).status_code == 422
    assert client.post(url, {"unit": [empty.pk, 999999, "x"]}).status_code == 422
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(url, {"unit": [a.pk]}).status_code == 302
    job = Job.objects.get()
    assert (job.status, job.kind) == (Job.Status.DONE, "carry_over")
    assert job.error.startswith("1 dari 1 unit diambil alih.")
    assert unit_sheet(a).unconfirmed == [CHOICE]
    assert CarryOver.objects.get().by == world.admin
    assert before.pk == CarryOver.objects.get().source_id
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url, {"semua": "1"})
    assert CarryOver.objects.count() == 1


def test_many_units_stop_where_the_role_ends_meanwhile(world):
    units = [world.assessment(State.PENILAIAN_MANDIRI)]
    units.append(world.assessment(State.PENILAIAN_MANDIRI, unit=make_unit(world.instansi, "ZZZ")))
    last_year(world)
    params = {"year": 2026, "assessments": [a.pk for a in units]}
    job = Job.objects.create(kind=CARRY, instansi=world.instansi, requested_by=world.admin, params=params)
    with pytest.raises(Refused, match=r"Peran Anda berakhir .*: 1 dari 2 unit"):
        carry_units(job, lambda percent: end_roles(world.admin))
    assert CarryOver.objects.count() == 1


def test_the_list_of_units_needs_as_many_queries_for_one_as_for_three(world, django_assert_num_queries):
    world.assessment(State.PENILAIAN_MANDIRI)
    client = logged_in(world.admin)
    url = reverse("assessments:carry_many", args=[world.instansi.code, 2026])
    with django_assert_num_queries(7):
        client.get(url)
    for code in ("A", "B"):
        make.make_assessment(world.period, make_unit(world.instansi, code))
    with django_assert_num_queries(7):
        client.get(url)


def test_from_2014_to_2021_by_the_mapping(world):
    old = load_policy("policy-2019")
    like = world.period
    period = Period.objects.create(
        instansi=world.instansi,
        year=2025,
        policy=old,
        instrument=old.instrument,
        opens_on=like.opens_on,
        deadline=like.deadline,
        tpi_deadline=like.tpi_deadline,
    )
    before = make.make_assessment(period, world.unit, State.SELESAI_TPI)
    make.fill_answers(make.make_sheet(before), "best", by=world.petugas)
    a = world.assessment(State.PENILAIAN_MANDIRI)
    carry = carry_over(a.pk, source_id=before.pk, actor=world.petugas)
    assert carry.mapping == "lke-zi-2014_lke-zi-2021"
    assert Answer.objects.filter(sheet__assessment=a).count() == 27
    assert len(carry.left_out) == 84 - 27
    assert {PolicyVersion.objects.count(), InstrumentVersion.objects.count()} == {2}
    assert "Dahulu A.I.1.a" not in logged_in(world.petugas).get(page_of(a)).content.decode()
