"""The pictures of a unit: what its readers get, and nothing of TPI before the release."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments.models import Sheet, State, StateChange
from assessments.pictures.drawing import Row
from assessments.pictures.of_unit import pictures_of, year_of
from assessments.queries import visible_assessments
from tests.assessments.after import BEST, WORST, judged, small_year
from tests.factories import assessments as make

LOW = {**BEST, "A.1.a": "Tidak"}  # 80,00; MP 50,00 %
OWN = {**BEST, "B": "3.5"}  # 95,00


@pytest.fixture
def a(world):
    """The world's unit, released: 95,00 by itself, 80,00 by TPI."""
    small_year(world)
    return judged(world, world.unit.code, unit=OWN, tpi=LOW)


def page(world, who, a) -> str:
    response = world.client(who).get(f"/penilaian/{a.pk}/gambar/")
    assert response.status_code == 200
    return response.content.decode()


def drawn(world, who, a):
    user = world.people[who]
    return pictures_of(user, visible_assessments(user).get(pk=a.pk), now=timezone.now())


READERS = [
    "petugas",
    "petugas_pokja",
    "pimpinan_unit",
    "anggota",
    "ketua",
    "pengendali",
    "admin",
    "pimpinan_instansi",
]


@pytest.mark.parametrize("who", READERS)
def test_everybody_who_reads_the_result_gets_the_same_numbers(world, a, who):
    found = drawn(world, who, a)
    assert [row.cells[:2] for row in found.radar.table.rows] == [("100,00", "50,00"), ("100,00", "100,00")]
    assert found.waterfall.bars[0].text == "80,00"
    assert found.totals.table.rows == (Row("2026", ("95,00", "80,00")),)
    assert found.areas.title == "Area perubahan dari tahun ke tahun menurut TPI, persen"
    assert "80,00" in page(world, who, a)


@pytest.mark.parametrize("state", [State.PENILAIAN_TPI, State.PERBAIKAN])
@pytest.mark.parametrize("who", READERS)
def test_before_the_release_nothing_of_tpi_is_drawn_whatever_the_seat(world, a, who, state):
    make.set_state(a, state)
    found = drawn(world, who, a)
    assert [row.cells[0] for row in found.radar.table.rows] == ["100,00", "100,00"]
    assert found.radar.table.head[1] == "Unit (%)"
    assert found.waterfall.bars[0].text == "95,00"
    assert found.totals.table.head == ("Tahun", "Unit")
    assert (found.distribution, found.few) == (None, False)
    html = page(world, who, a)
    assert "80,00" not in html
    assert "50,00" not in html
    assert "Nilai TPI tampil di sini sesudah penilaian TPI difinalkan." in html


def test_the_page_is_the_same_whatever_tpi_has(world, a):
    make.set_state(a, State.PENILAIAN_TPI)
    before = page(world, "ketua", a)
    make.fill_answers(a.sheets.get(kind=Sheet.Kind.TPI), WORST, by=world.ketua)
    assert [line for line in page(world, "ketua", a).split("\n") if "csrf" not in line.lower()] == [
        line for line in before.split("\n") if "csrf" not in line.lower()
    ]


@pytest.mark.parametrize(
    ("who", "state", "status"),
    [
        ("petugas_lain", State.SELESAI_TPI, 404),
        ("orang_asing", State.SELESAI_TPI, 404),
        ("tanpa_peran", State.SELESAI_TPI, 404),
        ("anggota", State.PENILAIAN_MANDIRI, 403),
        ("ketua", State.PEMBANGUNAN, 403),
    ],
)
def test_who_may_not_look(world, a, who, state, status):
    make.set_state(a, state)
    assert world.client(who).get(f"/penilaian/{a.pk}/gambar/").status_code == status


def test_a_unit_without_answers_says_what_will_be_here(world):
    small_year(world)
    a = world.assessment(State.PENILAIAN_MANDIRI)
    world.sheet(a)
    found = drawn(world, "petugas", a)
    assert (found.radar, found.waterfall, found.totals, found.areas) == (None, None, None, None)
    html = page(world, "petugas", a)
    assert "Belum ada jawaban" in html
    assert "Belum ada nilai" in html
    assert "Di antara unit lain" not in html


