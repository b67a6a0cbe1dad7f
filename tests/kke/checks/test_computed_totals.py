"""A total typed by hand that contradicts its parts."""

from .findings import findings

PARTS = {"K176": 0, "K177": 1, "K178": 12, "K179": 5}


def test_the_parts_are_taken(instrument, mapping):
    assert findings(instrument, mapping, {"K175": 12, **PARTS}) == [
        (
            "warning",
            "K175",
            "Tertulis 12, padahal rinciannya berjumlah 13; yang dipakai rinciannya (A.II.5.iii.a).",
        )
    ]


def test_a_total_that_adds_up_is_fine(instrument, mapping):
    assert findings(instrument, mapping, {"K175": 13, **PARTS}) == []


def test_so_is_a_formula(instrument, mapping):
    assert findings(instrument, mapping, {"K175": "=SUM(K176:K178)", **PARTS}) == []
