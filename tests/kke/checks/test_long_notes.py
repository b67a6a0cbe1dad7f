"""A note must fit; with the evidence prose that goes into it, see `test_plan`."""

import pytest

from .findings import findings


def test_what_does_not_fit_is_bad(instrument, mapping):
    assert findings(instrument, mapping, {"K6": "Ya", "L6": "x" * 5001}) == [
        ("bad", "L6", "A.I.1.i.a: catatan lebih dari 5000 huruf.")
    ]


@pytest.mark.parametrize("cells", [{"L6": "x" * 5000}, {"L6": "x" * 4984, "M6": "y"}])
def test_what_fits_is_fine(instrument, mapping, cells):
    assert findings(instrument, mapping, cells) == []
