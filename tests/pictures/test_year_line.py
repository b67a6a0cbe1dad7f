"""Timeline of a year: days as places, deadlines as letters, today only where it lies."""

from datetime import date

from assessments.pictures.drawing import Row, Table
from assessments.pictures.year_line import Deadline, Span, year_line

SPANS = [
    Span("Pembangunan", date(2026, 1, 1), date(2026, 3, 14)),
    Span("Penilaian mandiri", date(2026, 3, 15), None, "berjalan"),
]
DEADLINES = [
    Deadline("Batas penilaian TPI", date(2026, 5, 27)),
    Deadline("Batas pengajuan", date(2026, 5, 26)),
]
TODAY = date(2026, 4, 1)


def test_a_year_of_365_days():
    found = year_line("y", "Tahun 2026", 2026, SPANS, DEADLINES, today=TODAY)
    assert [(b.name.text, b.days, b.kind, b.x, b.y, b.width) for b in found.bars] == [
        ("Pembangunan", "1 Jan – 14 Mar", "selesai", "0", "51", "72"),
        ("Penilaian mandiri", "sejak 15 Mar", "berjalan", "72", "85", "17.75"),
    ]
    assert [(f.letter, f.name, f.day, f.x, f.word_x, f.past) for f in found.flags] == [
        ("A", "Batas pengajuan", "26 Mei 2026", "143.01", "143.01", False),
        ("B", "Batas penilaian TPI", "27 Mei 2026", "144", "157.01", False),
    ]
    assert (found.today, found.today_text) == ("88.77", "1 April 2026")
    assert [word.text for word in found.months][::11] == ["Jan", "Des"]
    assert len(found.lines) == 11


def test_the_table_tells_the_same():
    found = year_line("y", "Tahun 2026", 2026, SPANS, DEADLINES, today=date(2026, 5, 27))
    assert found.table == Table(
        ("Tahap", "Tanggal", "Keadaan"),
        (
            Row("Pembangunan", ("1 Januari 2026 – 14 Maret 2026", "selesai")),
            Row("Penilaian mandiri", ("sejak 15 Maret 2026", "sedang berjalan")),
            Row("A Batas pengajuan", ("26 Mei 2026", "sudah lewat")),
            Row("B Batas penilaian TPI", ("27 Mei 2026", "akan datang")),
        ),
    )
    assert found.desc == (
        "Pembangunan: 1 Januari 2026 – 14 Maret 2026, selesai; "
        "Penilaian mandiri: sejak 15 Maret 2026, sedang berjalan; "
        "A Batas pengajuan: 26 Mei 2026; B Batas penilaian TPI: 27 Mei 2026."
    )


def test_a_year_grows_to_what_lies_outside_it():
    spans = [
        Span("Terdaftar", date(2025, 12, 20), date(2026, 1, 5)),
        Span("Penetapan", date(2027, 4, 20), date(2027, 4, 20)),
    ]
    found = year_line("y", "Tahun 2026", 2026, spans, [], today=date(2027, 6, 1))
    assert [word.text for word in found.months] == [
        "Des 25", "Feb 26", "Apr", "Jun", "Agu", "Okt", "Des", "Feb 27", "Apr",
    ]  # fmt: skip
    assert found.today == ""
    assert found.bars[0].x == "13.26"
    assert found.table.rows[1].cells == ("20 April 2027", "selesai")


def test_words_of_late_stages_stay_inside():
    found = year_line(
        "y", "Tahun", 2026, [Span("P" * 60, date(2026, 12, 31), date(2026, 12, 31))], [], today=TODAY
    )
    assert found.bars[0].name.text == "P" * 29 + "…"
    assert (found.bars[0].name.x, found.bars[0].x, found.bars[0].width) == ("101", "357", "3")
    assert found.table.rows[0].name == "P" * 60


def test_deadlines_alone_and_nothing():
    assert year_line("y", "Tahun", 2026, [], DEADLINES, today=TODAY).bars == ()
    assert year_line("y", "Tahun", 2026, [], [], today=TODAY) is None
