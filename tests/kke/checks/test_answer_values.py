"""An answer must be one that its question takes."""

import pytest

from .findings import findings


@pytest.mark.parametrize(
    ("cell", "value", "heart"),
    [
        ("K6", "Mungkin", "bukan pilihan jawaban"),
        ("K6", True, "bukan pilihan jawaban"),
        ("K7", "D", "Pilihannya: A, B, C"),
        ("K199", 4.5, "di luar rentang"),
        ("K199", "baik", "bukan angka"),
        ("K126", -1, "negatif"),
        ("K126", "1.234", "bukan bilangan bulat"),
        ("K126", 2.5, "bukan bilangan bulat"),
    ],
)
def test_what_the_engine_refuses_is_bad(instrument, mapping, cell, value, heart):
    cells = {cell: value, **({"K127": 1} if cell == "K126" else {})}
    (found, *rest) = [each for each in findings(instrument, mapping, cells) if each[0] == "bad"]
    assert (found[:2], rest) == (("bad", cell), [])
    assert heart in found[2]
