"""A part larger than its whole is more likely a slip."""

from .findings import findings


def test_it_is_said(instrument, mapping):
    assert findings(instrument, mapping, {"K158": 3, "K159": 4}) == [
        ("warning", "K159", "A.II.4.i.a: tertulis 4 dari 3. Periksa lagi bila tidak disengaja.")
    ]


def test_the_whole_itself_is_fine(instrument, mapping):
    assert findings(instrument, mapping, {"K158": 4, "K159": 4}) == []
