"""Unit and TPI side by side: what a difference is worth, what is left to mend, who stands out."""

from fractions import Fraction as F

from hypothesis import given as drawn
from hypothesis import settings

from assessments.engine.answers import Given
from assessments.engine.differences import differences, full_criteria, full_points, to_mend
from assessments.engine.scoring import score
from assessments.engine.spread import outliers
from tests.engine.material import best_sheet, instrument, sheets

OF = instrument()
FIRST, INDEX, RATIO = "A.I.1.i.b", "B.I.a", "A.II.1.i.a"
LEAF = OF.components_by_code[OF.questions[FIRST].component]


def test_full_points_share_a_leafs_weight_and_add_up_to_the_total():
    full = full_points(OF)
    assert list(full) == list(OF.questions)
    assert full[FIRST] == LEAF.weight / len(LEAF.questions)
    assert sum(full.values()) == 100


@settings(max_examples=25, deadline=None)
@drawn(sheets(OF), sheets(OF))
def test_the_points_of_all_differences_are_the_difference_of_the_totals(unit, tpi):
    found = differences(OF, unit, tpi)
    assert [d.question.code for d in found] == list(OF.questions)
    assert sum(d.points for d in found) == score(OF, tpi).total - score(OF, unit).total


@settings(max_examples=25, deadline=None)
@drawn(sheets(OF), sheets(OF))
def test_what_can_be_gained_is_what_lacks_to_100(unit, tpi):
    mends = to_mend(OF, unit, tpi)
    assert sum(m.gain for m in mends) == 100 - score(OF, tpi).total
    values = score(OF, tpi).questions
    assert [m.question.code for m in mends] == [code for code, value in values.items() if value < 1]


def test_one_lower_answer_with_a_note():
    unit, tpi = best_sheet(OF), best_sheet(OF)
    tpi[FIRST] = Given("B", note="  SK tim belum ada.\n")
    (found,) = (d for d in differences(OF, unit, tpi) if not d.same)
    share = LEAF.weight / len(LEAF.questions)
    assert (found.unit, found.tpi, found.points) == (1, F(1, 2), -share / 2)
    (mend,) = to_mend(OF, unit, tpi)
    assert (mend.note, mend.text, mend.lower, mend.gain) == ("SK tim belum ada.",) * 2 + (True, share / 2)


def test_without_a_note_the_full_value_is_the_advice():
    unit = best_sheet(OF) | {FIRST: Given("C"), INDEX: Given("3.6"), RATIO: Given(none_yet=True, note=" ")}
    mends = {m.question.code: m for m in to_mend(OF, unit, unit)}
    assert set(mends) == {FIRST, INDEX, RATIO}
    option = OF.questions[FIRST].options[0]
    assert (
        mends[FIRST].text
        == full_criteria(OF.questions[FIRST])
        == f"Penuhi kriteria jawaban A: {option.criteria}."
    )
    assert mends[INDEX].text == mends[RATIO].text == "Tingkatkan capaian dan lengkapi datanya."
    assert not any(m.lower for m in mends.values())
    assert mends[INDEX].gain == OF.components_by_code[OF.questions[INDEX].component].weight / 10


def test_a_rating_above_the_units_is_a_difference_and_nothing_to_mend():
    unit, tpi = best_sheet(OF) | {FIRST: Given("C")}, best_sheet(OF)
    assert [d.points > 0 for d in differences(OF, unit, tpi) if not d.same] == [True]
    assert to_mend(OF, unit, tpi) == ()


def test_nothing_answered_is_worth_nothing_on_both_sides():
    assert {(d.unit, d.tpi, d.points, d.same) for d in differences(OF, {}, {})} == {(0, 0, 0, True)}


def test_what_lies_far_from_the_median():
    # median 1.5, distances 8.5 0.5 0.5 1.5, MAD 1: only what is farther than 2 is odd
    assert outliers([F(0), F(1), F(2), F(10)][::-1]) == (True, False, False, False)
    assert outliers([F(0), F(1), F(3)]) == (False, False, False)  # 2 is exactly twice the MAD
    assert outliers([F(0), F(1), F(3) + F(1, 1000)]) == (False, False, True)


def test_equal_values_leave_the_least_distance_to_decide():
    values = [F(0), F(0), F(0), F(1), F(-2)]
    assert outliers(values) == (False, False, False, True, True)
    assert outliers(values, least=F(1)) == (False, False, False, False, True)


def test_of_two_values_none_is_odd():
    assert outliers([F(0), F(50)]) == (False, False)
    assert outliers([]) == ()
