"""Distribution: bands with counts and nothing that says who the others are."""

from fractions import Fraction as F

import pytest

from assessments.pictures.distribution import distribution
from assessments.pictures.drawing import Row, Table

TOTALS = [F(61), F(64), F(65), F(72), F(78)]


def test_columns_and_flags():
    found = distribution("d", "Unit", TOTALS, own=F(72), minimum=F(75), predicate="WBK")
    assert (found.height, found.count) == (222, 5)
    assert [(c.x, c.y, c.width, c.height, c.count.text, c.own) for c in found.columns] == [
        ("1", "70", "88", "110", "2", False),
        ("91", "125", "88", "55", "1", False),
        ("181", "125", "88", "55", "1", True),
        ("271", "125", "88", "55", "1", False),
    ]
    assert [(f.mark, f.x, f.word.text, f.word.anchor) for f in found.flags] == [
        ("median", "90", "Median 65,00", "start"),
        ("own", "216", "Unit ini 72,00", "start"),
        ("minimum", "270", "Minimal WBK 75,00", "end"),
    ]
    assert [(t.x, t.text) for t in found.ticks] == [("0", "60"), ("180", "70"), ("360", "80")]


def test_the_table_counts_and_names_nobody():
    found = distribution("d", "Unit", TOTALS, own=F(72), minimum=F(75), predicate="WBK")
    assert found.table == Table(
        ("Nilai total", "Banyaknya"),
        (
            Row("60 sampai di bawah 65", ("2 unit",)),
            Row("65 sampai di bawah 70", ("1 unit",)),
            Row("70 sampai di bawah 75", ("1 unit",)),
            Row("75 sampai di bawah 80", ("1 unit",)),
            Row("Median", ("65,00",)),
            Row("Minimal WBK", ("75,00",)),
            Row("Unit ini", ("72,00",)),
        ),
    )
    assert found.desc == (
        "60 sampai di bawah 65: 2 unit; 65 sampai di bawah 70: 1 unit; 70 sampai di bawah 75: 1 unit; "
        "75 sampai di bawah 80: 1 unit; Median 65,00; Minimal WBK 75,00; Unit ini 72,00."
    )


@pytest.mark.parametrize(
    ("totals", "columns", "rows"),
    [
        ([F(100)], [("181", "1")], ["90 sampai di bawah 95", "95 sampai 100"]),
        ([F(0)] * 200, [("1", "200")], ["0 sampai di bawah 5", "5 sampai di bawah 10"]),
        ([F(75)] * 3, [("181", "3")], ["70 sampai di bawah 75", "75 sampai di bawah 80"]),
    ],
)
def test_all_equal_all_zero_all_full(totals, columns, rows):
    found = distribution("d", "Unit", totals)
    assert [(column.x, column.count.text) for column in found.columns] == columns
    assert [row.name for row in found.table.rows[:-1]] == rows
    assert [column.height for column in found.columns] == ["110"]


def test_a_total_on_the_edge_of_the_scale_has_its_column():
    found = distribution("d", "Unit", [F(61), F(80)])
    assert [(column.x, column.count.text) for column in found.columns] == [("1", "1"), ("241", "1")]
    assert found.ticks[-1].text == "90"


def test_a_total_just_below_the_minimum_is_not_rounded_up():
    found = distribution("d", "Unit", [F(75) - F(1, 10**6)], own=F(75) - F(1, 10**6), minimum=F(75))
    assert found.table.rows[-1] == Row("Unit ini", ("74,99",))


def test_nothing_to_draw():
    assert distribution("d", "Unit", []) is None
