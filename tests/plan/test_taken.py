"""Activities that come from elsewhere: TPI's notes of the year before, last year's open activities; and the guard."""

from datetime import date

import pytest
from django.urls import reverse

from assessments.activity_reads import open_activities
from assessments.engine.workflow import Refusal
from assessments.models import Activity, Assessment, PlanItem, State
from assessments.plans import plan_of, progress_for
from assessments.services.activities import ActivityData, add_activity, remove_activity
from assessments.services.activities_taken import carry_activities, take_items
from assessments.services.activity_progress import note_progress
from assessments.services.errors import NotAllowed, Refused
from assessments.services.plan import add_plan_items, mark_plan_item, remove_plan_item
from tests.assessments.after import WORST, judged, small_year, with_note
from tests.engine.moves import refused
from tests.factories import assessments as make

TODAY = date(2027, 3, 1)
TPI = {**WORST, "A.1.a": with_note("Tidak", "SK tim belum ada."), "A.1.b": "Ya"}


@pytest.fixture
def before(world) -> Assessment:
    """2026 of PKM-01 is released, with a plan of improvement for A.1.a (MP), A.2.a (PP) and B (Hasil)."""
    small_year(world)
    a = judged(world, "PKM-01", tpi=TPI)
    add_plan_items(a.pk, codes=None, actor=world.petugas)
    return a


@pytest.fixture
def now(world, before) -> Assessment:
    return make.make_assessment(make.make_period(world.instansi, 2027), world.unit, State.PEMBANGUNAN)


def taken(a) -> list[tuple]:
    return list(Activity.objects.filter(assessment=a).values_list("number", "area", "item__code"))


def test_the_plan_of_improvement_becomes_activities_in_one_click(world, before, now):
    made = take_items(now.pk, actor=world.petugas)
    assert taken(now) == [(1, "MP", "A.1.a"), (2, "PP", "A.2.a"), (3, "", "B")]
    assert made[0].text == "SK tim belum ada."
    assert take_items(now.pk, actor=world.pimpinan_unit) == []
    assert len(taken(now)) == 3


def test_a_pokja_takes_its_own(world, before, now):
    other = PlanItem.objects.get(code="A.2.a")
    with pytest.raises(NotAllowed):
        take_items(now.pk, items=[other.pk], actor=world.petugas_pokja)
    take_items(now.pk, actor=world.petugas_pokja)
    assert taken(now) == [(1, "MP", "A.1.a")]
    with pytest.raises(NotAllowed):
        take_items(now.pk, actor=world.admin)
    with pytest.raises(Refused):
        take_items(now.pk, items=[], actor=world.petugas)


def test_items_of_another_unit_are_never_taken(world, before, now):
    item = PlanItem.objects.get(code="A.1.a")
    PlanItem.objects.filter(pk=item.pk).update(unit=world.unit2)
    assert take_items(now.pk, items=[item.pk], actor=world.petugas) == []


def test_while_the_year_before_is_open_again_nothing_is_taken(world, before, now):
    make.set_state(before, State.PENILAIAN_TPI)
    assert take_items(now.pk, actor=world.petugas) == []


def test_one_place_says_how_far_it_is(world, before, now):
    take_items(now.pk, actor=world.petugas)
    with pytest.raises(Refused) as refusal:
        mark_plan_item(before.pk, "A.1.a", done=True, actor=world.petugas)
    assert str(refusal.value) == "Butir ini menjadi kegiatan 1 rencana aksi 2027. Catat kemajuannya di sana."
    note_progress(now.pk, 1, on=TODAY, percent=100, actor=world.petugas, today=TODAY)
    assert plan_of(world.petugas, before).done == 1
    assert progress_for(world.petugas, make.fresh(now)).done == 1
    page = world.client("petugas").get(reverse("assessments:plan", args=[before.pk])).content.decode()
    assert "kegiatan 1, 100%" in page


