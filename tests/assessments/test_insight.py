"""What a year teaches the inspectorate: means over released units only, and progress of the others."""

from datetime import datetime, timedelta
from fractions import Fraction as F

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments.insight import members, questions, read, teams, units_at
from assessments.models import Assessment, Round, Sheet, State, StateChange
from tests.assessments.after import BEST, WORST, judged, small_year
from tests.assessments.answering import without_tokens
from tests.factories import assessments as make
from tests.factories.units import make_team, make_unit, make_user
from units.models import TeamUnit

URL = "/instansi/KAB-X/2026/evaluasi-tpi/"
LOW = {**BEST, "A.1.a": "Tidak"}  # 20 points less
LOWER = {**LOW, "B": "3"}  # 30 points less


@pytest.fixture
def year(world):
    """A year with the small instrument."""
    small_year(world)
    return world.period


@pytest.fixture
def three(world, year):
    """Three released units, three members with a sheet on each: one as final, one 20 points higher, one far lower."""
    third = make_user("anggota3", "Yuni <b>Astuti</b>")
    told = {world.anggota: LOW, world.anggota2: BEST, third: {**WORST, "A.1.b": "Ya"}}
    for code in ("U1", "U2", "U3"):
        judged(world, code, tpi=LOW, members=told)
    return third


def page(world, query: str = "", who: str = "admin") -> str:
    response = world.client(who).get(URL + query)
    assert response.status_code == 200
    return response.content.decode()


# --- questions -------------------------------------------------------------------------------------------------


def test_what_units_overrate_by_effect(world, year):
    judged(world, "U1", tpi=LOW)
    judged(world, "U2", unit={**BEST, "A.2.a": "Tidak"}, tpi=LOWER)
    judged(world, "U3")
    found = questions(read(year))
    assert [(x.question.code, x.units, x.mean, x.points, x.over) for x in found] == [
        ("A.1.a", 3, F(2, 3), F(40, 3), 2),
        ("B", 3, F(1, 12), F(10, 3), 1),
        ("A.1.b", 3, 0, 0, 0),
        ("A.2.a", 3, F(-1, 3), F(-20, 3), 0),
    ]
    assert [x.share for x in found] == [F(200, 3), F(100, 3), 0, 0]
    at = units_at(read(year), "A.1.a")
    assert [(x.unit.code, x.claimed, x.found, x.points) for x in at] == [("U1", 1, 0, 20), ("U2", 1, 0, 20)]
    assert units_at(read(year), "A.2.a") == ()


def test_the_page_tells_of_how_many_and_leads_to_the_units(world, year):
    a = judged(world, "U1", tpi=LOW)
    judged(world, "U2", state=State.PENILAIAN_TPI)
    html = page(world)
    assert "Dihitung dari 1 unit yang sudah dirilis, dari 2 unit terdaftar." in html
    assert "?pertanyaan=A.1.a#pertanyaan" in html
    assert f"/penilaian/{a.pk}/bandingkan/#q-A-1-a" in page(world, "?pertanyaan=A.1.a")
    assert "Tidak ada unit yang menilai pertanyaan ini" in page(world, "?pertanyaan=B")
    assert without_tokens(page(world, "?pertanyaan=ngawur").encode()) == without_tokens(html.encode())


def test_an_index_with_other_words_for_the_same_value_is_the_same(world, year):
    judged(world, "U1", unit={**BEST, "B": "3.6"}, tpi={**BEST, "B": "3.60"})
    assert {x.points for x in questions(read(year))} == {0}


def test_an_empty_year_says_what_will_be_here(world, year):
    html = page(world)
    assert [text in html for text in ("Belum ada unit yang dirilis", "Data belum cukup")] == [True, True]
    assert questions(read(year)) == ()
    assert "Tim I" in html


# --- members ---------------------------------------------------------------------------------------------------


def test_how_members_differ(world, year, three):
    found = members(read(year))
    assert (found.too_little, found.left_out, found.median) == (False, 0, 0)
    told = [
        (x.name, x.sheets, x.points, x.absolute, x.by_question, x.absolute_by_question) for x in found.lines
    ]
    assert told == [
        ("Yuni <b>Astuti</b>", 3, -60, 60, F(-1, 2), F(1, 2)),
        ("Rudi Hartono", 3, 20, 20, F(1, 4), F(1, 4)),
        ("Maya Kusuma", 3, 0, 0, 0, 0),
    ]
    # distances from the median 0 are 0, 20 and 60; their median is 20, so more than 40 stands out
    assert [x.odd for x in found.lines] == [True, False, False]
    html = page(world)
    assert "Yuni &lt;b&gt;Astuti&lt;/b&gt;" in html
    assert "<b>Astuti" not in html
    assert "menyimpang" in html


