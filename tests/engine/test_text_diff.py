"""What changed between two texts: whole, exact, readable."""

import random

import pytest

from assessments.engine.text_diff import MOST, Part, word_diff


@pytest.mark.parametrize(
    ("before", "after", "parts"),
    [
        ("", "", ()),
        ("sama saja", "sama saja", (Part("same", "sama saja"),)),
        ("", "baru", (Part("new", "baru"),)),
        ("lama", "", (Part("gone", "lama"),)),
        (
            "SK tim tahun 2025 dan notulennya",
            "SK tim tahun 2026 dan notulennya",
            (
                Part("same", "SK tim tahun "),
                Part("gone", "2025"),
                Part("new", "2026"),
                Part("same", " dan notulennya"),
            ),
        ),
        ("a x c", "b x d", (Part("gone", "a x c"), Part("new", "b x d"))),
    ],
    ids=["nothing", "same", "new", "gone", "a word", "scraps stay together"],
)
def test_words(before, after, parts):
    assert word_diff(before, after) == parts


def test_both_texts_are_whole():
    dice = random.Random(4)
    for _ in range(300):
        before, after = (
            "".join(dice.choices(["SK", "tim", " ", " ", "\n", "2026", "tahun", "."], k=dice.randint(0, 25)))
            for _ in range(2)
        )
        parts = word_diff(before, after)
        assert "".join(p.text for p in parts if p.kind != "new") == before
        assert "".join(p.text for p in parts if p.kind != "gone") == after


def test_very_long_texts_are_told_whole():
    before, after = "a " * MOST, "b " * MOST
    assert word_diff(before, after) == (Part("gone", before), Part("new", after))
    assert word_diff(before, before) == (Part("same", before),)
