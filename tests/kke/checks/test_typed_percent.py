"""A percentage typed where the portal computes it from counts."""

import pytest

from .findings import findings, reading_of


@pytest.mark.parametrize(("typed", "shown"), [("80%", "80%"), (0.8, "0.8"), (80, "80")])
def test_it_is_not_taken(instrument, mapping, typed, shown):
    assert findings(instrument, mapping, {"K125": typed}) == [
        (
            "warning",
            "K125",
            f"A.II.1.i.a: “{shown}” tidak dipakai; persentase dihitung dari jumlah di bawahnya.",
        )
    ]


@pytest.mark.parametrize("typed", [0.75, 75, 0.7500000000001])
def test_what_the_counts_give_is_nothing_to_speak_of(instrument, mapping, typed):
    assert findings(instrument, mapping, {"K125": typed, "K126": 4, "K127": 3}) == []


def test_a_sheet_without_rows_for_the_counts_keeps_it_in_the_note(instrument, mapping):
    gone = {f"{column}{row}": None for row in (126, 127) for column in "AGJ"}
    asked = " dan ".join(f"“{item.text}”" for item in instrument.questions["A.II.1.i.a"].inputs)
    assert findings(instrument, mapping, {"K125": "80%", **gone}) == [
        ("warning", "K125", f"A.II.1.i.a: 80% disimpan sebagai catatan. Isi {asked} di portal.")
    ]
    row = reading_of(instrument, mapping, {"K125": "80%", "L125": "Sudah", **gone}).rows["A.II.1.i.a"]
    assert (row.value, row.note) == (None, "Sudah\nPersentase di berkas: 80%")
