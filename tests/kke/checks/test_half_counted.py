"""A percentage whose counts are only partly typed does not count as answered."""

from .findings import findings


def test_the_missing_count_is_named(instrument, mapping):
    assert findings(instrument, mapping, {"K126": 3}) == [
        ("warning", "K127", "A.II.1.i.a: baru terisi sebagian, jadi belum dihitung.")
    ]


def test_all_or_none_is_fine(instrument, mapping):
    assert findings(instrument, mapping, {"K126": 3, "K127": 3}) == []


def test_none_yet_needs_no_counts(instrument, mapping):
    assert findings(instrument, mapping, {"K125": "Belum ada", "L125": "Agen dipilih Maret", "K126": 3}) == []
