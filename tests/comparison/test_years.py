"""Years of one unit: what compares is subtracted, what does not is told with the reason."""

from fractions import Fraction as F

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.carrying.mapping import mapping_between
from assessments.comparison.lines import Cell
from assessments.comparison.two_years import two_years
from assessments.comparison.years import years_beside
from assessments.engine.answers import Given
from assessments.engine.carrying import same_scale
from assessments.engine.scoring import score
from assessments.models import Sheet, State
from assessments.queries import visible_assessments
from tests.assessments.after import BEST, WORST, judged, small_year
from tests.engine.material import instrument
from tests.factories import assessments as make

LOW = {**BEST, "A.1.a": "Tidak"}  # 80,00


@pytest.fixture
def a(world):
    """The world's unit in 2026: 100,00 by itself, 80,00 by TPI, released."""
    small_year(world)
    return judged(world, world.unit.code, tpi=LOW)


def earlier(world, year: int, *, state: str = State.SELESAI_TPI, small: bool = True):
    """An earlier year of the unit: 80,00 by itself, 0,00 by TPI."""
    period = make.make_period(world.instansi, year)
    if small:
        period.policy, period.instrument = world.period.policy, world.period.instrument
        period.save()
    before = make.make_assessment(period, world.unit, state)
    make.fill_answers(make.make_sheet(before), LOW if small else "best", by=world.petugas)
    make.fill_answers(make.make_sheet(before, Sheet.Kind.TPI), WORST if small else "worst", by=world.ketua)
    return before


def seen(world, who, a, **chosen):
    user = world.people[who]
    return years_beside(user, visible_assessments(user).get(pk=a.pk), **chosen)


def page(world, who, a, query: str = "") -> str:
    response = world.client(who).get(f"/penilaian/{a.pk}/bandingkan/?lihat=tahun{query}")
    assert response.status_code == 200
    return response.content.decode()


def test_an_unfinished_year_is_not_subtracted_and_only_what_both_answered_is_paired(world, a):
    earlier(world, 2025)
    sheet = Sheet.objects.get(assessment=a, kind=Sheet.Kind.UNIT)
    make.fill_answers(sheet, {"A.1.a": BEST["A.1.a"]}, by=world.petugas)
    pair = seen(world, "petugas", a, side="Unit").pair
    assert (pair.scale, pair.total.difference, {x.difference for x in pair.areas}) == (False, "", {""})
    assert "tahun 2026 baru 1 dari" in pair.notice
    assert (pair.paired, pair.changed, [line.code for g in pair.groups for line in g.lines]) == (
        1,
        1,
        ["A.1.a"],
    )


def test_two_years_of_one_instrument_are_subtracted_the_largest_change_first(world, a):
    earlier(world, 2025)
    found = seen(world, "petugas", a)
    assert [(line.year, line.totals) for line in found.lines] == [
        (2025, (Cell("Unit", "80,00"), Cell("TPI", "0,00"), Cell("TPN", "–"))),
        (2026, (Cell("Unit", "100,00"), Cell("TPI", "80,00"), Cell("TPN", "–"))),
    ]
    pair = found.pair
    assert (pair.old, pair.new, pair.side, pair.scale, pair.notice) == (2025, 2026, "TPI", True, "")
    assert (pair.total.old, pair.total.new, pair.total.difference) == ("0,00", "80,00", "+80,00")
    assert [(x.code, x.old, x.new, x.difference) for x in pair.areas] == [
        ("MP", "0,00%", "50,00%", "+50,00"),
        ("PP", "0,00%", "100,00%", "+100,00"),
    ]
    assert [(g.name, g.points, [(x.code, x.points) for x in g.lines]) for g in pair.groups] == [
        ("Hasil", "+40,00", [("B", "+40,00")]),
        ("Manajemen Perubahan", "+20,00", [("A.1.b", "+20,00")]),
        ("Peningkatan Kualitas Pelayanan Publik", "+20,00", [("A.2.a", "+20,00")]),
    ]
    assert (pair.paired, pair.changed, pair.unpaired) == (4, 3, ())


