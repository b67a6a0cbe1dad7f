"""Unit, TPI and TPN side by side: exact, escaped, without members, and nothing of TPI before the release."""

import re
from html import unescape

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.comparison.readable import sides_for
from assessments.comparison.sides import side_by_side
from assessments.history.lens import lens_of
from assessments.models import Sheet, State
from assessments.queries import visible_assessments
from assessments.reports.sides import sides_of
from tests.assessments.after import BEST, WORST, judged, small_year, with_note
from tests.assessments.answering import without_tokens
from tests.factories import assessments as make

TPI = {
    "A.1.a": with_note("Tidak", "SK <b>belum</b> ada."),
    "A.1.b": "Ya",
    "A.2.a": "Ya",
    "B": with_note("3.5", ""),
}


@pytest.fixture
def a(world):
    """PKM-01 claimed everything; TPI took 20 points in MP and 5 in Hasil. A member wrote a harsh note."""
    small_year(world)
    member = {**BEST, "A.2.a": with_note("Tidak", "NADA ANGGOTA 771")}
    return judged(world, "PKM-01", tpi=TPI, members={world.anggota: member})


def texts(cells) -> tuple[str, ...]:
    return tuple(cell.text for cell in cells)


def url(a, query: str = "") -> str:
    return reverse("assessments:comparison", args=[a.pk]) + query


def differences_of(a, *, every: bool = False):
    return side_by_side(a, sides_of(a), every=every)


def page(world, who, a, query: str = "") -> str:
    response = world.client(who).get(url(a, query))
    assert response.status_code == 200
    return response.content.decode()


def rows(html: str) -> list[str]:
    """The table rows as plain texts."""
    found = re.findall(r"<tr[^>]*>(.*?)</tr>", html, re.DOTALL)
    return [" ".join(unescape(re.sub(r"<[^>]+>", " ", row)).split()) for row in found]


def test_the_numbers_of_areas_components_and_the_total(world, a):
    d = differences_of(a)
    assert (d.labels, texts(d.totals), d.difference) == (("Unit", "TPI"), ("100,00", "75,00"), "−25,00")
    assert [(x.code, texts(x.cells), x.difference, x.points) for x in d.areas] == [
        ("MP", ("100,00%", "50,00%"), "−50,00", "−20,00"),
        ("PP", ("100,00%", "100,00%"), "0,00", "0,00"),
    ]
    lines = [(c.depth, texts(c.cells), c.difference, c.minimum) for c in d.components]
    assert lines == [(0, ("60,00", "40,00"), "−20,00", "40"), (0, ("40,00", "35,00"), "−5,00", "")]
    leaves = [(leaf.code, texts(leaf.cells), leaf.difference) for g in d.groups for leaf in g.leaves]
    assert leaves == [("A.1", ("40,00", "20,00"), "−20,00"), ("B", ("40,00", "35,00"), "−5,00")]
    assert (d.differing, d.of, d.lower, d.higher) == (2, 4, 2, 0)


def test_only_what_differs_comes_first_and_all_on_demand(world, a):
    few, every = differences_of(a), differences_of(a, every=True)
    assert [[line.code for line in g.lines] for g in few.groups] == [["A.1.a"], ["B"]]
    assert [[line.code for line in g.lines] for g in every.groups] == [["A.1.a", "A.1.b"], ["B"], ["A.2.a"]]
    assert [(g.name, g.points) for g in few.groups] == [("Manajemen Perubahan", "−20,00"), ("Hasil", "−5,00")]
    html = page(world, "petugas", a)
    assert "Rencana kerja sudah ada" not in html
    assert "Rencana kerja sudah ada" in page(world, "petugas", a, "?tampil=semua")


@pytest.mark.parametrize(
    "who", ["petugas", "pimpinan_unit", "admin", "pimpinan_instansi", "ketua", "anggota2"]
)
def test_the_page_says_what_was_claimed_found_and_why_and_never_what_a_member_wrote(world, a, who):
    html = page(world, who, a, "?tampil=semua")
    first = next(row for row in rows(html) if "A.1.a" in row)
    assert (
        first
        == "Tim sudah dibentuk A.1.a Ya 1,00 Sudah ada Tidak 0,00 Belum ada −20,00 TPI SK <b>belum</b> ada."
    )
    assert "SK &lt;b&gt;belum&lt;/b&gt; ada." in html
    assert "NADA ANGGOTA 771" not in html
    assert world.anggota.name not in html or who == "anggota"


