"""Answers taken over wait until someone of the unit has looked at them: service, guard, pages."""

import pytest
from django.test import Client
from django.urls import reverse

from assessments.engine.answers import Given
from assessments.models import Answer, Assessment, Sheet, State
from assessments.services.answers import Change, save_answers
from assessments.services.carry import carry_over
from assessments.services.carry_checks import confirm_carried
from assessments.services.errors import NotAllowed, Refused
from assessments.services.workflow import refusals
from tests.assessments.answering import HX, area_url, save
from tests.carry.years import CHOICE, COUNTS, DECREASE, last_year, seen_by, unit_sheet
from tests.factories import assessments as make

pytestmark = pytest.mark.django_db
OTHER = "A.I.1.ii.a"


@pytest.fixture
def now(world) -> Assessment:
    """This year, with a choice, another one and counts taken over."""
    a = world.assessment(State.PENILAIAN_MANDIRI)
    before = last_year(world, {CHOICE: "Ya", OTHER: "Ya", COUNTS: {"agen": 4, "perubahan": 3}})
    carry_over(a.pk, source_id=before.pk, actor=world.admin)
    return a


def waiting(a: Assessment) -> list[str]:
    return unit_sheet(a).unconfirmed


def logged_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def check(client: Client, a: Assessment, *codes: str, **headers):
    return client.post(reverse("assessments:carry_check", args=[a.pk]), {"kode": codes}, **headers)


def test_confirmed_one_by_one(world, now):
    confirm_carried(now.pk, codes=[CHOICE], actor=world.petugas)
    assert waiting(now) == [OTHER, COUNTS]
    confirm_carried(now.pk, codes=[CHOICE], actor=world.petugas)
    assert waiting(now) == [OTHER, COUNTS]


def test_confirmed_together_without_the_counts(world, now):
    with pytest.raises(Refused, match="satu per satu"):
        confirm_carried(now.pk, codes=[CHOICE, COUNTS], actor=world.petugas)
    confirm_carried(now.pk, codes=[CHOICE, OTHER], actor=world.petugas)
    assert waiting(now) == [COUNTS]


def test_a_changed_answer_was_looked_at_and_a_changed_count_was_not(world, now):
    changes = [
        Change(CHOICE, Given("Tidak"), 1),
        Change(COUNTS, Given({"agen": 5, "perubahan": 3}), 1),
    ]
    save_answers(now.pk, kind=Sheet.Kind.UNIT, changes=changes, actor=world.petugas)
    assert waiting(now) == [OTHER, COUNTS]
    confirm_carried(now.pk, codes=[COUNTS], actor=world.petugas)
    assert waiting(now) == [OTHER]


def test_counts_emptied_or_marked_none_yet_wait_no_more(world, now):
    change = Change(COUNTS, Given(None, none_yet=True, note="Belum ada agen."), 1)
    save_answers(now.pk, kind=Sheet.Kind.UNIT, changes=[change], actor=world.petugas)
    assert waiting(now) == [CHOICE, OTHER]


def test_an_equal_save_confirms_nothing(world, now):
    save_answers(now.pk, kind=Sheet.Kind.UNIT, changes=[Change(CHOICE, Given("Ya"), 1)], actor=world.petugas)
    assert waiting(now) == [CHOICE, OTHER, COUNTS]


def test_counts_that_are_not_complete_cannot_be_confirmed(world):
    a = world.assessment(State.PENILAIAN_MANDIRI)
    before = last_year(world, {DECREASE: {"lalu": 9, "kini": 5, "sanksi": 5}})
    carry_over(a.pk, source_id=before.pk, actor=world.petugas)
    with pytest.raises(Refused, match="Isi dahulu semua jumlahnya"):
        confirm_carried(a.pk, codes=[DECREASE], actor=world.petugas)


@pytest.mark.parametrize("who", ["admin", "pimpinan_instansi", "ketua"])
def test_nobody_but_the_unit_confirms(world, now, who):
    with pytest.raises(NotAllowed):
        confirm_carried(now.pk, codes=[CHOICE], actor=world.people[who])


def test_outside_the_pokja(world, now):
    Sheet.objects.filter(assessment=now).update(unconfirmed=["A.I.2.i.a"])
    with pytest.raises(NotAllowed):
        confirm_carried(now.pk, codes=["A.I.2.i.a"], actor=world.petugas_pokja)


@pytest.mark.parametrize("move", ["ajukan", "ajukan_pendahuluan"])
def test_no_submission_before_all_is_checked(world, now, move):
    found = {r.message: r.where for r in refusals(seen_by(world.pimpinan_unit, now), move)}
    text = f"3 jawaban dari tahun sebelumnya belum diperiksa ulang: {CHOICE}, {OTHER}, {COUNTS}."
    assert found[text] == "answers?periksa"


def test_the_refusal_leads_to_the_first_that_waits(world, now):
    page = logged_in(world.pimpinan_unit).get(reverse("assessments:assessment", args=[now.pk]))
    assert f"{area_url(now)}?saring=periksa#q-{CHOICE.replace('.', '-')}" in page.content.decode()


