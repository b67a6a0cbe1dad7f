"""A note, with the evidence prose that goes into it, must fit."""

import pytest

from .findings import findings


@pytest.mark.parametrize(
    "cells", [{"L6": "x" * 5001}, {"L6": "x" * 2500, "M6": "y" * 2500}, {"L6": "x" * 4985, "M6": "y"}]
)
def test_what_does_not_fit_is_bad(instrument, mapping, cells):
    assert findings(instrument, mapping, {"K6": "Ya", **cells}) == [
        ("bad", "L6", "A.I.1.i.a: catatan dan bukti lebih dari 5000 huruf.")
    ]


def test_evidence_alone_that_does_not_fit_is_named_at_its_cell(instrument, mapping):
    assert findings(instrument, mapping, {"M6": "y" * 5001}) == [
        ("bad", "M6", "A.I.1.i.a: catatan dan bukti lebih dari 5000 huruf.")
    ]


@pytest.mark.parametrize(
    "cells",
    [
        {"L6": "x" * 5000},  # as the portal exports it
        {"L6": "x" * 4984, "M6": "y"},
        {"L6": "x" * 4984 + "\nBukti dukung: y", "M6": "y"},  # it stands in the note already
    ],
)
def test_what_fits_is_fine(instrument, mapping, cells):
    assert findings(instrument, mapping, cells) == []