def test_an_item_that_goes_leaves_its_activity(world, before, now):
    take_items(now.pk, actor=world.petugas)
    remove_plan_item(before.pk, "A.1.a", actor=world.petugas)
    assert taken(now)[0] == (1, "MP", None)
    remove_activity(now.pk, 2, actor=world.petugas)
    assert [x.code for x in PlanItem.objects.filter(activity=None)] == ["A.2.a"]  # can be taken again


@pytest.fixture
def planned(world, before) -> Assessment:
    """The plan of 2026: one activity open, one done, one of PP, one of Hasil."""
    for text, area, percent in (
        ("Terbuka", "MP", 40),
        ("Selesai", "MP", 100),
        ("Lain", "PP", 0),
        ("Hasil", "", 0),
    ):
        data = ActivityData(
            text, area, codes=("A.1.a", "A.1.b"), target="T", person="Siti", due=date(2026, 9, 1)
        )
        made = add_activity(before.pk, data=data, actor=world.petugas)
        if percent:
            on = date(2026, 8, 1)
            note_progress(before.pk, made.number, on=on, percent=percent, actor=world.petugas, today=on)
    return before


def test_open_activities_go_to_the_next_year(world, planned, now):
    assert [one.text for one in open_activities(planned)] == ["Terbuka", "Lain", "Hasil"]
    codes = {"A.1.a": "A.I.1.i.a", "A.1.b": "tidak-ada"}
    for _ in range(2):
        carry_activities(planned, now, codes_map=codes, actor=world.petugas)
    found = Activity.objects.filter(assessment=now)
    assert [(x.number, x.text, x.area, x.codes, x.percent, x.due, x.carried_from.text) for x in found] == [
        (1, "Terbuka", "MP", ["A.I.1.i.a"], 40, None, "Terbuka"),
        (2, "Lain", "PP", ["A.I.1.i.a"], 0, None, "Lain"),
        (3, "Hasil", "", ["A.I.1.i.a"], 0, None, "Hasil"),
    ]
    page = world.client("petugas").get(reverse("assessments:activities", args=[now.pk])).content.decode()
    assert "dibawa dari 2026" in page


def test_a_pokja_carries_its_own_and_others_nothing(world, planned, now):
    carry_activities(planned, now, codes_map={}, actor=world.petugas_pokja)
    assert [x.text for x in Activity.objects.filter(assessment=now)] == ["Terbuka"]
    with pytest.raises(NotAllowed):
        carry_activities(planned, now, codes_map={}, actor=world.admin)
    with pytest.raises(Assessment.DoesNotExist):
        carry_activities(planned, now, codes_map={}, actor=world.orang_asing)
    with pytest.raises(Refused):
        carry_activities(planned, planned, codes_map={}, actor=world.petugas)


def test_what_a_year_in_between_took_comes_from_there(world, planned, now):
    carry_activities(planned, now, codes_map={}, actor=world.petugas)
    later = make.make_assessment(make.make_period(world.instansi, 2028), world.unit, State.PEMBANGUNAN)
    for source in (planned, now, planned):
        carry_activities(source, later, codes_map={}, actor=world.petugas)
    assert [x.carried_from.assessment for x in Activity.objects.filter(assessment=later)] == [now] * 3
    Activity.objects.filter(assessment=later).delete()
    carry_activities(planned, later, codes_map={}, actor=world.petugas)
    assert not Activity.objects.filter(assessment=later).exists()


UPLOAD = Refusal("Berkas rencana kerja pembangunan ZI belum diunggah.", "pembangunan")


def test_a_plan_in_the_portal_stands_for_the_file():
    missing = Refusal(
        "Rencana aksi di portal, yang dapat menggantikannya, belum ada kegiatan dengan target, penanggung jawab, "
        "dan tenggat pada Penataan Tatalaksana.",
        "rencana_aksi",
    )
    move, state = "catat_pembangunan", "pencanangan"
    one = ("Penataan Tatalaksana",)
    assert refused(move, state, has_plan=False, unplanned_areas=one) == [UPLOAD, missing]
    assert refused(move, state, has_plan=False, unplanned_areas=()) == []
    assert refused(move, state, has_plan=True, unplanned_areas=one) == []
    assert refused(move, state, has_plan=False, unplanned_areas=None) == [UPLOAD]
