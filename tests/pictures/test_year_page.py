"""The pictures of a year: the units' own values at any time, TPI's only of released units."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.models import State
from assessments.pictures.drawing import Row
from assessments.pictures.of_year import year_pictures
from tests.assessments.after import BEST, WORST, judged, small_year

URL = "/instansi/KAB-X/2026/gambar/"
LOW = {**BEST, "A.1.a": "Tidak"}


@pytest.fixture
def year(world):
    small_year(world)
    return world.period


def page(world, query: str = "", who: str = "admin") -> str:
    response = world.client(who).get(URL + query)
    assert response.status_code == 200
    return response.content.decode()


def test_units_in_order_with_what_lies_below_the_minimum(world, year):
    b = judged(world, "U2", unit=LOW)
    a = judged(world, "U1", unit=BEST)
    empty = judged(world, "U3", unit={}, tpi=None, state=State.PENILAIAN_MANDIRI)
    found = year_pictures(year, "unit")
    assert found.heat_map.table.rows == (
        Row("U1 Unit U1", ("100,00", "100,00", "100,00"), f"/penilaian/{a.pk}/"),
        Row("U2 Unit U2", ("50,00 (kurang)", "100,00", "80,00"), f"/penilaian/{b.pk}/"),
        Row("U3 Unit U3", ("–", "–", "–"), f"/penilaian/{empty.pk}/"),
    )
    assert (found.shown, found.registered, found.distribution.count) == (2, 3, 2)
    assert "2 dari 3 unit sudah menjawab." in page(world)


@pytest.mark.parametrize("state", [State.PENILAIAN_TPI, State.PERBAIKAN])
def test_tpi_counts_from_the_release_on_alone(world, year, state):
    judged(world, "U1", tpi=LOW)
    judged(world, "U2", tpi=WORST, state=state)
    found = year_pictures(year, "tpi")
    assert [(row.name, *row.cells) for row in found.heat_map.table.rows] == [
        ("U1 Unit U1", "50,00 (kurang)", "100,00", "80,00")
    ]
    assert (found.shown, found.distribution.count) == (1, 1)
    assert "U1 Unit U1" in page(world, "?nilai=tpi")
    assert "Unit U2" not in page(world, "?nilai=tpi")
    assert "1 dari 2 unit sudah dirilis TPI." in page(world, "?nilai=tpi", "pimpinan_instansi")


def test_before_anything_is_there_the_page_says_what_will_be(world, year):
    assert "Gambar tampil di sini sesudah unit pertama mulai menjawab." in page(world)
    judged(world, "U1", state=State.PENILAIAN_TPI)
    assert "Belum ada unit yang dirilis" in page(world, "?nilai=tpi")


def test_a_word_that_is_no_side_shows_the_units_own(world, year):
    judged(world, "U1")
    assert "menurut penilaian mandiri unit" in page(world, "?nilai=ngawur")


def test_two_predicates_have_two_minima(world, year):
    a = judged(world, "U1", unit=LOW)
    a.target = "WBBM"  # 85 points
    a.save()
    judged(world, "U2", unit=LOW)
    found = year_pictures(year, "unit")
    assert [(line.total, line.short) for line in found.heat_map.lines] == [("80,00", True), ("80,00", False)]
    assert [(flag.mark, flag.word.text) for flag in found.distribution.flags] == [
        ("minimum", "Minimal WBK 75,00"),
        ("median", "Median 80,00"),
    ]


@pytest.mark.parametrize(
    ("who", "status"), [("petugas", 404), ("ketua", 404), ("orang_asing", 404), ("tanpa_peran", 404)]
)
def test_who_is_a_stranger_to_the_year(world, year, who, status):
    assert world.client(who).get(URL).status_code == status


def test_the_year_leads_there(world, year):
    assert URL in world.client("admin").get("/instansi/KAB-X/2026/").content.decode()


@pytest.mark.parametrize("query", ["", "?nilai=tpi"])
def test_queries(world, year, query):
    """Session, user, hats (2), the period, its units, their sheets; the same for one unit and twelve."""
    counts = []
    for first, last in ((0, 1), (1, 12)):
        for number in range(first, last):
            judged(world, f"U{number:02}")
        page(world, query)
        with CaptureQueriesContext(connection) as captured:
            page(world, query)
        counts.append(len(captured))
    assert counts == [7, 7]
