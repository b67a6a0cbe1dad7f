"""Radar: coordinates and table by equality, at the edges too."""

from fractions import Fraction as F

import pytest

from assessments.pictures.drawing import Row, Table
from assessments.pictures.radar import Reached, radar

AREAS = {"MP": "Manajemen Perubahan", "TT": "Tatalaksana", "SDM": "SDM", "AK": "Akuntabilitas"}
UNIT = Reached("Unit", {"MP": F(100), "TT": F(50), "SDM": F(0), "AK": F(200, 3)})
TPI = Reached("TPI", {"MP": F(60) - F(1, 10**6), "TT": F(60), "SDM": F(25), "AK": F(100)})


def test_four_axes_lie_up_right_down_and_left():
    found = radar("r", "Area", AREAS, [UNIT, TPI], minimum=F(60), predicate="WBK")
    assert (found.centre_x, found.centre_y, found.height) == ("180", "182", 338)
    assert [(a.code, a.x, a.y, a.name.anchor) for a in found.axes] == [
        ("MP", "180", "78", "middle"),
        ("TT", "284", "182", "start"),
        ("SDM", "180", "286", "middle"),
        ("AK", "76", "182", "end"),
    ]
    assert [(s.mark, s.points, s.last) for s in found.shapes] == [
        ("ring", "180,78 232,182 180,182 110.67,182", False),
        ("disc", "180,119.60 242.40,182 180,208 76,182", True),
    ]
    assert found.minimum == "180,119.60 242.40,182 180,244.40 117.60,182"
    assert found.rings[-1] == "180,78 284,182 180,286 76,182"


def test_the_table_and_the_words_never_show_the_minimum_as_reached_when_it_is_not():
    found = radar("r", "Area", AREAS, [UNIT, TPI], minimum=F(60), predicate="WBK")
    assert found.table == Table(
        ("Area", "Unit (%)", "TPI (%)", "Minimal (%)"),
        (
            Row("MP Manajemen Perubahan", ("100,00", "59,99", "60,00")),
            Row("TT Tatalaksana", ("50,00", "60,00", "60,00")),
            Row("SDM SDM", ("0,00", "25,00", "60,00")),
            Row("AK Akuntabilitas", ("66,67", "100,00", "60,00")),
        ),
    )
    assert [word.text for word in found.axes[0].values] == ["Unit 100,00", "TPI 59,99"]
    assert found.desc == (
        "MP: Unit 100,00%, TPI 59,99%; TT: Unit 50,00%, TPI 60,00%; SDM: Unit 0,00%, TPI 25,00%; "
        "AK: Unit 66,67%, TPI 100,00%; minimal WBK 60%."
    )
    assert [(key.mark, key.text) for key in found.legend] == [
        ("ring", "Unit"),
        ("disc", "TPI"),
        ("minimum", "minimal WBK 60%"),
    ]


def test_nothing_reached_is_a_point_and_no_minimum_is_no_line():
    found = radar("r", "Area", AREAS, [Reached("Unit", {})])
    assert found.shapes[0].points == "180,168 180,168 180,168 180,168"
    assert (found.minimum, len(found.legend)) == ("", 1)
    assert found.table.head == ("Area", "Unit (%)")


@pytest.mark.parametrize("count", [1, 2, 3, 6, 9])
def test_any_number_of_areas(count):
    areas = {f"A{n}": f"Area {n}" for n in range(count)}
    found = radar("r", "Area", areas, [Reached("Unit", dict.fromkeys(areas, F(100)))])
    assert len(found.shapes[0].dots) == len(found.axes) == count
    assert found.shapes[0].points == found.rings[-1]


def test_six_axes_keep_their_words_inside_the_picture():
    """The longest word is "Unit 100,00": eleven letters of at most seven."""
    areas = dict.fromkeys(("MP", "TT", "SDM", "AK", "PW", "PP"), "Area")
    sides = [Reached(label, dict.fromkeys(areas, F(100))) for label in ("Unit", "TPI", "TPN")]
    found = radar("r", "Area", areas, sides, minimum=F(75), predicate="WBBM")
    words = [word for axis in found.axes for word in axis.values]
    left = [F(w.x) for w in words if w.anchor == "end"]
    right = [F(w.x) for w in words if w.anchor == "start"]
    assert min(left) >= 77
    assert max(right) <= 360 - 77
    assert all(0 < F(w.y) < found.height for w in words)


def test_nothing_to_draw():
    assert radar("r", "Area", {}, [UNIT]) is None
    assert radar("r", "Area", AREAS, []) is None