def test_too_high_here_does_not_hide_too_low_there(world, year):
    people = [world.anggota, world.anggota2, make_user("anggota3")]
    cross = {**LOW, "A.1.a": "Ya", "A.1.b": "Tidak"}
    for code in ("U1", "U2", "U3"):
        judged(world, code, tpi=LOW, members=dict.fromkeys(people, cross))
    assert {
        (x.points, x.absolute, x.by_question, x.absolute_by_question) for x in members(read(year)).lines
    } == {(0, 40, 0, F(1, 2))}


@pytest.mark.parametrize("short", ["units", "members", "sheets"])
def test_with_too_little_there_are_no_numbers(world, year, three, short):
    """Two units, two members, or a member with two sheets: a mean would tell what single sheets said."""
    if short == "units":
        make.set_state(Assessment.objects.get(unit__code="U3"), State.PENILAIAN_TPI)
    else:
        sheets = Sheet.objects.filter(owner=three)
        lost = sheets if short == "members" else sheets.filter(assessment__unit__code="U3")
        lost.update(done_at=None)
    found = members(read(year))
    assert (found.lines, found.too_little) == ((), True)
    html = page(world)
    assert "Data belum cukup" in html
    assert [person.name in html for person in (world.anggota, world.anggota2)] == [False, False]


def test_who_has_few_sheets_is_left_out_and_said_to_be(world, year, three):
    judged(world, "U4", members={make_user("anggota4", "Baru Datang"): WORST})
    found = members(read(year))
    assert (len(found.lines), found.left_out) == (3, 1)
    html = page(world)
    assert "1 anggota belum ditampilkan" in html
    assert "Baru Datang" not in html


def test_a_sheet_that_is_open_or_excused_does_not_count(world, year, three):
    before = members(read(year))
    for fields in ({"done_at": None}, {"done_at": timezone.now(), "excused_at": timezone.now()}):
        person = make_user(f"anggota{len(fields)}x")
        for a in Assessment.objects.all():
            make.fill_answers(make.make_sheet(a, Sheet.Kind.MEMBER, person, **fields), WORST, by=person)
    assert members(read(year)) == before


# --- teams -----------------------------------------------------------------------------------------------------


def changed(a, by, *moves: tuple[str, str, datetime]) -> None:
    for source, target, at in moves:
        name = {State.SELESAI_TPI: "finalkan", State.PENILAIAN_TPI: "ajukan"}[target]
        StateChange.objects.create(
            assessment=a, name=name, source=source, target=target, by=by, role="", at=at
        )


def test_load_and_speed_of_teams(world, year):
    start = year.tpi_deadline - timedelta(days=40)
    mandiri, tpi, done = State.PENILAIAN_MANDIRI, State.PENILAIAN_TPI, State.SELESAI_TPI
    for code, days in (("U1", 4), ("U2", 9), ("U3", 41)):
        a = judged(world, code, team=world.team)
        changed(a, world.ketua, (mandiri, tpi, start), (tpi, done, start + timedelta(days=days)))
    reopened = Assessment.objects.get(unit__code="U2")
    later = start + timedelta(days=10)
    changed(reopened, world.ketua, (done, tpi, later), (tpi, done, start + timedelta(days=11)))
    round_of(reopened, world.ketua, opened=True)
    for code, state in (("U4", tpi), ("U5", State.PERBAIKAN), ("U6", State.PENDAHULUAN)):
        a = judged(world, code, team=world.team, state=state)
        if state != State.PENDAHULUAN:
            changed(a, world.ketua, (mandiri, tpi, start + timedelta(days=3)))
        round_of(a, world.ketua, opened=state == State.PERBAIKAN)
    judged(world, "U7", state=State.TERDAFTAR)
    make_team(world.instansi, name="Tim II")
    first, second, none = teams(year, read(year), now=start + timedelta(days=33))
    assert (first.name, first.assigned, first.before, first.at_tpi, first.in_round, first.released) == (
        "Tim I",
        6,
        1,
        1,
        1,
        3,
    )
    assert (first.median, first.longest, first.running, first.rounds) == (11, 41, 30, 2)
    assert (first.overdue, first.late) == (0, 1)
    assert (second.name, second.assigned, second.median, second.running) == ("Tim II", 0, None, None)
    assert (none.name, none.pk, none.assigned, none.before) == ("Belum ada tim", None, 1, 1)
    late = teams(year, read(year), now=year.tpi_deadline + timedelta(seconds=1))[0]
    assert (late.overdue, late.late) == (2, 1)
    assert [t.overdue for t in teams(year, read(year), now=year.tpi_deadline)] == [0, 0, 0]


