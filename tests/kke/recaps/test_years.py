"""Years side by side: like with like, never across instruments, never before release."""

from decimal import Decimal

import pytest

from assessments.kke.recaps.years import Change, UnitYear, change, unit_years
from assessments.models import State
from tests.factories import assessments as make
from tests.factories.units import make_unit
from tests.kke.recaps.workbooks import content, opened, rows, told


def year(world, number: int, state: str, *, unit=None, policy="policy-2024"):
    """The year of a unit (PKM-01)."""
    period = world.instansi.periods.filter(year=number).first() or make.make_period(
        world.instansi, number, policy
    )
    return make.make_assessment(period, unit or world.unit, state)


def fill(world, a, **answers) -> None:
    """Sheets by kind."""
    for kind, how in answers.items():
        make.fill_answers(make.make_sheet(a, kind), how, by=world.petugas)


def test_a_unit_over_its_years(world):
    before = year(world, 2025, State.BELUM_MEMENUHI)
    fill(world, before, unit="best", tpi="worst")
    now = year(world, 2026, State.SELESAI_TPI)
    fill(world, now, unit="best", tpi="best")
    book = opened(world, "tahun")
    assert book.sheetnames == ["Antartahun", "Per tahun", "Petunjuk"]
    [row] = rows(book["Antartahun"])
    assert list(row.values()) == [
        *("PKM-01", "Puskesmas Melati"),
        *(100, 0, None, "Belum memenuhi", None, None),
        *(100, 100, None, "Selesai TPI", 100, "TPI, dari 2025"),
    ]


def test_the_files_head_names_the_instrument_of_each_year(world):
    year(world, 2019, State.WBK, policy="policy-2019")
    sheet = opened(world, "tahun")["Antartahun"]
    assert [cell.value for cell in sheet[4] if cell.value] == ["2019 · lke-zi-2014", "2026 · lke-zi-2021"]
    told = [tuple(row.values()) for row in rows(opened(world, "tahun")["Petunjuk"])]
    assert [line[0] for line in told[:2]] == ["Instrumen 2019", "Instrumen 2026"]


def test_years_of_different_instruments_are_not_compared(world):
    fill(world, year(world, 2019, State.WBK, policy="policy-2019"), unit="worst", tpi="worst")
    fill(world, year(world, 2026, State.WBK), unit="best", tpi="best")
    [row] = rows(opened(world, "tahun")["Antartahun"])
    assert (row["Perubahan 2026"], row["Yang dibandingkan 2026"]) == (None, "instrumen lain")


def test_a_year_that_the_unit_left_out_is_empty_and_the_one_before_counts(world):
    fill(world, year(world, 2024, State.WBK), unit="worst")
    year(world, 2025, State.TERDAFTAR, unit=world.unit2)
    fill(world, year(world, 2026, State.PENILAIAN_MANDIRI), unit="best")
    found = {row["Kode unit"]: row for row in rows(opened(world, "tahun")["Antartahun"])}
    row = found["PKM-01"]
    assert (row["Unit 2025"], row["Tahap 2025"], row["Yang dibandingkan 2025"]) == (None, None, None)
    assert (row["Perubahan 2026"], row["Yang dibandingkan 2026"]) == (100, "Unit, dari 2024")
    assert (found["DKC"]["Tahap 2025"], found["DKC"]["Unit 2025"]) == ("Terdaftar", None)


@pytest.mark.parametrize(
    ("before", "now", "moved"),
    [
        (
            {"Unit": 1, "TPI": 2, "TPN": 3},
            {"Unit": 5, "TPI": 7, "TPN": 9},
            Change(Decimal(6), "TPN, dari 2026"),
        ),
        ({"Unit": 1, "TPI": 2, "TPN": 3}, {"Unit": 5, "TPI": 7}, Change(Decimal(5), "TPI, dari 2026")),
        ({"Unit": 9}, {"Unit": 5, "TPI": 7}, Change(Decimal(-4), "Unit, dari 2026")),
        ({}, {"Unit": 5}, Change(None, "")),
    ],
)
def test_like_is_compared_with_like(world, before, now, moved):
    one, other = (
        UnitYear(world.period, State.WBK, {side: Decimal(n) for side, n in totals.items()})
        for totals in (before, now)
    )
    assert change(other, one) == moved
    assert change(other, None) == Change(None, "")


@pytest.mark.parametrize("state", [State.PENILAIAN_TPI, State.PERBAIKAN])
def test_before_release_the_file_is_the_same_whatever_tpi_has(world, state):
    fill(world, year(world, 2025, State.WBK), unit="best", tpi="best")
    a = year(world, 2026, state)
    fill(world, a, unit="random")
    before = told(content(world, "tahun"))
    fill(world, a, tpi="worst", tpn="best")
    assert told(content(world, "tahun")) == before


def test_sums_of_each_year(world):
    fill(world, year(world, 2025, State.WBK), unit="best", tpi="best")
    fill(world, year(world, 2025, State.BELUM_MEMENUHI, unit=world.unit2), unit="best", tpi="worst")
    year(world, 2026, State.TERDAFTAR)
    found = [tuple(row.values())[3:] for row in rows(opened(world, "tahun")["Per tahun"])]
    assert found == [(2, 100, 50, None, 2, 1, 0), (1, None, None, None, 0, 0, 0)]


def test_units_of_another_instansi_are_not_in_it(world):
    world.assessment(unit=world.other_unit)
    assert opened(world, "tahun")["Antartahun"]["A6"].value == (
        "Belum ada unit yang terdaftar pada tahun mana pun."
    )


def test_queries_do_not_grow_with_units_and_years(world, django_assert_num_queries):
    fill(world, year(world, 2026, State.WBK), unit="best")
    with django_assert_num_queries(3):  # units, their years, the sheets
        list(unit_years([world.period]))
    for code in ("A", "B"):
        fill(world, year(world, 2026, State.WBK, unit=make_unit(world.instansi, code)), unit="best")
    fill(world, year(world, 2025, State.WBK), unit="best")
    periods = list(world.instansi.periods.select_related("instrument", "policy"))
    with django_assert_num_queries(3):
        assert [unit.code for unit, _ in unit_years(periods)] == ["A", "B", "PKM-01"]