def sides_seen(world, who, a) -> list[str]:
    """The parties that the page lays side by side for a person."""
    user = world.people[who]
    seen = visible_assessments(user).get(pk=a.pk)
    return [side.label for side in sides_for(user, lens_of(user, seen), seen)]


@pytest.mark.parametrize("state", [State.PENILAIAN_TPI, State.PERBAIKAN])
def test_before_release_and_when_opened_again_each_sees_what_they_judge_by(world, a, state):
    """The unit and its instansi nobody beside the unit, a member the own sheet, who leads TPI's answers so far."""
    make.make_sheet(a, Sheet.Kind.TPN)
    make.set_state(a, state)
    people = (
        "petugas",
        "pimpinan_unit",
        "admin",
        "pimpinan_instansi",
        "anggota",
        "anggota2",
        "ketua",
        "pengendali",
    )
    assert {who: sides_seen(world, who, a) for who in people} == {
        "petugas": ["Unit"],
        "pimpinan_unit": ["Unit"],
        "admin": ["Unit"],
        "pimpinan_instansi": ["Unit"],
        "anggota": ["Unit", "Lembar Anda"],
        "anggota2": ["Unit"],
        "ketua": ["Unit", "TPI"],
        "pengendali": ["Unit", "TPI"],
    }
    html = page(world, "petugas", a)
    assert "Belum ada yang dapat dibandingkan" in html
    assert [word for word in ("75,00", "SK &lt;b&gt;", "− unit</", "NADA ANGGOTA") if word in html] == []
    assert world.client("petugas").get(reverse("assessments:differences", args=[a.pk])).status_code == 403


@pytest.mark.parametrize("who", ["petugas", "admin"])
def test_what_tpi_writes_before_the_release_moves_no_byte_for_unit_and_instansi(world, a, who):
    make.set_state(a, State.PENILAIAN_TPI)
    pages = ("?lihat=sisi&tampil=semua", "?lihat=tahun&menurut=TPI", "?lihat=sejenis")
    before = [without_tokens(page(world, who, a, query).encode()) for query in pages]
    make.fill_answers(a.sheets.get(kind=Sheet.Kind.TPI), WORST, by=world.ketua)
    make.fill_answers(a.sheets.get(kind=Sheet.Kind.MEMBER), WORST, by=world.anggota)
    assert [without_tokens(page(world, who, a, query).encode()) for query in pages] == before


def test_an_unfinished_sheet_is_not_subtracted(world, a):
    """A question that is not judged yet is no difference, and no total, area or component is compared."""
    make.set_state(a, State.PENILAIAN_TPI)
    sheet = make.make_sheet(a, Sheet.Kind.MEMBER, world.anggota2)
    make.fill_answers(sheet, {"A.1.a": "Tidak"}, by=world.anggota2)
    seen = visible_assessments(world.anggota2).get(pk=a.pk)
    d = side_by_side(seen, sides_for(world.anggota2, lens_of(world.anggota2, seen), seen), every=True)
    assert (d.judge, d.whole, d.judged, d.differing, d.difference, d.chart) == (
        "Lembar Anda",
        False,
        1,
        1,
        "",
        None,
    )
    assert {line.code: line.points for g in d.groups for line in g.lines} == {
        "A.1.a": "−20,00",
        "A.1.b": "",
        "A.2.a": "",
        "B": "",
    }
    html = page(world, "anggota2", a)
    assert "Baru 1 dari 4 pertanyaan dinilai" in html
    assert "NADA ANGGOTA 771" not in html


def test_the_old_address_leads_here(world, a):
    old = reverse("assessments:differences", args=[a.pk])
    response = world.client("petugas").get(f"{old}?tampil=semua")
    assert (response.status_code, response["Location"]) == (302, url(a, "?lihat=sisi&tampil=semua"))


