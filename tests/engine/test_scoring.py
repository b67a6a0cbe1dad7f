from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.engine.answers import BadValue, Given
from assessments.engine.instrument import Input, Question
from assessments.engine.scoring import decimal6, question_value, score, six, two
from tests.engine.material import INSTRUMENTS, best_sheet, instrument, sheets, values

of_both = pytest.mark.parametrize("code", INSTRUMENTS)
some = settings(max_examples=25, deadline=None)


@of_both
def test_all_best_is_100(code: str) -> None:
    scored = score(instrument(code), best_sheet(instrument(code)))
    assert scored.total == 100
    assert {area.percent for area in scored.areas.values()} == {Fraction(100)}
    assert scored.answered == scored.of == len(instrument(code).questions)


@of_both
@some
@given(st.data())
def test_bounds(code: str, data: st.DataObject) -> None:
    of = instrument(code)
    scored = score(of, data.draw(sheets(of)))
    assert 0 <= scored.total <= 100
    for component in of.walk():
        assert 0 <= scored.components[component.code] <= component.weight
    for value in scored.questions.values():
        assert 0 <= value <= 1
    for area in scored.areas.values():
        assert area.percent == area.points / area.weight * 100
        assert 0 <= area.percent <= 100


@of_both
@some
@given(st.data())
def test_raising_one_question_lowers_nothing(code: str, data: st.DataObject) -> None:
    of = instrument(code)
    sheet = data.draw(sheets(of))
    question = data.draw(st.sampled_from(list(of.questions.values())))
    before = score(of, sheet)
    after = score(of, sheet | {question.code: Given(data.draw(values(question)))})
    low, high = sorted((before, after), key=lambda scored: scored.questions[question.code])
    assert low.total <= high.total
    assert all(low.components[name] <= high.components[name] for name in low.components)
    assert all(low.areas[name].percent <= high.areas[name].percent for name in low.areas)
    touched = {component.code for component in of.path(question.component)}
    assert {name for name in low.components if low.components[name] != high.components[name]} <= touched


@some
@given(st.data())
def test_order_of_answers_does_not_matter(data: st.DataObject) -> None:
    sheet = data.draw(sheets(instrument()))
    shuffled = dict(data.draw(st.permutations(list(sheet.items()))))
    assert score(instrument(), shuffled) == score(instrument(), sheet)


@some
@given(st.data())
def test_parents_are_the_sums_of_their_children(data: st.DataObject) -> None:
    scored = score(instrument(), data.draw(sheets(instrument())))
    for component in instrument().walk():
        if component.children:
            codes = [child.code for child in component.children]
            assert scored.components[component.code] == sum(scored.components[code] for code in codes)
            counts = [scored.answered_by[code] for code in codes]
            assert scored.answered_by[component.code] == tuple(map(sum, zip(*counts, strict=True)))
    assert scored.answered == sum(done for done, _ in (scored.answered_by["A"], scored.answered_by["B"]))


def value_of(code: str, value: object) -> Fraction:
    return question_value(instrument().questions[code], Given(value))


def test_what_answers_are_worth() -> None:
    assert value_of("A.I.1.iii.a", "B") == Fraction(67, 100)
    assert value_of("A.I.1.iii.a", "C") == Fraction(33, 100)
    assert value_of("B.I.a", "3.59") == Fraction(359, 400)
    assert value_of("B.I.a", 3.59) == Fraction(359, 400)
    assert value_of("B.I.a", "0") == 0
    assert value_of("A.II.1.i.a", {"agen": 7, "perubahan": 3}) == Fraction(3, 7)
    assert value_of("A.II.1.i.a", {"agen": 2, "perubahan": 9}) == 1
    assert value_of("A.II.1.i.a", {"agen": 0, "perubahan": 0}) == 0
    assert value_of("A.II.5.ii.a", {"wajib": 0, "proses": 0, "selesai": 0}) == 1
    assert value_of("A.II.3.iii.a", {"lalu": 4, "kini": 1, "sanksi": 0}) == Fraction(3, 4)
    assert value_of("A.II.3.iii.a", {"lalu": 1, "kini": 3, "sanksi": 0}) == 0
    assert value_of("A.II.3.iii.a", {"lalu": 0, "kini": 0, "sanksi": 0}) == 1
    assert value_of("A.II.3.iii.a", {"lalu": 0, "kini": 1, "sanksi": 0}) == 0


@pytest.mark.parametrize(
    ("code", "answer"),
    [
        ("A.I.1.i.a", None),
        ("A.I.1.i.a", Given(None)),
        ("A.I.1.i.a", Given("Ya", none_yet=True, note="belum")),
        ("A.II.5.ii.a", Given({"wajib": 4, "selesai": 4})),  # `proses` is not in yet
        ("A.II.3.iii.a", Given({"lalu": 4, "kini": 0})),
    ],
)
def test_worth_nothing(code: str, answer: Given | None) -> None:
    assert question_value(instrument().questions[code], answer) == 0


def test_unanswered_keeps_its_place_in_the_mean() -> None:
    scored = score(
        instrument(), {"A.I.1.ii.a": Given("Ya"), "A.I.1.ii.c": Given(none_yet=True, note="belum")}
    )
    assert scored.components["A.I.1.ii"] == Fraction(1, 3)
    assert scored.answered_by["A.I.1.ii"] == (2, 3)
    assert scored.area_answered["MP"] == (2, 16)
    assert (scored.answered, scored.of) == (2, 113)


def test_wrong_sheets_are_refused() -> None:
    with pytest.raises(ValueError, match="has no question X, Z"):
        score(instrument(), {"Z": Given("A"), "X": Given("A")})
    with pytest.raises(BadValue, match=r"A\.I\.1\.i\.a: “B” bukan pilihan jawaban"):
        score(instrument(), {"A.I.1.i.a": Given("B")})


@pytest.mark.parametrize(
    ("number", "stored", "shown"),
    [
        (Fraction(75), "75.000000", "75,00"),
        (Fraction(7, 6), "1.166667", "1,17"),
        (Fraction(2, 3), "0.666667", "0,67"),
        (Fraction(1, 2_000_000), "0.000001", "0,00"),
        (Fraction(1, 2_000_001), "0.000000", "0,00"),
        (Fraction("0.005"), "0.005000", "0,01"),
        (Fraction("-0.005"), "-0.005000", "-0,01"),
        (Fraction(-1, 10**9), "0.000000", "0,00"),
        (Fraction("99.9999996"), "100.000000", "100,00"),
    ],
)
def test_rounding_is_half_up(number: Fraction, stored: str, shown: str) -> None:
    assert six(number) == stored
    assert decimal6(number) == Decimal(stored)
    assert two(number) == shown


@given(st.fractions(min_value=0, max_value=100))
def test_stored_form_is_nearest(number: Fraction) -> None:
    assert abs(Fraction(six(number)) - number) <= Fraction(1, 2_000_000)


def test_questions_that_no_schema_lets_through_are_errors() -> None:
    index = Question("X", "?", "index", "index")
    ratio = Question("X", "?", "ratio", "ratio", inputs=(Input("n", "n"),), part=(), whole=("n",))
    with pytest.raises(ValueError, match="X is an index without a range"):
        question_value(index, Given("3"))
    with pytest.raises(ValueError, match="X does not say what a whole of zero is worth"):
        question_value(ratio, Given({"n": 0}))
