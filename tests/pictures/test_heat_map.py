"""Heat map: cells, marks and table by equality; one unit, 200 units, long names, nothing to show."""

from fractions import Fraction as F

from assessments.pictures.drawing import Row, Table
from assessments.pictures.heat_map import Unit, heat_map

AREAS = {"MP": "Manajemen Perubahan", "PP": "Pelayanan Publik"}
HIGH = Unit("PKM-01", "Puskesmas", {"MP": F(100), "PP": F(75)}, F(88), url="/penilaian/1/")
LOW = Unit(
    "KEC-04",
    "Kecamatan",
    {"MP": F(60) - F(1, 10**6), "PP": F(0)},
    F(75) - F(1, 10**6),
    frozenset({"MP", "PP", "total"}),
)
EMPTY = Unit("DINAS-KEPENDUDUKAN", "Dinas", None)


def test_cells_say_how_high_and_what_is_below_the_minimum():
    found = heat_map("h", "Unit", AREAS, [HIGH, LOW, EMPTY], minima=[F(60), F(75)])
    assert (found.height, found.cell_width, found.cell_height, found.total_x) == (124, "111", 24, 312)
    assert [[(c.x, c.text_x, c.text, c.band, c.short) for c in line.cells] for line in found.lines] == [
        [("84", "139.50", "100", 4, False), ("197", "252.50", "75", 3, False)],
        [("84", "139.50", "59", 1, True), ("197", "252.50", "0", 0, True)],
        [("84", "139.50", "–", 0, False), ("197", "252.50", "–", 0, False)],
    ]
    assert [(line.y, line.name, line.total, line.short) for line in found.lines] == [
        ("22", "PKM-01", "88,00", False),
        ("48", "KEC-04", "74,99", True),
        ("74", "DINAS-KEP…", "–", False),
    ]


def test_the_table_holds_whole_names_and_exact_numbers():
    found = heat_map("h", "Unit", AREAS, [HIGH, LOW, EMPTY], minima=[F(60), F(75)])
    assert found.table == Table(
        ("Unit", "MP (%)", "PP (%)", "Total"),
        (
            Row("PKM-01 Puskesmas", ("100,00", "75,00", "88,00"), "/penilaian/1/"),
            Row("KEC-04 Kecamatan", ("59,99 (kurang)", "0,00 (kurang)", "74,99")),
            Row("DINAS-KEPENDUDUKAN Dinas", ("–", "–", "–")),
        ),
    )
    assert found.desc == "3 unit. Di bawah nilai minimal: MP: 1 unit; PP: 1 unit."
    assert heat_map("h", "Unit", AREAS, [HIGH]).desc == "1 unit. Di bawah nilai minimal: tidak ada."


def test_the_heads_stand_again_every_twenty_units():
    units = [Unit(f"U{n:03}", "Unit", {"MP": F(n % 101), "PP": F(50)}, F(50)) for n in range(200)]
    found = heat_map("h", "Unit", AREAS, units)
    assert len(found.lines) == 200
    assert [head[0].y for head in found.heads] == [str(15 + block * 542) for block in range(10)]
    assert [word.text for word in found.heads[9]] == ["MP", "PP", "Total"]
    assert [found.lines[n].y for n in (0, 19, 20, 199)] == ["22", "516", "564", "5394"]
    assert found.height == 10 * 22 + 200 * 26 + 24


def test_nothing_to_draw():
    assert heat_map("h", "Unit", AREAS, []) is None
    assert heat_map("h", "Unit", {}, [HIGH]) is None