def test_the_unit_page_leads_there(world, a):
    links = {
        who: world.client(who).get(f"/penilaian/{a.pk}/").content.decode() for who in ("petugas", "ketua")
    }
    assert [url(a) in html for html in links.values()] == [True, True]
    plan = reverse("assessments:plan", args=[a.pk])
    assert [plan in html for html in links.values()] == [True, False]


def test_tpn_stands_beside_them_where_it_has_judged(world, a):
    sheet = make.make_sheet(a, Sheet.Kind.TPN)
    make.fill_answers(sheet, {**BEST, "A.2.a": "Tidak"}, by=world.admin)
    d = differences_of(make.set_state(a, State.PENILAIAN_TPN), every=True)
    assert (d.labels, texts(d.totals)) == (("Unit", "TPI", "TPN"), ("100,00", "75,00", "80,00"))
    line = next(line for g in d.groups for line in g.lines if line.code == "A.2.a")
    assert [(said.short, said.other) for said in line.said] == [("Ya", False), ("Ya", False), ("Tidak", True)]
    assert "A.2.a" in [line.code for g in differences_of(a).groups for line in g.lines]
    assert d.chart.tpn
    assert d.chart.rows[1].tpn == "48.000000"


def test_the_chart_puts_every_mark_on_its_scale_and_needs_no_style(world, a):
    chart = differences_of(a).chart
    # 0% lies at 48, 100% at 326; the minimum of every area is 60%
    marks = [(r.name, r.unit, r.tpi, r.tpn, r.minimum, r.text) for r in chart.rows]
    assert marks == [
        ("MP", "326.000000", "187.000000", "", "214.800000", "−50,00"),
        ("PP", "326.000000", "326.000000", "", "214.800000", "0,00"),
    ]
    svg = render_to_string("components/pictures/pairs.html", {"chart": chart})
    assert 'role="img" aria-labelledby="c-area-t c-area-d"' in svg
    assert "MP: unit 100,00%, TPI 50,00%; PP: unit 100,00%, TPI 100,00%." in svg
    assert "style" not in svg
    assert svg.count('class="area-') == 2


def test_equal_judgements_say_so(world):
    small_year(world)
    a = judged(world, "PKM-01")
    assert "Tidak ada jawaban yang berbeda" in page(world, "petugas", a)
    assert differences_of(a).groups == ()


def test_without_final_answers_there_is_an_empty_page(world):
    small_year(world)
    a = judged(world, "PKM-01", tpi=None)
    assert "Belum ada jawaban akhir TPI" in page(world, "petugas", a)


def test_a_value_that_was_never_typed_is_shown_as_such(world):
    small_year(world)
    a = judged(world, "PKM-01", unit={"A.1.a": "Ya"}, tpi={**BEST, "B": with_note(None, "Belum.")})
    said = {
        line.code: [x.short for x in line.said]
        for g in differences_of(a, every=True).groups
        for line in g.lines
    }
    assert said["B"] == ["belum dijawab", "belum dijawab"]


def test_the_page_costs_the_same_for_few_and_many_differences(world):
    a = world.assessment(State.SELESAI_TPI)
    world.fill(a, "best")
    world.fill(a, "best", kind=Sheet.Kind.TPI)
    counts = []
    for how in ("best", "worst"):
        world.fill(a, how, kind=Sheet.Kind.TPI)
        page(world, "petugas", a, "?tampil=semua")
        with CaptureQueriesContext(connection) as queries:
            page(world, "petugas", a, "?tampil=semua")
        counts.append(len(queries))
    # session, user, hats (2), assessment, sheets, answers of unit and of TPI
    assert counts == [8, 8]


def test_another_units_page_does_not_move_when_this_one_is_judged(world, a):
    """A unit reads its own differences only: nothing of another unit's harsh sheet changes a byte."""
    before = without_tokens(world.client("petugas").get(url(a)).content)
    judged(world, "RSUD", tpi=TPI, state=State.PENILAIAN_TPI, members={world.anggota: BEST})
    assert without_tokens(world.client("petugas").get(url(a)).content) == before
