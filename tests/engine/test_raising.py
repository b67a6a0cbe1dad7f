"""What the single steps of each kind of question are."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.engine.answers import Given, clean_value
from assessments.engine.raising import Level, levels
from assessments.engine.scoring import question_value
from tests.engine.material import INSTRUMENTS, instrument, sheets

QUARTERS = tuple(Level(Fraction(n, 4), None) for n in (1, 2, 3, 4))


def raised(code: str, given: Given | None = None) -> list[tuple[str, object]]:
    return [(str(one.value), one.answer) for one in levels(instrument().questions[code], given)]


def test_choices_go_to_the_next_better_one() -> None:
    assert raised("A.I.1.i.a", Given("Tidak")) == [("1", "Ya")]
    assert raised("A.I.1.i.b", Given("C")) == [("1/2", "B"), ("1", "A")]
    assert raised("A.I.1.i.b") == raised("A.I.1.i.b", Given("C"))
    assert raised("A.I.1.i.b", Given(none_yet=True, note="x")) == raised("A.I.1.i.b")
    assert raised("A.I.1.i.b", Given("A")) == []


def test_counts_go_to_the_next_quarter_of_the_whole() -> None:
    def agents(done: int, whole: int) -> list[tuple[str, object]]:
        return raised("A.II.1.i.a", Given({"agen": whole, "perubahan": done}))

    assert agents(0, 10) == [
        ("3/10", {"agen": 10, "perubahan": 3}),
        ("1/2", {"agen": 10, "perubahan": 5}),
        ("4/5", {"agen": 10, "perubahan": 8}),
        ("1", {"agen": 10, "perubahan": 10}),
    ]
    assert [value for value, _ in agents(0, 2)] == ["1/2", "1"]
    assert [value for value, _ in agents(1, 3)] == ["2/3", "1"]
    assert agents(12, 10) == []


def test_where_counts_are_not_in_the_quarter_is_the_step() -> None:
    question = instrument().questions["A.II.1.i.a"]
    for answer in (None, Given({"agen": 7}), Given({"agen": 0, "perubahan": 3}), Given(none_yet=True)):
        assert levels(question, answer) == QUARTERS
    complaints = instrument().questions["A.II.5.ii.a"]
    assert (
        levels(complaints, Given({"wajib": 0, "proses": 0, "selesai": 0})) == ()
    )  # nothing was due: worth 1


def test_a_decrease_lowers_the_count_of_this_year() -> None:
    def offences(last: int, now: int) -> list[tuple[str, object]]:
        found = raised("A.II.3.iii.a", Given({"lalu": last, "kini": now, "sanksi": 0}))
        return [(value, answer["kini"]) for value, answer in found]

    assert offences(8, 9) == [("1/4", 6), ("1/2", 4), ("3/4", 2), ("1", 0)]
    assert offences(3, 2) == [("2/3", 1), ("1", 0)]
    assert offences(0, 2) == [("1", 0)]
    assert offences(0, 0) == []
    assert levels(instrument().questions["A.II.3.iii.a"], None) == QUARTERS


def test_nobody_raises_an_index() -> None:
    assert raised("B.I.a") == raised("B.II.a", Given("1")) == []


@pytest.mark.parametrize("code", INSTRUMENTS)
@settings(max_examples=25, deadline=None)
@given(st.data())
def test_every_step_is_an_answer_worth_what_it_says(code: str, data: st.DataObject) -> None:
    of = instrument(code)
    sheet = data.draw(sheets(of))
    for question in of.questions.values():
        found = levels(question, sheet.get(question.code))
        values = [question_value(question, sheet.get(question.code)), *(level.value for level in found)]
        assert values == sorted(set(values))
        for level in found:
            if level.answer is not None:
                assert clean_value(question, level.answer) == level.answer
                assert question_value(question, Given(level.answer)) == level.value