def test_the_party_and_the_year_are_chosen_and_what_is_unknown_is_left_aside(world, a):
    earlier(world, 2024)
    earlier(world, 2025)
    assert seen(world, "petugas", a).pair.old == 2025
    chosen = seen(world, "petugas", a, other="2024", side="Unit").pair
    assert (chosen.old, chosen.side, [x.code for g in chosen.groups for x in g.lines]) == (
        2024,
        "Unit",
        ["A.1.a"],
    )
    odd = seen(world, "petugas", a, other="١٩٩٩", side="TPN").pair
    assert (odd.old, odd.side) == (2025, "TPI")
    html = page(world, "petugas", a, "&dengan=2024&menurut=Unit&tampil=semua")
    assert "?lihat=tahun&amp;dengan=2025&amp;menurut=Unit&amp;tampil=semua#pasangan" in html
    assert "Rencana kerja sudah ada" in html


def test_a_year_without_answers_says_so_and_shows_the_years_before(world, a):
    earlier(world, 2025)
    a.sheets.update(answered=0)
    found = seen(world, "petugas", a)
    assert ([line.year for line in found.lines], found.here, found.pair) == ([2025], False, None)
    assert "Tahun ini belum ada nilai" in page(world, "petugas", a)


def test_a_later_year_can_stand_beside_an_earlier_one(world, a):
    before = earlier(world, 2025)
    assert (seen(world, "petugas", before).pair.old, seen(world, "petugas", before).pair.new) == (2025, 2026)


@pytest.mark.parametrize("state", [State.PENILAIAN_TPI, State.PERBAIKAN])
def test_before_the_release_years_are_compared_by_the_unit_alone(world, a, state):
    earlier(world, 2025)
    make.set_state(a, state)
    for who in ("petugas", "admin", "pimpinan_instansi"):
        found = seen(world, who, a, side="TPI")
        assert (found.sides, found.pair.side) == (("Unit",), "Unit")
    assert seen(world, "ketua", a).pair is None  # a team knows its own year alone
    html = page(world, "ketua", a)
    assert "Baru ada satu tahun" in html
    assert "80,00" not in html


def test_between_instruments_only_what_the_mapping_pairs_is_compared():
    old, new = instrument("lke-zi-2014"), instrument("lke-zi-2021")
    mapping = mapping_between(old, new)
    assert same_scale(old, old)
    assert not same_scale(old, new)
    code, successor = next(iter(mapping.items.items()))
    question = old.questions[code]
    least = min(question.options, key=lambda option: option.value).code
    told = (make.answers_for(old) | {code: Given(least)}, make.answers_for(new))
    scores = [score(old, told[0]), score(new, told[1])]
    pair = two_years(
        (2021, 2022),
        (old, new),
        told,
        scores,
        side="Unit",
        mapping=mapping,
        minima={"total": (F(75),)},
        every=False,
    )
    assert (pair.scale, pair.total.difference, {x.difference for x in pair.areas}) == (False, "", {""})
    assert pair.notice == (
        "Kedua tahun memakai instrumen yang berbeda (lke-zi-2014 dan lke-zi-2021), jadi nilai total dan area tidak "
        f"dapat dibandingkan langsung. Yang sebanding hanya {len(mapping.items)} pertanyaan di bawah."
    )
    line = pair.groups[0].lines[0]
    assert (pair.paired, pair.changed, line.code) == (len(mapping.items), 1, successor.code)
    assert line.hint.startswith(f"Dahulu {code}: ")
    assert sum(len(one.codes) for one in pair.unpaired if one.year == 2021) == 84 - len(mapping.items)
    assert pair.alone == 84 + 113 - 2 * len(mapping.items)


def test_without_a_mapping_the_page_says_that_nothing_compares(world, a):
    earlier(world, 2025, small=False)
    pair = seen(world, "petugas", a, every=True).pair
    assert (pair.scale, pair.paired, pair.groups) == (False, 0, ())
    unconnected = [line.pieces for line in seen(world, "petugas", a).totals.lines]
    assert unconnected == [(), ()]
    html = page(world, "petugas", a)
    assert "Tidak ada pertanyaan yang sebanding" in html
    assert html.count(">tidak sebanding<") == 1 + len(pair.areas)


def test_queries(world, a):
    """Session, user, hats (2), the unit; years and their sheets; the answers of the pair."""
    counts = []
    for year in (2025, 2024):
        earlier(world, year)
        page(world, "petugas", a)
        with CaptureQueriesContext(connection) as captured:
            page(world, "petugas", a)
        counts.append(len(captured))
    assert counts == [8, 8]
