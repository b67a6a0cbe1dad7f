"""A question that stands twice: the same content once, different content is for the user to settle."""

import pytest

from .findings import findings

TWICE = {"F7": "a.", "A7": None, "J7": "Ya/Tidak"}


def test_different_answers_are_bad(instrument, mapping):
    said = findings(instrument, mapping, {**TWICE, "K6": "Ya", "K7": "Tidak"})
    assert ("bad", "K7", "A.I.1.i.a dijawab berbeda di Jawaban!K6 dan Jawaban!K7.") in said


@pytest.mark.parametrize("cells", [{"K6": "Ya", "K7": "ya"}, {"K7": "Ya"}, {}])
def test_one_answer_is_taken_and_said(instrument, mapping, cells):
    said = findings(instrument, mapping, {**TWICE, **cells})
    assert ("warning", "K7", "A.I.1.i.a ada di Jawaban!K6 dan Jawaban!K7.") in said
    assert [each for each in said if each[0] == "bad"] == []