# --- among others ----------------------------------------------------------------------------------------------


def neighbours(world, count: int, state: str = State.SELESAI_TPI, *, first: int = 0) -> None:
    for number in range(first, first + count):
        judged(world, f"TETANGGA-{number}", tpi={**WORST, "B": str(number % 4)}, state=state)


@pytest.mark.parametrize("who", ["petugas", "pimpinan_unit", "anggota", "ketua"])
def test_five_others_are_needed_so_that_nobody_is_guessed(world, a, who):
    neighbours(world, 4)
    assert (drawn(world, who, a).distribution, drawn(world, who, a).few) == (None, True)
    assert "sesudah sedikitnya 5 unit lain dirilis" in page(world, who, a)
    neighbours(world, 1, first=4)
    found = drawn(world, who, a)
    assert (found.distribution.count, found.few) == (6, False)


def test_the_instansi_sees_the_distribution_of_any_number(world, a):
    assert drawn(world, "admin", a).distribution.count == 1
    assert drawn(world, "pimpinan_instansi", a).distribution.count == 1


def test_others_have_neither_name_nor_exact_value(world, a):
    neighbours(world, 5)  # 0, 10, 20, 30 and 0 points
    judged(world, "RAHASIA", tpi={**WORST, "B": "3.37"})  # 33.7 points
    found = drawn(world, "petugas", a).distribution
    assert [row for row in found.table.rows if row.cells != ("0 unit",)] == [
        Row("0 sampai di bawah 5", ("2 unit",)),
        Row("10 sampai di bawah 15", ("1 unit",)),
        Row("20 sampai di bawah 25", ("1 unit",)),
        Row("30 sampai di bawah 35", ("2 unit",)),
        Row("80 sampai di bawah 85", ("1 unit",)),
        Row("Minimal WBK", ("75,00",)),
        Row("Unit ini", ("80,00",)),
    ]
    assert "Median" not in found.desc
    assert (
        Row("Median", ("20,00",)) in drawn(world, "admin", a).distribution.table.rows
    )  # of a unit it may look into
    html = page(world, "petugas", a)
    assert [word for word in ("TETANGGA", "RAHASIA", "33,70", "33.7") if word in html] == []


def test_units_that_are_not_released_and_other_instansi_do_not_count(world, a):
    neighbours(world, 6, State.PENILAIAN_TPI)
    other = make.make_assessment(world.other_period, world.other_unit, State.SELESAI_TPI)
    make.fill_answers(make.make_sheet(other, Sheet.Kind.TPI), BEST, by=world.ketua)
    assert drawn(world, "admin", a).distribution.count == 1
    assert drawn(world, "petugas", a).few is True


# --- years -----------------------------------------------------------------------------------------------------


def earlier(world, year: int, state: str):
    period = make.make_period(world.instansi, year)
    period.policy, period.instrument = world.period.policy, world.period.instrument
    period.save()
    before = make.make_assessment(period, world.unit, state)
    make.fill_answers(make.make_sheet(before), LOW, by=world.petugas)
    make.fill_answers(make.make_sheet(before, Sheet.Kind.TPI), WORST, by=world.ketua)
    return before


def test_years_stand_side_by_side_for_the_unit_and_not_for_a_team_of_one_year(world, a):
    earlier(world, 2025, State.SELESAI_TPI)
    assert drawn(world, "petugas", a).totals.table.rows == (
        Row("2025", ("80,00", "0,00")),
        Row("2026", ("95,00", "80,00")),
    )
    assert drawn(world, "ketua", a).totals.table.rows == (Row("2026", ("95,00", "80,00")),)
    assert "Baru ada satu tahun." in page(world, "ketua", a)


def test_an_earlier_year_that_is_open_again_keeps_what_tpi_has(world, a):
    earlier(world, 2025, State.PENILAIAN_TPI)
    found = drawn(world, "petugas", a)
    assert found.totals.table.rows[0] == Row("2025", ("80,00", "–"))
    assert [row.name for row in found.areas.table.rows] == ["2026"]


