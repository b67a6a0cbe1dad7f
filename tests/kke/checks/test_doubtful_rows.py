"""A row whose witnesses disagree is taken and named."""

from .findings import findings


def test_a_lost_heading_is_made_good_by_ids_and_said(instrument, mapping):
    lost = dict.fromkeys(["B12", "C12", "D12", "E12", "F12", "G12", "H12"])
    said = findings(instrument, mapping, lost)
    assert said[0] == (
        "warning",
        "K13",
        "Menurut susunan A.I.1.ii.a, menurut ID A.I.1.iii.a; dipakai A.I.1.iii.a. "
        "Keyakinan rendah: periksa apakah barisnya benar.",
    )
    assert {place for _, place, _ in said} <= {"K13", "K14", "K15"}


def test_a_letter_with_the_text_of_its_neighbour(instrument, mapping):
    texts = instrument.questions["A.I.1.iii.a"].text, instrument.questions["A.I.1.iii.c"].text
    swapped = {"A13": None, "A15": None, "G13": texts[1], "G15": texts[0]}
    assert [(level, place) for level, place, _ in findings(instrument, mapping, swapped)] == [
        ("warning", "K13"),
        ("warning", "K15"),
    ]


def test_counts_in_another_order_than_their_ids(instrument, mapping):
    inputs = instrument.questions["A.II.1.i.a"].inputs
    swapped = {
        **{"A126": 127, "A127": 126, "J126": "Jumlah", "J127": "Jumlah"},
        **{"G126": f"- {inputs[1].text}", "G127": f"- {inputs[0].text}"},
    }
    assert [
        (level, place, why.split(";")[1]) for level, place, why in findings(instrument, mapping, swapped)
    ] == [
        (
            "warning",
            "K126",
            " dipakai A.II.1.i.a/perubahan. Keyakinan rendah: periksa apakah barisnya benar.",
        ),
        ("warning", "K127", " dipakai A.II.1.i.a/agen. Keyakinan rendah: periksa apakah barisnya benar."),
    ]


def test_what_is_sure_is_not_remarked_on(instrument, mapping):
    assert findings(instrument, mapping, {}) == []
