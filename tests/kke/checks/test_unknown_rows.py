"""Every row that was not understood is listed, and an answer where none is asked for."""

from .findings import findings


def test_an_answer_beside_a_heading(instrument, mapping):
    assert findings(instrument, mapping, {"K5": "A"}) == [("unknown", "K5", "Ada jawaban di baris judul.")]


def test_text_of_one_s_own_is_listed_at_its_first_cell(instrument, mapping):
    assert findings(instrument, mapping, {"G210": "Sukamaju, 22 November"}) == [
        ("unknown", "G210", "Bukan baris pertanyaan.")
    ]


def test_an_answer_or_note_without_any_question(instrument, mapping):
    assert findings(instrument, mapping, {"K210": "Ya", "L211": "catatan"}) == [
        ("unknown", "K210", "Bukan baris pertanyaan."),
        ("unknown", "L211", "Bukan baris pertanyaan."),
    ]


def test_totals_and_formulas_beside_headings_are_no_answers(instrument, mapping):
    assert findings(instrument, mapping, {"K195": 50, "P195": 40.5, "K5": "=B1"}) == []
