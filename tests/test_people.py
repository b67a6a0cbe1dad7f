"""The small world of the tests is what it says it is."""

from assessments.loaded import instrument_of
from assessments.models import Sheet, State
from assessments.queries import visible_assessments
from assessments.rules import may
from tests.factories.assessments import answers_for
from tests.people import PEOPLE


def test_everybody_is_there(world):
    assert tuple(world.people) == PEOPLE


def test_who_sees_the_assessments(world):
    mine, other = world.assessment(), world.assessment(unit=world.other_unit)
    seen = {who: {a.pk for a in visible_assessments(user)} for who, user in world.people.items()}
    of_unit = ["petugas", "petugas_pokja", "pimpinan_unit", "admin", "pimpinan_instansi"]
    of_team = ["ketua", "anggota", "anggota2", "pengendali"]
    expected = {who: set() for who in PEOPLE}
    expected |= {who: {mine.pk} for who in of_unit + of_team}
    expected |= {who: {other.pk} for who in ("orang_asing", "petugas_asing")}
    assert seen == expected


def test_the_state_is_set_and_the_rules_can_read_the_assessment(world):
    assessment = world.assessment(state=State.PENILAIAN_TPI)
    assert (assessment.state, assessment.team_id) == (State.PENILAIAN_TPI, world.team.pk)
    assert may(world.anggota, "assess", assessment)


def test_best_and_worst_answers_give_the_ends_of_the_scale(world):
    assessment = world.assessment()
    best = world.fill(assessment, "best")
    assert (best.scores["total"], best.answered, best.of) == ("100.000000", 113, 113)
    worst = world.fill(assessment, "worst", kind=Sheet.Kind.MEMBER, owner=world.anggota)
    assert (worst.scores["total"], worst.answered) == ("0.000000", 113)


def test_random_answers_repeat_with_their_seed(world):
    instrument = instrument_of(world.period)
    assert answers_for(instrument, "random", seed=3) == answers_for(instrument, "random", seed=3)
    assert answers_for(instrument, "random", seed=3) != answers_for(instrument, "random", seed=4)


def test_a_mapping_answers_only_what_it_names(world):
    sheet = world.fill(world.assessment(), {"A.I.1.i.a": "Ya"})
    assert (sheet.answered, sheet.scores["A.I.1.i"]) == (1, "0.250000")
