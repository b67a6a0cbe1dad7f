"""A row that was not understood comes with what a person needs to place it: its cells and the likeliest codes."""

from tests.kke.checks.findings import reading_of

AGEN = "A.II.1.i.a/agen"


def test_a_row_says_where_it_is_what_stands_there_and_what_it_may_be(instrument, mapping):
    text = f"Apakah {instrument.questions['A.I.1.i.a'].text}?"
    lost = dict.fromkeys(["A5", "E5", "F5", "H5", "A6", "F6", "J6", "A7", "F7", "G7", "J7"])
    first, *_ = reading_of(instrument, mapping, {**lost, "G6": text, "K6": "Ya", "L6": "Ada SK"}).unknown
    assert (first.number, first.sheet, first.place) == (6, "Jawaban", "Jawaban!K6")
    assert (first.text, first.answer, first.note) == (text, "Ya", "Ada SK")
    assert first.candidates[0] == "A.I.1.i.a"


def test_candidates_have_the_answer_type_and_no_row_yet(instrument, mapping):
    cells = {
        "A6": None,
        "F6": None,
        "G6": "Pertanyaan lama",
        "J6": None,
        "A7": None,
        "F7": None,
        "J7": "A/B/C/D",
    }
    reading = reading_of(instrument, mapping, cells)
    for row in reading.unknown:
        assert set(row.candidates) & set(reading.rows) == set()
        assert len(row.candidates) <= 5


def test_a_count_may_be_one_of_the_counts_that_are_missing(instrument, mapping):
    row = mapping.rows[AGEN]
    cells = {f"A{row}": None, f"A{row + 1}": None, f"A{row + 2}": None}
    cells |= {f"G{row}": "- Banyaknya orang", f"G{row + 1}": "- Banyaknya hal"}
    extra = {f"G{row + 2}": "- Jumlah agen", f"J{row + 2}": "Jumlah", f"F{row + 2}": None}
    reading = reading_of(instrument, mapping, {**cells, **extra})
    assert [each.number for each in reading.unknown][:3] == [row, row + 1, row + 2]
    assert reading.unknown[0].candidates[0] == AGEN


def test_a_signature_may_be_nothing(instrument, mapping):
    reading = reading_of(
        instrument, mapping, {"G210": "Sukamaju, 22 November 2026", "G213": "dr. Rina Wulandari"}
    )
    assert [row.candidates for row in reading.unknown] == [(), ()]


def test_how_sure_a_row_is_and_why(instrument, mapping):
    cells = {"A7": None, "A9": 10, "A10": None, "G10": "Pertanyaan dengan kalimat instansi sendiri"}
    rows = reading_of(instrument, mapping, cells).rows
    all_four = ("susunan", "ID", "jenis jawaban", "kemiripan teks")
    assert (rows["A.I.1.i.a"].confidence, rows["A.I.1.i.a"].witnesses) == ("tinggi", all_four)
    without_id = ("susunan", "jenis jawaban", "kemiripan teks")
    assert (rows["A.I.1.i.b"].confidence, rows["A.I.1.i.b"].witnesses) == ("tinggi", without_id)
    assert (rows["A.I.1.ii.b"].confidence, rows["A.I.1.ii.b"].witnesses) == ("tinggi", without_id[:2])


def test_a_contradiction_makes_it_low(instrument, mapping):
    lost = dict.fromkeys(["B12", "C12", "D12", "E12", "F12", "G12", "H12"])
    row = reading_of(instrument, mapping, lost).rows["A.I.1.iii.a"]
    assert (row.confidence, row.witnesses) == ("rendah", ("ID", "jenis jawaban", "kemiripan teks"))


def test_a_row_with_only_its_id(instrument, mapping):
    cells = dict.fromkeys(f"{column}{row}" for row in (6, 7) for column in "FGJ")
    row = reading_of(instrument, mapping, cells).rows["A.I.1.i.a"]
    assert (row.confidence, row.witnesses) == ("sedang", ("ID",))


def test_one_count_too_many_is_listed_and_the_others_are_known_by_their_texts(instrument, mapping):
    row = mapping.rows[AGEN]
    cells = {f"A{row}": None, f"A{row + 1}": None, f"A{row + 2}": None, f"F{row + 2}": None}
    cells |= {
        f"G{row + 2}": "- Jumlah agen",
        f"J{row + 2}": "Jumlah",
        f"K{row}": 4,
        f"K{row + 1}": 3,
        f"K{row + 2}": 9,
    }
    reading = reading_of(instrument, mapping, cells)
    assert reading.rows["A.II.1.i.a"].value == {"agen": 4, "perubahan": 3}
    assert reading.unknown[0].place == f"Jawaban!K{row + 2}"


def test_counts_that_belong_to_no_question(instrument, mapping):
    reading = reading_of(
        instrument, mapping, {"A3": None, "D3": "- Jumlah", "J3": "Jumlah", "C3": None, "K3": 3}
    )
    first = reading.unknown[0]
    assert (first.place, first.why) == (
        "Jawaban!K3",
        "Isian jumlah ini tidak ditemukan padanannya di instrumen.",
    )
