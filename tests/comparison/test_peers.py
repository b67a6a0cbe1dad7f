"""Units of one kind: anonymous, coarse, released results of the own instansi alone, never of fewer than five."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments.comparison.peers import FEW, NO_KIND, NOT_RELEASED, peers_of
from assessments.history.lens import lens_of
from assessments.models import Sheet, State, StateChange
from assessments.pictures.drawing import Row
from assessments.queries import visible_assessments
from tests.assessments.after import BEST, WORST, judged, small_year, with_note
from tests.assessments.answering import without_tokens
from tests.factories import assessments as make
from tests.factories.units import make_unit
from units.models import TeamUnit

KIND = "Puskesmas"
HALF = {**BEST, "A.1.a": "Tidak", "B": "3"}  # 70,00; MP 50 %, PP 100 %


def of_kind(place, kind: str = KIND) -> None:
    place.service_kind = kind
    place.save()


@pytest.fixture
def a(world):
    """The world's unit, a Puskesmas, released with 70,00."""
    small_year(world)
    of_kind(world.unit)
    return judged(world, world.unit.code, tpi=HALF)


def peers(world, count: int, *, first: int = 0, state: str = State.SELESAI_TPI, kind: str = KIND) -> list:
    """Released one after another; totals 0, 10, 20, … by their index B."""
    found = []
    for number in range(first, first + count):
        one = judged(world, f"SEJENIS-{number}", tpi={**WORST, "B": str(number % 5)}, state=state)
        of_kind(one.unit, kind)
        at = timezone.now() + timedelta(minutes=number)
        StateChange.objects.create(
            assessment=one,
            name="finalkan",
            source=State.PENILAIAN_TPI,
            target=State.SELESAI_TPI,
            by=world.ketua,
            role="Ketua TPI",
            at=at,
        )
        found.append(one)
    return found


def seen(world, who, a):
    user = world.people[who]
    found = visible_assessments(user).get(pk=a.pk)
    return peers_of(user, found, may_see=lens_of(user, found).final)


def page(world, who, a) -> str:
    response = world.client(who).get(f"/penilaian/{a.pk}/bandingkan/?lihat=sejenis")
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("who", ["petugas", "pimpinan_unit", "ketua", "admin"])
def test_four_others_are_too_few_and_five_are_told_coarsely(world, a, who):
    peers(world, 4)
    assert (seen(world, who, a).why, seen(world, who, a).picture) == (FEW, None)
    assert "Unit sejenis belum cukup" in page(world, who, a)
    peers(world, 1, first=4)  # 0, 10, 20, 30, 40
    table = seen(world, who, a).picture.table
    assert table.head[1:] == (
        "Unit ini",
        "Letak unit",
        "Kuartil bawah",
        "Median",
        "Kuartil atas",
        "Minimal WBK",
    )
    assert table.rows == (
        Row("Nilai total", ("70,00", "di atas", "± 10", "± 20", "± 30", "75")),
        Row("MP Manajemen Perubahan", ("50,00%", "di atas", "± 0%", "± 0%", "± 0%", "60%")),
        Row(
            "PP Peningkatan Kualitas Pelayanan Publik",
            ("100,00%", "di atas", "± 0%", "± 0%", "± 0%", "60%"),
        ),
    )


def test_neither_names_nor_counts_nor_exact_values_are_told(world, a):
    peers(world, 4)
    secret = judged(world, "RAHASIA", tpi={**WORST, "B": with_note("3.37", "CATATAN 991")})  # 33,70
    of_kind(secret.unit)
    html = page(world, "petugas", a)
    assert "± 20" in html
    assert [
        w for w in ("SEJENIS", "RAHASIA", "33,7", "33.7", "CATATAN", "5 unit", "6 unit") if w in html
    ] == []


def test_only_released_results_of_the_same_kind_year_and_instansi_count(world, a):
    """A fifth that is not released, of another kind, or of another instansi moves no byte of the page."""
    peers(world, 4)
    before = without_tokens(page(world, "petugas", a).encode())
    waiting = peers(world, 1, first=4, state=State.PENILAIAN_TPI)[0]
    peers(world, 1, first=5, kind="Kecamatan")
    make.fill_answers(waiting.sheets.get(kind=Sheet.Kind.TPI), BEST, by=world.ketua)
    for number in range(5):
        place = make_unit(world.other_instansi, f"ASING-{number}", service_kind=KIND)
        foreign = make.make_assessment(world.other_period, place, State.SELESAI_TPI)
        make.fill_answers(make.make_sheet(foreign, Sheet.Kind.TPI), BEST, by=world.ketua)
    assert without_tokens(page(world, "petugas", a).encode()) == before
    assert seen(world, "petugas", a).why == FEW
    assert world.client("orang_asing").get(f"/penilaian/{a.pk}/bandingkan/?lihat=sejenis").status_code == 404


def test_before_the_own_release_others_stay_shut_for_everybody(world, a):
    peers(world, 5)
    make.set_state(a, State.PENILAIAN_TPI)
    whys = {who: seen(world, who, a).why for who in ("petugas", "admin", "anggota", "ketua", "pengendali")}
    assert set(whys.values()) == {NOT_RELEASED}
    assert "±" not in page(world, "ketua", a)


def test_who_knows_some_of_the_five_does_not_work_out_the_rest(world, a):
    """A lead who may look into one of five others could subtract it; who sees all has nothing to guess."""
    others = peers(world, 5)
    assert seen(world, "ketua", a).why == ""
    TeamUnit.objects.create(unit=others[0].unit, year=world.period.year, team=world.team)
    assert [seen(world, who, a).why for who in ("ketua", "anggota", "petugas", "admin")] == [FEW, FEW, "", ""]


def test_a_single_release_changes_nothing_the_fifth_does(world, a):
    peers(world, 5)
    totals = []
    for number in range(5, 10):
        totals.append(seen(world, "petugas", a).picture.table.rows[0].cells[2:5])
        later = peers(world, 1, first=number)[0]
        make.fill_answers(later.sheets.get(kind=Sheet.Kind.TPI), BEST, by=world.ketua)
    totals.append(seen(world, "petugas", a).picture.table.rows[0].cells[2:5])
    assert totals == [("± 10", "± 20", "± 30")] * 5 + [("± 25", "± 70", "± 100")]


def test_an_area_with_fewer_than_five_values_is_withheld(world, a):
    others = peers(world, 5)
    sheet = others[0].sheets.get(kind=Sheet.Kind.TPI)
    sheet.areas = {code: value for code, value in sheet.areas.items() if code != "MP"}
    sheet.save()
    rows = seen(world, "petugas", a).picture.table.rows
    assert [row.cells[1:5] for row in rows[:2]] == [
        ("di atas", "± 10", "± 20", "± 30"),
        ("–", "–", "–", "–"),
    ]


def test_without_a_kind_the_page_says_who_fills_it(world, a):
    of_kind(world.unit, "")
    assert seen(world, "petugas", a).why == NO_KIND
    edit = f"/kelola/KAB-X/unit/{world.unit.pk}/"
    assert [edit in page(world, who, a) for who in ("petugas", "admin")] == [False, True]


def test_queries(world, a):
    """Session, user, hats (2), the unit; the released sheets; those the reader knows."""
    counts = []
    for first, count in ((0, 5), (5, 10)):
        peers(world, count, first=first)
        page(world, "petugas", a)
        with CaptureQueriesContext(connection) as captured:
            page(world, "petugas", a)
        counts.append(len(captured))
    assert counts == [7, 7]
