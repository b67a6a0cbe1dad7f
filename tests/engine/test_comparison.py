from fractions import Fraction

from assessments.engine.answers import Given
from assessments.engine.comparison import (
    Comparison,
    agreed,
    compare,
    differing_without_note,
    same_answer,
)
from assessments.engine.scoring import score
from tests.engine.material import instrument
from tests.factories.assessments import answers_for

Q = instrument().questions
CHOICE, INDEX, RATIO = Q["A.I.1.i.b"], Q["B.I.a"], Q["A.II.1.i.a"]


def test_same_answer() -> None:
    assert same_answer(INDEX, Given("3.6"), Given("3,60"))
    assert same_answer(RATIO, Given({"agen": 7, "perubahan": 1}), Given({"perubahan": 1, "agen": 7}))
    assert same_answer(CHOICE, Given("A", note="x"), Given("A", note="y"))
    assert same_answer(CHOICE, None, Given())
    assert same_answer(CHOICE, Given("B", none_yet=True), Given(none_yet=True))
    assert not same_answer(CHOICE, Given("A"), Given("B"))
    assert not same_answer(CHOICE, Given("C"), Given(none_yet=True))
    assert not same_answer(CHOICE, Given(), Given(none_yet=True))
    assert not same_answer(RATIO, Given({"agen": 7}), Given({"agen": 7, "perubahan": 0}))


def test_agreed() -> None:
    assert agreed(CHOICE, [Given("A"), Given("A")]) == Given("A")
    assert agreed(
        CHOICE, [Given("A", note="rapi"), Given("A", note=" rapi "), Given("A", note="lengkap")]
    ) == Given("A", note="rapi\nlengkap")
    assert agreed(INDEX, [Given("3.60"), Given("3.6", source="Survei 2026")]) == Given(
        "3.6", source="Survei 2026"
    )
    assert agreed(CHOICE, [Given(none_yet=True, note="tidak ada bukti")] * 2) == Given(
        none_yet=True, note="tidak ada bukti"
    )


def test_not_agreed() -> None:
    assert agreed(CHOICE, []) is None
    assert agreed(CHOICE, [Given("A"), Given("B")]) is None
    assert agreed(CHOICE, [Given("A"), None]) is None
    assert agreed(CHOICE, [Given("A"), Given()]) is None
    assert agreed(RATIO, [Given({"agen": 7}), Given({"agen": 7})]) is None
    assert agreed(CHOICE, [Given("A"), Given(none_yet=True, note="x")]) is None


def test_differing_without_note() -> None:
    unit = {"A.I.1.i.a": Given("Ya"), "A.I.1.i.b": Given("A"), "B.I.a": Given("3.6")}
    final = {
        "B.I.a": Given("3.5"),
        "A.I.1.i.a": Given("Tidak", note="SK tidak ada"),
        "A.I.1.i.b": Given("A"),
        "A.I.1.ii.a": Given("Ya"),
        "A.I.1.ii.b": Given(),
    }
    assert differing_without_note(instrument(), unit, final) == ("A.I.1.ii.a", "B.I.a")


WORTH = instrument().worths[CHOICE.code]


def test_worths_add_up_to_the_weights() -> None:
    found = instrument()
    assert sum(found.worths.values()) == found.total_weight
    assert list(found.worths) == list(found.questions)
    for leaf in (component for component in found.walk() if component.is_leaf):
        assert sum(found.worths[question.code] for question in leaf.questions) == leaf.weight


def test_all_alike_is_no_distance_and_no_movement() -> None:
    found = compare(CHOICE, WORTH, Given("A"), [Given("A"), Given("A")], Given("A"))
    assert found == Comparison(Fraction(0), Fraction(0), differs=False, divided=False, agreed=True)


def test_the_spread_is_the_largest_distance_between_any_two() -> None:
    assert compare(CHOICE, WORTH, Given("A"), [Given("C"), Given("B")]).spread == 1
    assert compare(CHOICE, WORTH, Given("B"), [Given("B")], Given("A")).spread == Fraction(1, 2)
    assert compare(INDEX, WORTH, Given("3.6"), [Given("3"), Given("3.2")]).spread == Fraction(3, 20)


def test_who_has_not_answered_is_left_out_and_belum_ada_is_worth_nothing() -> None:
    half = Given({"agen": 7})
    assert compare(RATIO, WORTH, Given({"agen": 4, "perubahan": 4}), [half, None]).spread == 0
    told = compare(CHOICE, WORTH, Given("A"), [Given(none_yet=True, note="tidak ada"), None])
    assert (told.spread, told.differs, told.agreed) == (1, True, False)
    unnoted = compare(CHOICE, WORTH, Given("A"), [Given(none_yet=True)])
    assert (unnoted.spread, unnoted.movement, unnoted.differs) == (0, 0, False)
    assert compare(CHOICE, WORTH, None, [Given("A")]).movement == WORTH


def test_the_final_answer_moves_the_total_else_the_median_of_the_members() -> None:
    members = [Given("A"), Given("B"), Given("C")]
    assert compare(CHOICE, WORTH, Given("A"), members).movement == -WORTH / 2
    assert compare(CHOICE, WORTH, Given("A"), members[1:]).movement == -WORTH * 3 / 4
    assert compare(CHOICE, WORTH, Given("A"), members, Given("C")).movement == -WORTH
    assert compare(CHOICE, WORTH, Given("A"), members, Given("A")).movement == 0
    assert compare(CHOICE, WORTH, Given("A"), members, Given(none_yet=True)).movement == -WORTH / 2
    assert compare(CHOICE, WORTH, Given("A"), []).movement == 0
    raised = compare(CHOICE, WORTH, Given("C"), [Given("A")])
    assert (raised.movement, raised.effect) == (WORTH, WORTH)
    assert compare(CHOICE, WORTH, Given("A"), members).effect == WORTH / 2


def test_the_movements_add_up_to_the_difference_of_the_totals() -> None:
    found = instrument()
    unit, final = answers_for(found, "random", seed=5), answers_for(found, "random", seed=6)
    moved = sum(
        compare(question, found.worths[code], unit[code], [], final[code]).movement
        for code, question in found.questions.items()
    )
    assert score(found, unit).total + moved == score(found, final).total


def test_agreement_is_that_of_agreed() -> None:
    cases: list[list[Given | None]] = [
        [],
        [Given("A")],
        [Given("A"), Given("A", note="x")],
        [Given("A"), Given("B")],
        [Given("A"), None],
        [Given("C"), Given(none_yet=True, note="x")],
        [Given(none_yet=True, note="x"), Given(none_yet=True, note="y")],
    ]
    for members in cases:
        found = compare(CHOICE, WORTH, Given("A"), members)
        assert found.agreed == (agreed(CHOICE, members) is not None)
    assert compare(CHOICE, WORTH, Given("C"), [Given("C"), Given(none_yet=True, note="x")]).divided
    assert not compare(CHOICE, WORTH, Given("A"), [Given("A"), None]).divided