def test_marks_at_the_questions_and_around(world, now):
    page = logged_in(world.petugas).get(area_url(now)).content.decode()
    assert page.count("Dari 2025, periksa ulang") == 2
    assert page.count("Angka dari 2025, ganti dengan tahun ini") == 1
    assert '<b class="num">3</b> jawaban di bagian ini' in page
    assert "2 jawaban di bagian ini masih sesuai" in page
    assert 'Periksa ulang <span class="num" id="zi-filter-periksa">3</span>' in page
    assert page.count('class="zi-node-check"') >= 3


def test_the_admin_reads_the_marks_and_cannot_lift_them(world, now):
    page = logged_in(world.admin).get(area_url(now)).content.decode()
    assert page.count("Dari 2025, periksa ulang") == 2
    assert "Masih sesuai" not in page
    assert check(logged_in(world.admin), now, CHOICE).status_code == 403


def test_the_filter(world, now):
    page = logged_in(world.petugas).get(f"{area_url(now)}?saring=periksa").content.decode()
    assert page.count('class="zi-question"') == 3


def test_confirming_with_htmx_moves_the_parts(world, now):
    response = check(logged_in(world.petugas), now, CHOICE, headers=HX)
    html = response.content.decode()
    assert response.status_code == 200
    assert f'<div class="zi-carried" id="cr-{CHOICE.replace(".", "-")}" hx-swap-oob="true"></div>' in html
    assert '<b class="num">2</b> jawaban di bagian ini' in html
    assert 'id="zi-filter-periksa" hx-swap-oob="true">2</span>' in html


def test_confirming_without_htmx_leads_back(world, now):
    response = check(logged_in(world.petugas), now, CHOICE, OTHER)
    assert response["Location"] == f"{area_url(now)}#q-{CHOICE.replace('.', '-')}"
    assert waiting(now) == [COUNTS]


def test_refused_with_htmx_loads_the_page_anew(world, now):
    response = check(logged_in(world.petugas), now, CHOICE, COUNTS, headers=HX)
    assert response["HX-Refresh"] == "true"
    assert waiting(now) == [CHOICE, OTHER, COUNTS]


def test_saving_with_htmx_lifts_the_mark(world, now):
    html = save(logged_in(world.petugas), now, CHOICE, version=1, nilai="Tidak").content.decode()
    assert f'id="cr-{CHOICE.replace(".", "-")}" hx-swap-oob="true"></div>' in html
    again = save(logged_in(world.petugas), now, CHOICE, version=2, nilai="Ya").content.decode()
    assert "zi-carried" not in again


@pytest.mark.parametrize("codes", [[], ["tidak-ada"]])
def test_unknown_questions(world, now, codes):
    assert check(logged_in(world.petugas), now, *codes).status_code == 404


def test_tpis_answer_of_that_year_stands_beside_where_it_said_otherwise(world):
    a = world.assessment(State.PENILAIAN_MANDIRI)
    before = last_year(world, {CHOICE: "Ya", OTHER: "Ya"})
    final = make.make_sheet(before, Sheet.Kind.TPI)
    make.fill_answers(final, {CHOICE: Given("Tidak", note="SK-nya dicabut."), OTHER: "Ya"}, by=world.ketua)
    carry_over(a.pk, source_id=before.pk, actor=world.petugas)
    page = logged_in(world.petugas).get(area_url(a)).content.decode()
    assert page.count("Jawaban akhir TPI 2025:") == 1
    assert "SK-nya dicabut." in page


@pytest.mark.parametrize("state", [State.PENILAIAN_TPI, State.PERBAIKAN])
def test_tpis_answer_is_not_told_before_its_release(world, state):
    a = world.assessment(State.PENILAIAN_MANDIRI)
    before = last_year(world, {CHOICE: "Ya"}, state=state)
    final = make.make_sheet(before, Sheet.Kind.TPI)
    make.fill_answers(final, {CHOICE: Given("Tidak", note="SK-nya dicabut.")}, by=world.ketua)
    client = logged_in(world.petugas)
    pages = client.get(reverse("assessments:carry", args=[a.pk])).content.decode()
    carry_over(a.pk, source_id=before.pk, actor=world.petugas)
    pages += client.get(area_url(a)).content.decode()
    assert "SK-nya dicabut." not in pages
    assert "Belum dibentuk" not in pages.replace("Tim belum dibentuk", "")
    assert "Jawaban akhir TPI 2025:" not in pages


def test_a_page_with_one_mark_and_with_many_needs_as_many_queries(world, django_assert_num_queries):
    a = world.assessment(State.PENILAIAN_MANDIRI)
    before = last_year(world)
    carry_over(a.pk, source_id=before.pk, actor=world.petugas)
    client = logged_in(world.petugas)
    # session, user, hats 3, assessment, sheet, answers, evidence, comments, lines; items, sources, finals, answers;
    # counts of the registers
    with django_assert_num_queries(15):
        client.get(area_url(a))
    Sheet.objects.filter(assessment=a).update(unconfirmed=[CHOICE])
    with django_assert_num_queries(15):
        client.get(area_url(a))
    assert Answer.objects.filter(sheet__assessment=a).count() == 111
