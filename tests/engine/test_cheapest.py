"""The cheapest way on whole sheets: against every sheet there is on small ones, and what it says on the real one."""

from dataclasses import replace
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.engine.answers import Given
from assessments.engine.cheapest import cheapest
from assessments.engine.instrument import Component, Instrument, Option, Question
from assessments.engine.policy_model import Minima
from assessments.engine.scoring import score
from assessments.engine.verdict import verdict
from tests.engine.material import best_sheet, instrument, policy, sheets

SCALES = {
    "yt": {"Ya": "1", "Tidak": "0"},
    "abc": {"A": "1", "B": "1/2", "C": "0"},
    "abcd": {"A": "1", "B": "67/100", "C": "33/100", "D": "0"},
}


def leaf(code: str, area: str | None, weight: str, scales: list[str]) -> Component:
    questions = tuple(
        Question(
            code=f"{code}.{n}",
            text="Pertanyaan",
            type_code=scale,
            kind="choice",
            options=tuple(Option(o, Fraction(v), o) for o, v in SCALES[scale].items()),
            component=code,
            area=area,
        )
        for n, scale in enumerate(scales)
    )
    return Component(code, code, Fraction(weight), area, questions=questions)


@st.composite
def small_sheets(draw: st.DrawFn):
    """A sheet of two halves and two areas that run through both, as the real ones; minima of anything in it."""
    left = draw(st.integers(0, 7))
    leaves = []
    for area, code in (("X", "A.I.x"), ("Y", "A.I.y"), ("X", "A.II.x"), ("Y", "A.II.y"), (None, "B")):
        scales = draw(st.lists(st.sampled_from(sorted(SCALES)), min_size=1, max_size=2 if left else 1))
        left -= len(scales)
        leaves.append(leaf(code, area, draw(st.sampled_from(["10", "15", "20", "25/2"])), scales))
    halves = [
        Component(code, code, leaves[n].weight + leaves[n + 1].weight, children=(leaves[n], leaves[n + 1]))
        for code, n in (("A.I", 0), ("A.II", 2))
    ]
    whole = Component("A", "A", halves[0].weight + halves[1].weight, children=tuple(halves))
    of = Instrument("kecil", "Kecil", "-", {"X": "X", "Y": "Y"}, (whole, leaves[4]))
    part = st.integers(0, 20).map(lambda n: Fraction(n, 20))
    weights = {code: component.weight for code, component in of.components_by_code.items()}
    chosen = draw(st.lists(st.sampled_from(sorted(weights)), max_size=3, unique=True))
    minima = Minima(
        total=of.total_weight * draw(part),
        components={code: weights[code] * draw(part) for code in chosen},
        area_percent=draw(st.none() | part.map(lambda share: share * 100)),
    )
    answers = {}
    for code, question in of.questions.items():
        given = draw(st.sampled_from([None, *(option.code for option in question.options)]))
        if given is not None:
            answers[code] = Given(given)
    efforts = {code: draw(st.integers(1, 9)) for code in of.questions if draw(st.booleans())}
    return replace(policy(), predicates={"WBK": minima}), of, answers, efforts


def tried(of_policy, of: Instrument, answers, efforts):
    """The steps of the best of all sheets that are nowhere below this one, and its effort."""
    ways = []
    for code, question in of.questions.items():
        best_first = [option.code for option in question.options]
        at = best_first.index(answers[code].value) if code in answers else len(best_first) - 1
        ways.append([(n, best_first[at - n]) for n in range(at + 1)])
    found = []
    for taken in product(*ways):
        sheet = {code: Given(option) for code, (_, option) in zip(of.questions, taken, strict=True)}
        if verdict(of_policy, of, score(of, sheet))["WBK"].met:
            steps = {code: n for code, (n, _) in zip(of.questions, taken, strict=True) if n}
            effort = sum(n * efforts.get(code, 1) for code, n in steps.items())
            found.append((effort, len(steps), [-n for n, _ in taken], steps))
    return min(found, default=None, key=lambda one: one[:3])


@settings(max_examples=150, deadline=None)
@given(small_sheets())
def test_no_sheet_is_cheaper(drawn) -> None:
    of_policy, of, answers, efforts = drawn
    way = cheapest(of_policy, "WBK", of, answers, efforts)
    best = tried(of_policy, of, answers, efforts)
    assert best is not None  # every minimum lies within its weight, and every question can be raised
    assert way.missing == ()
    assert {one.question.code: one.steps for one in way.raises} == best[3]
    assert way.effort == best[0]


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_the_way_leads_there(data: st.DataObject) -> None:
    """On the real sheet, given the surveys: what it says of afterwards is what the raised sheet scores."""
    of = instrument()
    sheet = data.draw(sheets(of)) | {"B.I.a": Given("3.6"), "B.II.a": Given("3.7")}
    efforts = {code: data.draw(st.integers(1, 9), label=code) for code in list(of.questions)[::9]}
    way = cheapest(policy(), "WBBM", of, sheet, efforts)
    assert way.missing == ()
    known = {one.question.code: Given(one.level.answer) for one in way.raises if one.level.answer}
    wholes = {  # where counts were not in, quarters of a whole of four
        one.question.code: Given(_quarters(one.question, int(one.level.value * 4)))
        for one in way.raises
        if not one.level.answer
    }
    judged = verdict(policy(), of, score(of, sheet | known | wholes))["WBBM"]
    assert judged.met
    assert judged.lines == way.after


def _quarters(question: Question, n: int) -> dict[str, int]:
    counts = {item.code: 0 for item in question.inputs}
    if question.kind == "ratio":
        return counts | {question.part[0]: n, question.whole[0]: 4}
    return counts | {question.before: 4, question.after: 4 - n}


def test_nothing_to_do() -> None:
    way = cheapest(policy(), "WBBM", instrument(), best_sheet(instrument()))
    assert (way.raises, way.missing, way.effort) == ((), (), 0)
    assert way.after == way.lines


def test_one_step_where_one_is_short() -> None:
    of = instrument()
    way = cheapest(policy(), "WBBM", of, best_sheet(of) | {"B.I.b": Given("C")})
    (one,) = way.raises
    assert (one.question.code, one.level.answer, one.steps, one.effort) == ("B.I.b", "B", 1, 1)
    assert one.gain == Fraction(5, 4)
    assert {line.what for line in way.lines if not line.met} == {"B.I.b"}


def test_what_only_a_survey_can_change_is_told_exactly() -> None:
    of = instrument()
    way = cheapest(policy(), "WBK", of, best_sheet(of) | {"B.I.a": Given("3.2")})
    assert way.raises == ()
    assert [(one.line.what, one.best.value, one.best.gap) for one in way.missing] == [
        ("B.I.a", Fraction(14), Fraction("1.75"))
    ]
    empty = cheapest(policy(), "WBBM", of, {})
    assert [(one.line.what, one.best.value) for one in empty.missing] == [
        ("total", Fraction(65)),
        ("B.I", Fraction(5)),
        ("B.I.a", Fraction(0)),
        ("B.II", Fraction(0)),
    ]


def test_an_effort_is_at_least_1() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        cheapest(policy(), "WBK", instrument(), {}, {"A.I.1.i.a": 0})
