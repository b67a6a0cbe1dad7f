"""The questionnaires that ship, and every mistake that a file could have."""

import copy

import pytest

from surveys.engine.questionnaire import BadQuestionnaire, parse_questionnaire, plain
from surveys.shelf import shipped

GOOD = plain(shipped()["spak-1"])


def test_what_ships():
    assert {code: (one.kind, len(one.items), one.degrees) for code, one in shipped().items()} == {
        "spak-1": ("SPAK", 5, 6),
        "spkp-1": ("SPKP", 8, 6),
    }


def test_data_and_value_say_the_same():
    for one in shipped().values():
        assert parse_questionnaire(plain(one)) == one


def changed(**changes):
    return {**copy.deepcopy(GOOD), **changes}


@pytest.mark.parametrize(
    ("data", "mistakes"),
    [
        ([], ["the file is no mapping"]),
        (changed(weight=3), ["the file has an unknown key weight"]),
        ({k: v for k, v in GOOD.items() if k != "control"}, ["the file lacks control"]),
        (changed(kind="SKM"), ["kind SKM is none of SPAK, SPKP"]),
        (changed(title=" "), ["title is no text of 1 to 400 characters"]),
        (changed(title=7), ["title is no text of 1 to 400 characters"]),
        (changed(scale=["a", "b", "c"]), ["scale is no list of 4 or 6 labels"]),
        (changed(scale=["a", "b", "c", "c"]), ["scale has a label twice"]),
        (changed(scale=["a", "b", "c", 4]), ["scale is no list of 4 or 6 labels"]),
        (changed(items=[]), ["items is no list with items"]),
        (changed(items=["a"]), ["item 1 is no mapping"]),
        (
            changed(items=[{"code": "a 1", "aspect": "x", "text": ""}]),
            [
                "item 1: text is no text of 1 to 400 characters",
                "item 1: code a 1 has other signs than letters and digits",
            ],
        ),
        (changed(items=[GOOD["items"][0]] * 2), ["item code a1 twice"]),
        (
            changed(items=[{"code": "a1", "aspect": "x", "text": "y", "weight": 1}]),
            ["item 1 has an unknown key weight"],
        ),
        (
            changed(kind="X", scale=None),
            ["kind X is none of SPAK, SPKP", "scale is no list of 4 or 6 labels"],
        ),
    ],
)
def test_every_mistake_is_named(data, mistakes):
    with pytest.raises(BadQuestionnaire) as refused:
        parse_questionnaire(data)
    assert refused.value.mistakes == mistakes
