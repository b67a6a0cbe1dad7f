""" "Belum ada" counts as answered only with a note that says why."""

from .findings import findings


def test_the_note_is_asked_for(instrument, mapping):
    assert findings(instrument, mapping, {"K6": "Belum ada"}) == [
        ("warning", "L6", "A.I.1.i.a: “belum ada” baru dihitung terjawab bila diberi catatan.")
    ]


def test_a_note_or_evidence_is_enough(instrument, mapping):
    assert (
        findings(
            instrument,
            mapping,
            {"K6": "Belum ada", "L6": "Menunggu SK", "K7": "Belum ada", "M7": "Nota dinas"},
        )
        == []
    )
