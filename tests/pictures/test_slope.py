"""Slope chart: years as lines; gaps, one year, values that lie on each other."""

from fractions import Fraction as F

from assessments.pictures.drawing import Row, Table, apart
from assessments.pictures.slope import Series, slope

YEARS = ["2024", "2025", "2026"]


def test_lines_break_where_a_year_has_no_value():
    unit = Series("Unit", (F(60), F(70), F(80)))
    tpi = Series("TPI", (F(50), None, F(80) - F(1, 10**6)))
    found = slope("s", "Tahun", YEARS, [unit, tpi], minima=[F(80)])
    assert [(year.x, year.text) for year in found.years] == [("92", "2024"), ("180", "2025"), ("268", "2026")]
    assert [(one.mark, one.dash, one.pieces) for one in found.lines] == [
        ("ring", "", ("92,163.33 180,96.67 268,30",)),
        ("disc", "7 3", ()),
    ]
    assert [(dot.x, dot.y) for dot in found.lines[1].dots] == [("92", "230"), ("268", "30")]
    assert found.table == Table(
        ("Tahun", "Unit", "TPI"),
        (Row("2024", ("60,00", "50,00")), Row("2025", ("70,00", "–")), Row("2026", ("80,00", "79,99"))),
    )
    assert found.desc == "Unit: 2024 60,00, 2025 70,00, 2026 80,00; TPI: 2024 50,00, 2026 79,99."


def test_words_at_the_same_height_are_moved_apart_and_joined():
    same = [Series(code, (F(75), F(75)), code) for code in ("MP", "TT", "SDM")]
    found = slope("s", "Tahun", ["2025", "2026"], same)
    assert [[label.word.y for label in one.labels] for one in found.lines] == [
        ["134", "134"],
        ["149", "149"],
        ["164", "164"],
    ]
    assert [one.labels[1].leader for one in found.lines] == ["", "273,130 280,145", "273,130 280,160"]
    assert [one.mark for one in found.lines] == ["disc"] * 3
    assert len({one.dash for one in found.lines}) == 3


def test_words_stand_where_a_line_has_a_value():
    series = [
        Series("TPI", (F(50), F(55), None)),
        Series("TPN", (None, F(58), None)),
        Series("Unit", (None, F(60), F(60))),
    ]
    found = slope("s", "Tahun", YEARS, series)
    assert [
        [(label.word.x, label.word.anchor, label.word.text) for label in one.labels] for one in found.lines
    ] == [
        [("77", "end", "TPI 50,00")],
        [("189", "start", "TPN 58,00")],
        [("283", "start", "Unit 60,00")],
    ]


def test_one_year_is_marks_with_words_on_the_right():
    found = slope("s", "Tahun", ["2026"], [Series("Unit", (F(70),))])
    assert (found.single, found.lines[0].pieces, found.years[0].x) == (True, (), "268")
    assert [(label.word.x, label.word.y, label.word.text) for label in found.lines[0].labels] == [
        ("283", "34", "Unit 70,00")
    ]


def test_nothing_to_draw():
    assert slope("s", "Tahun", [], []) is None
    assert slope("s", "Tahun", ["2026"], [Series("Unit", (None,))]) is None


def test_a_series_without_any_value_has_no_words():
    found = slope("s", "Tahun", ["2025", "2026"], [Series("Unit", (F(0), F(0))), Series("TPI", (None, None))])
    assert (found.lines[1].dots, found.lines[1].labels) == ((), ())
    assert found.table.rows[0] == Row("2025", ("0,00", "–"))


def test_words_stay_between_the_edges():
    assert apart([F(0), F(0), F(0)], F(10), F(0), F(100)) == [0, 10, 20]
    assert apart([F(100), F(95), F(100)], F(10), F(0), F(100)) == [90, 80, 100]
    assert apart([F(50), F(20)], F(10), F(0), F(100)) == [50, 20]
