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


UNFOUNDED = "tidak ada survei portal unit ini dengan indeks dan sumber yang sama persis"
POSED = "SPAK Survei Melati, 1 Maret 2026 – 30 April 2026, 64 responden (survei portal K7M2QX)"


def unit_page(world, a):
    world.assessment(State.PENILAIAN_MANDIRI)
    return world.client("petugas").get(f"/penilaian/{a.pk}/area/HASIL/").content.decode()


def tpi_page(world, a):
    world.assessment(State.PENILAIAN_TPI)
    return world.client("ketua").get(f"/penilaian/{a.pk}/tpi/HASIL/").content.decode()


@pytest.mark.parametrize("change", [{"value": "3.95"}, {"source": ("64 responden", "640 responden")}])
def test_another_value_or_source_under_the_name_of_the_survey_is_told_to_unit_and_tpi(world, a, change):
    one = closed(world.unit, title="Survei (survei portal K7M2QX)")
    take_index(a.pk, code=SPAK, campaign=one.pk, seen=0, actor=world.petugas)
    answer = stored(a)
    assert (UNFOUNDED in unit_page(world, a), UNFOUNDED in tpi_page(world, a)) == (False, False)
    said = {name: answer.source.replace(*to) if name == "source" else to for name, to in change.items()}
    assert said != {"source": answer.source}
    Answer.objects.filter(pk=answer.pk).update(**said)
    page = unit_page(world, a)
    assert (page.count(UNFOUNDED), page.count("Pakai indeks dari survei ini: 3,6")) == (1, 1)
    assert tpi_page(world, a).count(UNFOUNDED) == 1


@pytest.mark.parametrize("source", [POSED, POSED.replace("survei portal", "Survei  Portal")])
def test_a_source_that_names_a_survey_which_the_unit_never_had_is_told(world, a, source):
    world.fill(a, {SPAK: "4"})
    Answer.objects.filter(pk=stored(a).pk).update(source=source)
    assert (unit_page(world, a).count(UNFOUNDED), tpi_page(world, a).count(UNFOUNDED)) == (1, 1)


def test_a_source_without_the_name_of_the_portal_is_left_alone(world, a):
    world.fill(a, {SPAK: "4"})
    Answer.objects.filter(pk=stored(a).pk).update(source="Survei BPS 2026, 64 responden")
    assert (UNFOUNDED in unit_page(world, a), UNFOUNDED in tpi_page(world, a)) == (False, False)


def test_a_final_answer_is_checked_as_the_units_is_and_with_each_save(world, a):
    one = closed(world.unit, opens_on="2026-03-01", closes_on="2026-04-30", code="MELATI")
    take_index(a.pk, code=SPAK, campaign=one.pk, seen=0, actor=world.petugas)
    source = stored(a).source
    world.assessment(State.PENILAIAN_TPI)
    browser, htmx = world.client("ketua"), {"HX-Request": "true"}
    said = {"lembar": "tpi", "halaman": "HASIL", "version": "0", "sumber": source, "nilai": "3,7"}
    page = browser.post(f"/penilaian/{a.pk}/tpi/{SPAK}/simpan/", said, headers=htmx).content.decode()
    assert page.count(UNFOUNDED) == 1
    assert tpi_page(world, a).count(UNFOUNDED) == 1
    said |= {"version": "1", "nilai": "3,6"}
    page = browser.post(f"/penilaian/{a.pk}/tpi/{SPAK}/simpan/", said, headers=htmx).content.decode()
    assert (UNFOUNDED in page, UNFOUNDED in tpi_page(world, a)) == (False, False)


def test_a_save_of_tpi_leaves_the_units_own_true_source_alone(world, a):
    one = closed(world.unit, opens_on="2026-03-01", closes_on="2026-04-30", code="MELATI")
    take_index(a.pk, code=SPAK, campaign=one.pk, seen=0, actor=world.petugas)
    world.assessment(State.PENILAIAN_TPI)
    said = {"lembar": "tpi", "halaman": "HASIL", "version": "0", "sumber": "Survei BPS 2026", "nilai": "3,7"}
    page = world.client("ketua").post(
        f"/penilaian/{a.pk}/tpi/{SPAK}/simpan/", said, headers={"HX-Request": "true"}
    )
    assert (page.status_code, page.context["item"].unit.unfounded) == (200, False)


def test_a_unit_that_types_the_name_of_a_survey_is_told_with_the_save(world, a):
    said = {"version": "0", "sumber": POSED, "nilai": "4"}
    sent = world.client("petugas").post(
        f"/penilaian/{a.pk}/jawab/{SPAK}/", said, headers={"HX-Request": "true"}
    )
    assert (sent.status_code, sent.content.decode().count(UNFOUNDED)) == (200, 1)


def test_what_was_taken_before_an_exclusion_is_told(world, a):
    one = closed(world.unit)
    take_index(a.pk, code=SPAK, campaign=one.pk, seen=0, actor=world.petugas)
    Campaign.objects.filter(pk=one.pk).update(index="3.5500", respondents=63)
    assert unit_page(world, a).count(UNFOUNDED) == 1