def test_what_tpn_found_stands_beside_both(world, a):
    make.fill_answers(make.make_sheet(a, Sheet.Kind.TPN), {**LOW, "B": "3"}, by=world.admin)
    make.set_state(a, State.PENILAIAN_TPN)
    found = drawn(world, "petugas", a)
    assert [shape.mark for shape in found.radar.shapes] == ["ring", "disc", "diamond"]
    assert found.waterfall.title == "Dari nilai TPN ke nilai minimal WBK"
    assert found.totals.table.rows[0].cells == ("95,00", "80,00", "70,00")


# --- the year as a line ----------------------------------------------------------------------------------------


def test_stages_follow_the_changes_in_the_days_of_the_instansi(world, a):
    zone = world.instansi.zone
    made = datetime(2026, 1, 5, 23, 30, tzinfo=zone)
    a.created_at = made
    changes = [
        StateChange(target=State.PENCANANGAN, at=made + timedelta(days=10)),
        StateChange(target=State.PEMBANGUNAN, at=made + timedelta(days=20)),
        StateChange(target=State.SELESAI_TPI, at=made + timedelta(days=40)),
    ]
    found = year_of(a, changes, now=made + timedelta(days=60))
    assert [(row.name, *row.cells) for row in found.table.rows[:4]] == [
        ("Terdaftar", "5 Januari 2026 – 15 Januari 2026", "selesai"),
        ("Pencanangan", "15 Januari 2026 – 25 Januari 2026", "selesai"),
        ("Pembangunan", "25 Januari 2026 – 14 Februari 2026", "selesai"),
        ("Selesai TPI", "sejak 14 Februari 2026", "sedang berjalan"),
    ]
    assert [flag.name for flag in found.flags if flag.name == "Batas pengajuan ke TPI"] == [
        "Batas pengajuan ke TPI"
    ]
    assert len(found.flags) == 3


def test_a_year_that_was_typed_in_later_does_not_run_backwards(world, a):
    zone = world.instansi.zone
    declared = datetime(2026, 5, 25, 9, 0, tzinfo=zone)
    a.created_at = declared + timedelta(days=180)
    found = year_of(a, [StateChange(target=a.state, at=declared)], now=a.created_at)
    assert [row.cells[0] for row in found.table.rows[:2]] == ["25 Mei 2026", "sejak 25 Mei 2026"]


def test_a_state_without_a_change_and_an_end_are_told(world, a):
    a = make.set_state(a, State.WBK)
    found = year_of(a, [], now=a.state_since + timedelta(days=90))
    assert [(row.name, row.cells[1]) for row in found.table.rows[:2]] == [
        ("Terdaftar", "selesai"),
        ("Ditetapkan WBK", "selesai"),
    ]


def test_the_page_of_the_unit_shows_the_line_and_leads_to_the_pictures(world, a):
    html = world.client("petugas").get(f"/penilaian/{a.pk}/").content.decode()
    assert f"Garis waktu {world.period.year}" in html
    assert f"/penilaian/{a.pk}/gambar/" in html
    make.set_state(a, State.PENILAIAN_MANDIRI)
    html = world.client("ketua").get(f"/penilaian/{a.pk}/").content.decode()
    assert f"/penilaian/{a.pk}/gambar/" not in html


def test_queries(world, a):
    """Session, user, hats and conflicts (3 for a unit), the unit; its sheets and the answers of two sides; years and
    their sheets; released totals; changes of state; changed deadlines. The same for one unit and eleven, and for two
    years.
    """
    counts = []
    for step in (
        lambda: None,
        lambda: neighbours(world, 10),
        lambda: earlier(world, 2025, State.SELESAI_TPI),
    ):
        step()
        world.client("petugas").get(f"/penilaian/{a.pk}/gambar/")
        with CaptureQueriesContext(connection) as captured:
            page(world, "petugas", a)
        counts.append(len(captured))
    assert counts == [13, 13, 13]
