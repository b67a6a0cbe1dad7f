"""A dash in place of an answer is "not given", and said."""

import pytest

from .findings import findings


@pytest.mark.parametrize("dash", ["-", "–", "—"])
def test_a_dash_is_not_given(instrument, mapping, dash):
    assert findings(instrument, mapping, {"K6": dash}) == [
        ("warning", "K6", "A.I.1.i.a: tanda “-” dianggap belum diisi.")
    ]


def test_a_dash_is_no_count(instrument, mapping):
    assert [each[:2] for each in findings(instrument, mapping, {"K126": "-", "K127": 3})] == [("bad", "K126")]