def round_of(a, by, *, opened: bool) -> None:
    at = timezone.now() if opened else None
    Round.objects.create(assessment=a, number=1, opened_at=at, opened_by=by if opened else None)


def test_a_draft_of_requests_is_not_told(world, year):
    a = judged(world, "U1", team=world.team, state=State.PENILAIAN_TPI)
    before = without_tokens(page(world).encode())
    round_of(a, world.ketua, opened=False)
    assert without_tokens(page(world).encode()) == before


def test_days_are_those_of_the_instansis_calendar(world, year):
    a = judged(world, "U1", team=world.team)
    night = datetime(2026, 3, 1, 23, 50, tzinfo=world.instansi.zone)
    moves = [
        (State.PENILAIAN_MANDIRI, State.PENILAIAN_TPI, night),
        (State.PENILAIAN_TPI, State.SELESAI_TPI, night + timedelta(minutes=20)),
    ]
    changed(a, world.ketua, *moves)
    assert teams(year, read(year), now=timezone.now())[0].longest == 1


# --- leaks and costs -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", [State.PENILAIAN_TPI, State.PERBAIKAN])
@pytest.mark.parametrize("query", ["", "?tampil=semua", "?pertanyaan=A.1.a"])
def test_what_tpi_thinks_of_an_unreleased_unit_changes_nothing(world, year, three, state, query):
    """The unit is there before and after; after, with harsh sheets of all members and of the lead."""
    a = judged(world, "U9", tpi=None, state=state, team=world.team)
    before = without_tokens(page(world, query).encode())
    numbers = (questions(read(year)), members(read(year)), teams(year, read(year), now=year.tpi_deadline))
    make.fill_answers(make.make_sheet(a, Sheet.Kind.TPI), WORST, by=world.ketua)
    for person in (world.anggota, world.anggota2, three):
        sheet = make.make_sheet(a, Sheet.Kind.MEMBER, person, done_at=timezone.now())
        make.fill_answers(sheet, WORST, by=person)
    assert without_tokens(page(world, query).encode()) == before
    after = (questions(read(year)), members(read(year)), teams(year, read(year), now=year.tpi_deadline))
    assert after == numbers
    make.set_state(a, State.SELESAI_TPI)
    assert (questions(read(year)), members(read(year))) != numbers[:2]


def test_another_instansis_units_do_not_count(world, year, three):
    before = questions(read(year)), members(read(year))
    a = make.make_assessment(world.other_period, world.other_unit, State.SELESAI_TPI)
    for kind, how in ((Sheet.Kind.UNIT, BEST), (Sheet.Kind.TPI, WORST)):
        make.fill_answers(make.make_sheet(a, kind), how, by=world.ketua)
    assert (questions(read(year)), members(read(year))) == before
    assert world.client("orang_asing").get(URL).status_code == 404


def test_the_page_costs_the_same_for_1_and_20_units(world):
    people = [world.anggota, world.anggota2, make_user("anggota3")]
    counts = []
    for number in range(20):
        unit = make_unit(world.instansi, f"U{number:02}")
        TeamUnit.objects.create(team=world.team, unit=unit, year=2026)
        a = make.make_assessment(world.period, unit, State.SELESAI_TPI)
        world.fill(a, "best")
        world.fill(a, "random", kind=Sheet.Kind.TPI, seed=number)
        for person in people:
            sheet = make.make_sheet(a, Sheet.Kind.MEMBER, person, done_at=timezone.now())
            make.fill_answers(sheet, "random", by=person, seed=number + person.pk)
        if number in (0, 19):
            page(world, "?tampil=semua")
            with CaptureQueriesContext(connection) as queries:
                page(world, "?tampil=semua&pertanyaan=A.I.1.i.b")
            counts.append(len(queries))
    # session, user, hats (2), period, units, sheets, answers, state changes, rounds, teams
    assert counts == [11, 11]


def test_the_charts_need_no_style_and_carry_their_words(world, year, three):
    html = page(world)
    charts = html.split('<svg class="zi-chart"')[1:]
    assert len(charts) == 2  # no unit went through the workflow here, so that teams have no days
    assert all("style=" not in svg.split("</svg>")[0] for svg in charts)
    assert (
        "Yuni &lt;b&gt;Astuti&lt;/b&gt;: −60,00 poin; Rudi Hartono: +20,00 poin; Maya Kusuma: 0,00 poin."
        in html
    )
