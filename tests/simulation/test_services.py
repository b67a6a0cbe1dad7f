"""Efforts that the unit sets, and steps of the cheapest way that become activities: who, when, twice, at once."""

import pytest

from assessments.models import Activity, Assessment, EffortWeights, State
from assessments.services.activities import ActivityData, change_activity, said
from assessments.services.activities_raised import take_raises
from assessments.services.efforts import efforts_of, set_efforts
from assessments.services.errors import NotAllowed, Refused
from audit.models import Entry

MP, PP, HASIL = "A.I.1.i.a", "A.I.6.i.a", "B.I.b"
BETTER = {PP: "A — Semua sesuai", MP: "Ya — Tim sudah dibentuk"}


@pytest.fixture
def a(world) -> Assessment:
    return world.assessment(State.PEMBANGUNAN)


def actions(a) -> list[tuple]:
    found = Entry.objects.filter(chain__key=a.audit_chain).order_by("seq")
    return [(one.action, one.actor_id) for one in found]


def test_efforts_are_kept_and_sent_twice_written_once(world, a):
    sent = {"efforts": {MP: 3, PP: 9, HASIL: 1}, "seen": {}}
    assert set_efforts(a.pk, **sent, actor=world.petugas) == {MP: 3, PP: 9}
    assert set_efforts(a.pk, **sent, actor=world.petugas) == {}
    assert efforts_of(a) == {MP: 3, PP: 9}
    assert actions(a) == [("effort.set", world.petugas.pk)]
    assert set_efforts(a.pk, efforts={MP: 1}, seen={MP: 3, PP: 9}, actor=world.pimpinan_unit) == {MP: 1}
    assert EffortWeights.objects.get().efforts == {PP: 9}


def test_who_weighs_the_same_question_meanwhile_is_told(world, a):
    set_efforts(a.pk, efforts={MP: 3}, seen={}, actor=world.petugas)
    with pytest.raises(Refused, match=MP):
        set_efforts(a.pk, efforts={MP: 5}, seen={}, actor=world.pimpinan_unit)
    assert set_efforts(a.pk, efforts={PP: 5}, seen={}, actor=world.pimpinan_unit) == {PP: 5}
    assert efforts_of(a) == {MP: 3, PP: 5}


@pytest.mark.parametrize("efforts", [{MP: 0}, {MP: 10}, {MP: -1}, {"X.1": 2}, {"<b>": 2}])
def test_what_is_no_effort_is_refused(world, a, efforts):
    with pytest.raises(Refused):
        set_efforts(a.pk, efforts=efforts, seen={}, actor=world.petugas)
    assert (EffortWeights.objects.count(), actions(a)) == (0, [])


def test_a_pokja_weighs_its_own_areas(world, a):
    assert set_efforts(a.pk, efforts={MP: 2}, seen={}, actor=world.petugas_pokja) == {MP: 2}
    for code in (PP, HASIL):
        with pytest.raises(NotAllowed):
            set_efforts(a.pk, efforts={code: 2}, seen={}, actor=world.petugas_pokja)


@pytest.mark.parametrize("who", ["admin", "anggota", "ketua", "pimpinan_instansi"])
def test_nobody_else_weighs_or_plans(world, a, who):
    with pytest.raises(NotAllowed):
        set_efforts(a.pk, efforts={MP: 2}, seen={}, actor=world.people[who])
    with pytest.raises(NotAllowed):
        take_raises(a.pk, raises=BETTER, actor=world.people[who])


def test_a_stranger_finds_nothing(world, a):
    for who in ("petugas_lain", "orang_asing"):
        with pytest.raises(Assessment.DoesNotExist):
            set_efforts(a.pk, efforts={MP: 2}, seen={}, actor=world.people[who])
        with pytest.raises(Assessment.DoesNotExist):
            take_raises(a.pk, raises=BETTER, actor=world.people[who])


def test_steps_become_activities_once(world, a):
    first = take_raises(a.pk, raises=BETTER, actor=world.petugas)
    assert [(one.number, one.area, one.codes, one.target) for one in first.made] == [
        (1, "MP", [MP], BETTER[MP]),
        (2, "PP", [PP], BETTER[PP]),
    ]
    assert first.made[0].text == f"Menaikkan jawaban {MP} menjadi {BETTER[MP]}"
    again = take_raises(a.pk, raises=BETTER, actor=world.pimpinan_unit)
    assert (again.made, again.there, again.outside) == ((), first.made, ())
    assert [action for action, _ in actions(a)] == ["activity.add", "activity.add"]


def test_an_activity_that_was_written_on_is_still_there(world, a):
    (one,) = take_raises(a.pk, raises={MP: BETTER[MP]}, actor=world.petugas).made
    data = ActivityData(**{**vars(said(one)), "text": "Rapat pembentukan tim", "person": "Siti"})
    change_activity(a.pk, 1, data=data, seen=1, actor=world.petugas)
    again = take_raises(a.pk, raises={MP: BETTER[MP]}, actor=world.petugas)
    assert (again.made, [each.number for each in again.there]) == ((), [1])
    further = take_raises(a.pk, raises={MP: "lebih tinggi lagi"}, actor=world.petugas)
    assert [each.number for each in further.made] == [2]


def test_a_pokja_takes_its_own_and_is_told_of_the_rest(world, a):
    taken = take_raises(a.pk, raises={**BETTER, HASIL: "B"}, actor=world.petugas_pokja)
    assert ([one.codes for one in taken.made], taken.outside) == ([[MP]], (PP, HASIL))
    assert Activity.objects.count() == 1


def test_nothing_chosen_and_nothing_known_are_refused(world, a):
    for raises in ({}, {"X.1": "A"}):
        with pytest.raises(Refused):
            take_raises(a.pk, raises=raises, actor=world.petugas)
    assert Activity.objects.count() == 0


def test_before_pencanangan_there_is_no_plan(world):
    a = world.assessment(State.TERDAFTAR)
    with pytest.raises(NotAllowed):
        take_raises(a.pk, raises=BETTER, actor=world.petugas)
