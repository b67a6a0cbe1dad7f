"""A closed survey becomes the answer of the index question, and its source stands wherever the value does."""

import pytest
from django.utils import timezone

from assessments.models import Answer, Sheet, State
from assessments.services.errors import Conflict, NotAllowed, Refused
from assessments.services.survey_taking import take_index
from audit.models import Entry
from surveys.models import Campaign
from tests.factories.surveys import make_campaign

SPAK, SPKP = "B.I.a", "B.II.a"


def closed(unit, **extra):
    said = {
        "year": 2026,
        "index": "3.6000",
        "respondents": 64,
        "closed_at": timezone.now(),
        "title": "Survei Melati",
    }
    return make_campaign(unit, Campaign.State.CLOSED, **{**said, **extra})


def stored(a, code=SPAK):
    return Answer.objects.get(sheet__assessment=a, sheet__kind=Sheet.Kind.UNIT, code=code)


@pytest.fixture
def a(world):
    return world.assessment(State.PENILAIAN_MANDIRI)


def test_value_and_source_are_taken_and_told(world, a):
    one = closed(world.unit, opens_on="2026-03-01", closes_on="2026-04-30", code="MELATI")
    take_index(a.pk, code=SPAK, campaign=one.pk, seen=0, actor=world.petugas)
    answer = stored(a)
    assert answer.value == "3.6"
    assert answer.source == (
        "SPAK Survei Melati, 1 Maret 2026 – 30 April 2026, 64 responden (survei portal MELATI)"
    )
    assert Entry.objects.filter(action="answer.survey").count() == 1
    take_index(a.pk, code=SPAK, campaign=one.pk, seen=1, actor=world.petugas)
    assert (stored(a).version, Entry.objects.filter(action="answer.survey").count()) == (1, 1)


@pytest.mark.parametrize(
    "extra", [{"questionnaire": "spkp-1"}, {"year": 2025}, {"index": ""}], ids=["kind", "year", "empty"]
)
def test_a_survey_of_another_kind_or_year_is_refused(world, a, extra):
    one = closed(world.unit, **extra)
    with pytest.raises(Refused):
        take_index(a.pk, code=SPAK, campaign=one.pk, seen=0, actor=world.petugas)


def test_another_units_and_an_open_one_are_refused(world, a):
    for one in (closed(world.unit2), closed(world.other_unit), make_campaign(world.unit, index="3.9")):
        with pytest.raises(Refused):
            take_index(a.pk, code=SPAK, campaign=one.pk, seen=0, actor=world.petugas)
    assert Answer.objects.filter(sheet__assessment=a).count() == 0


def test_only_who_answers_hasil_takes_it(world, a):
    one = closed(world.unit)
    for who in ("petugas_pokja", "admin", "ketua"):
        with pytest.raises(NotAllowed):
            take_index(a.pk, code=SPAK, campaign=one.pk, seen=0, actor=world.people[who])


def test_what_somebody_else_wrote_meanwhile_is_not_overwritten(world, a):
    one = closed(world.unit)
    world.fill(a, {SPAK: "3.1"})
    with pytest.raises(Conflict):
        take_index(a.pk, code=SPAK, campaign=one.pk, seen=0, actor=world.petugas)
    assert stored(a).value == "3.1"


def test_the_page_offers_it_and_tpi_sees_where_it_comes_from(world, a):
    one = closed(world.unit, warning="Hanya 12 responden terhitung.", title="<i>Melati</i>")
    closed(world.unit2, title="Unit lain", questionnaire="spak-1")
    browser, address = world.client("petugas"), f"/penilaian/{a.pk}/area/HASIL/"
    page = browser.get(address).content.decode()
    assert page.count("Pakai indeks dari survei ini: 3,6") == 1
    assert ("Hanya 12 responden terhitung." in page, "<i>Melati" in page, "Unit lain" in page) == (
        True,
        False,
        False,
    )
    sent = browser.post(f"/penilaian/{a.pk}/dari-survei/{SPAK}/", {"survei": one.pk, "version": "0"})
    assert sent.headers["Location"].startswith(address)
    page = browser.get(address).content.decode()
    assert ("Dipakai pada jawaban di bawah." in page, "Pakai indeks dari" in page) == (True, False)
    world.assessment(State.PENILAIAN_TPI)
    page = world.client("ketua").get(f"/penilaian/{a.pk}/tpi/HASIL/").content.decode()
    assert "Survei unit:" in page
    assert (f"survei portal {one.code}" in page, "Dipakai unit sebagai jawabannya." in page) == (True, True)


def test_a_stale_click_is_told(world, a):
    one = closed(world.unit)
    world.fill(a, {SPAK: "3.1"})
    browser = world.client("petugas")
    for data in ({"survei": one.pk, "version": "0"}, {"survei": "x", "version": "1"}):
        assert browser.post(f"/penilaian/{a.pk}/dari-survei/{SPAK}/", data).status_code == 302
    assert browser.post(f"/penilaian/{a.pk}/dari-survei/X.9/", {}).status_code == 404
    assert stored(a).value == "3.1"


def test_another_value_under_the_name_of_the_survey_is_told_to_unit_and_tpi(world, a):
    one = closed(world.unit)
    take_index(a.pk, code=SPAK, campaign=one.pk, seen=0, actor=world.petugas)
    Answer.objects.filter(pk=stored(a).pk).update(value="3.95")
    world.assessment(State.PENILAIAN_MANDIRI)
    page = world.client("petugas").get(f"/penilaian/{a.pk}/area/HASIL/").content.decode()
    assert "menyebut survei ini, tetapi nilainya 3,95." in page
    assert "Pakai indeks dari survei ini: 3,6" in page
    world.assessment(State.PENILAIAN_TPI)
    page = world.client("ketua").get(f"/penilaian/{a.pk}/tpi/HASIL/").content.decode()
    assert "menyebut survei ini, tetapi nilainya 3,95." in page
    Answer.objects.filter(pk=stored(a).pk).update(value="3.6")
    page = world.client("ketua").get(f"/penilaian/{a.pk}/tpi/HASIL/").content.decode()
    assert "tetapi nilainya" not in page


def test_what_was_taken_before_an_exclusion_is_told(world, a):
    one = closed(world.unit)
    take_index(a.pk, code=SPAK, campaign=one.pk, seen=0, actor=world.petugas)
    Campaign.objects.filter(pk=one.pk).update(index="3.5500", respondents=63)
    page = world.client("petugas").get(f"/penilaian/{a.pk}/area/HASIL/").content.decode()
    assert "menyebut survei ini, tetapi nilainya 3,6." in page
