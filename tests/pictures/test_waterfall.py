"""Waterfall: the least points to all minima; steps inside each other count once."""

from fractions import Fraction as F

import pytest

from assessments.engine.answers import Given
from assessments.engine.policy_model import Minima
from assessments.engine.schema import parse_instrument
from assessments.engine.scoring import score
from assessments.engine.verdict import verdict
from assessments.pictures.drawing import Row, Table
from assessments.pictures.waterfall import steps, waterfall
from tests.engine.material import instrument, policy
from tests.permissions.small import INSTRUMENT

SMALL = parse_instrument(INSTRUMENT)
BEST = {"A.1.a": "Ya", "A.1.b": "Ya", "A.2.a": "Ya", "B": "4"}
MINIMA = Minima(F(75), {"A": F(50), "B": F(30)}, F(60))


def scored(**answers):
    return score(
        SMALL, {code: Given(answers.get(code.replace(".", "_"), value)) for code, value in BEST.items()}
    )


def drawn(minima=MINIMA, **answers):
    return waterfall("w", "Ke nilai minimal", SMALL, minima, scored(**answers), label="TPI", predicate="WBK")


def test_points_of_an_area_also_count_for_its_whole_and_for_the_total():
    # MP 20 of 40 needs 4 to 60 %; A then has 44 and needs 6 more; B 20 needs 10; together 60 + 20 = 80 >= 75
    found = steps(SMALL, MINIMA, scored(A_1_a="Tidak", B="2"))
    assert [(s.code, s.points) for s in found] == [("MP", 4), ("A", 6), ("B", 10)]


def test_the_total_takes_what_its_parts_leave():
    found = steps(SMALL, Minima(F(90), {"B": F(30)}, None), scored(A_1_a="Tidak", B="2"))
    assert [(s.code, s.name, s.points) for s in found] == [
        ("B", SMALL.components[1].name, 10),
        ("", "Nilai total (sisanya)", 20),
    ]
    alone = steps(SMALL, Minima(F(90), {}, None), scored(A_1_a="Tidak"))
    assert [(s.code, s.name, s.points) for s in alone] == [("", "Nilai total", 10)]


def test_the_coordinates_and_the_table():
    found = drawn(A_1_a="Tidak", B="2")  # 60 points; the way of 20 points to 80 begins at 50
    assert [(b.mark, b.area, b.y, b.text, b.x, b.width, b.link) for b in found.bars] == [
        ("score", "", "4", "60,00", "0", "101.33", "101.33"),
        ("step", "MP", "42", "+4,00", "101.33", "40.53", "141.87"),
        ("step", "", "80", "+6,00", "141.87", "60.80", "202.67"),
        ("step", "", "118", "+10,00", "202.67", "101.33", "304"),
        ("goal", "", "156", "80,00", "0", "304", ""),
    ]
    assert (found.minimum, found.broken, found.height) == ("253.33", True, 236)
    assert [(t.x, t.text) for t in found.ticks] == [
        ("0", "50"),
        ("101.33", "60"),
        ("202.67", "70"),
        ("304", "80"),
    ]
    assert found.table == Table(
        ("Langkah", "Poin"),
        (
            Row("Nilai TPI", ("60,00",)),
            Row(f"MP {SMALL.areas['MP']}", ("+4,00",)),
            Row(f"A {SMALL.components[0].name} (sisanya)", ("+6,00",)),
            Row(f"B {SMALL.components[1].name}", ("+10,00",)),
            Row("Semua nilai minimal WBK tercapai", ("80,00",)),
        ),
    )
    assert (
        found.note
        == "Paling sedikit 20,00 poin lagi agar semua nilai minimal WBK tercapai menurut nilai TPI."
    )


def test_exactly_at_the_minimum_there_is_no_step():
    found = drawn(Minima(F(80), {"A": F(40)}, F(50)), A_1_a="Tidak")
    assert [(b.mark, b.text) for b in found.bars] == [("score", "80,00"), ("goal", "80,00")]
    assert found.note == "Nilai TPI mencapai semua nilai minimal WBK, 0,00 poin di atas nilai total minimal."


def test_a_tiny_shortfall_never_looks_reached():
    found = drawn(Minima(F(80) + F(1, 10**9), {}, None), A_1_a="Tidak")
    assert [b.text for b in found.bars] == ["80,00", "+0,01", "80,00"]
    assert (
        found.note == "Paling sedikit 0,01 poin lagi agar semua nilai minimal WBK tercapai menurut nilai TPI."
    )


def test_nothing_and_everything():
    zero = drawn(A_1_a="Tidak", A_1_b="Tidak", A_2_a="Tidak", B="0")
    assert (zero.bars[0].text, zero.bars[0].width, zero.broken) == ("0,00", "0", False)
    assert zero.bars[-1].text == "80,00"
    full = drawn()
    assert [(b.text, b.x, b.width) for b in full.bars] == [("100,00", "0", "304"), ("75,00", "0", "114")]
    assert full.note == "Nilai TPI mencapai semua nilai minimal WBK, 25,00 poin di atas nilai total minimal."


@pytest.mark.parametrize("share", [0, 20, 45, 70, 90, 100])
@pytest.mark.parametrize("predicate", ["WBK", "WBBM"])
def test_real_sheets_have_steps_exactly_where_a_minimum_is_missed(share, predicate):
    made, rules = instrument(), policy()
    answers = {
        code: Given(max(question.options, key=lambda option: option.value).code)
        for number, (code, question) in enumerate(made.questions.items())
        if question.kind == "choice" and number * 37 % 100 < share
    }
    found = score(made, answers)
    needed = steps(made, rules.predicates[predicate], found)
    assert bool(needed) is not verdict(rules, made, found)[predicate].met
    goal = found.total + sum(step.points for step in needed)
    assert goal >= rules.predicates[predicate].total
    assert all(step.points > 0 for step in needed)
