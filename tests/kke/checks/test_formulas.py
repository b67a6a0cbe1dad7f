"""An answer must be a value: no Excel error, no formula without stored result."""

from .findings import findings


def test_a_formula_without_result_is_bad(instrument, mapping):
    assert findings(instrument, mapping, {"K6": "=B1"}) == [
        ("bad", "K6", "A.I.1.i.a: rumus tanpa hasil tersimpan. Isi nilainya langsung.")
    ]


def test_an_error_is_bad(instrument, mapping):
    def fail(ws):
        ws["K6"].value, ws["K6"].data_type = "#REF!", "e"

    assert findings(instrument, mapping, {}, fail) == [
        ("bad", "K6", "A.I.1.i.a: sel berisi galat Excel #REF!.")
    ]


def test_the_formula_of_a_percentage_is_as_it_should_be(instrument, mapping):
    assert findings(instrument, mapping, {"K125": "=K127/K126", "K126": 2, "K127": 2}) == []
