"""The table of a year: a thousand units in twelve queries, each filter and order, nothing of TPI before release."""

import re
import time
from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessments.models import Assessment, IssuedDocument, Period, Proposal, ProposalUnit, Round, Sheet, State
from assessments.rules import RELEASED
from assessments.units_of_year import lines
from assessments.units_of_year import page as page_of_units
from assessments.units_of_year.choosing import SORTS
from assessments.units_of_year.page import PAGE_SIZE, units_page
from documents.services import store_generated
from tests.factories.assessments import make_assessment, make_period
from tests.factories.units import make_team, make_unit
from tests.propose.announcing import announce
from units.models import TeamUnit, UnitKerja

pytestmark = pytest.mark.django_db
URL = "/instansi/KAB-X/2026/"


def codes(world, *, now=None, **given) -> list[str]:
    """The codes of the units that such an address shows, in order."""
    page = units_page(world.period, given, now=now or timezone.now())
    return [row.line.assessment.unit.code for row in page.rows]


def many(world, period: Period, number: int = 1000) -> None:
    """Units in every state, with the sheets of the unit, of TPI and of a member, all by bulk_create."""
    now, year = timezone.now(), period.year
    units = UnitKerja.objects.bulk_create(
        UnitKerja(instansi=world.instansi, code=f"{year}-{n:04}", name=f"Puskesmas {n:04}")
        for n in range(number)
    )
    seats = {"ketua": world.ketua, "anggota": world.anggota}
    teams = [make_team(world.instansi, year, name=f"Tim {n}", **seats) for n in range(9)]
    TeamUnit.objects.bulk_create(
        TeamUnit(team=teams[n % 9], unit=unit, year=year) for n, unit in enumerate(units)
    )
    rows = Assessment.objects.bulk_create(
        Assessment(
            period=period,
            unit=unit,
            state=State.values[n % len(State.values)],
            state_since=now - timedelta(minutes=n),
            target="WBBM" if n % 5 == 0 else "WBK",
        )
        for n, unit in enumerate(units)
    )
    done = world.fill(world.assessment(unit=world.unit2), "random")
    told = {name: getattr(done, name) for name in ("scores", "areas", "verdict", "answered", "of")}
    Sheet.objects.bulk_create(
        Sheet(assessment=a, kind=kind, owner=owner, total=Decimal(n % 100), updated_at=now, **told)
        for n, a in enumerate(rows)
        for kind, owner in (("unit", None), ("tpi", None), ("member", world.anggota))
    )


def get(world, url: str = URL) -> tuple[int, float, str]:
    """(queries, seconds of the processor, text) of the page for the admin."""
    with CaptureQueriesContext(connection) as captured:
        begun = time.thread_time()
        answer = world.client("admin").get(url)
        taken = time.thread_time() - begun
    assert answer.status_code == 200
    return len(captured), taken, answer.content.decode()


def test_a_thousand_units_in_twelve_queries_in_every_order_and_filter(world):
    many(world, world.period, 999)
    get(world)
    queries, _, page = get(world)
    assert queries == 12
    assert page.count("<tr>") == 1 + PAGE_SIZE
    assert "Halaman 1 dari 20" in page
    orders = [f"?sort=-{name}" for name in SORTS]
    filters = [
        "?area=MP",
        "?late=lewat",
        "?late=minggu",
        "?target=WBBM",
        "?state=selesai_tpi",
        "?search=099",
        "?page=20",
    ]
    asked = [*orders, *filters]
    assert max(get(world, URL + query)[0] for query in asked) == 12


def test_twenty_times_the_units_cost_less_than_eight_times_the_time(world):
    """A page is fifty rows whatever the year holds: what grows is reading and sorting a line a unit."""
    many(world, make_period(world.instansi, 2025), 50)
    many(world, world.period)
    query = "?sort=-unit&area=MP"
    urls = (URL.replace("2026", "2025") + query, URL + query)
    turns = [[get(world, url)[1] for url in urls] for _ in range(3)]
    small, large = (min(times) for times in zip(*turns, strict=True))
    assert large / small < 8


# --- sorting -------------------------------------------------------------------------------------------------


@pytest.fixture
def five(world):
    """Units A–E: A, B released with 80 and 60 of TPI; C at TPI with 99; D answers; E is registered."""
    plan = [
        ("A", State.SELESAI_TPI, 70, 80),
        ("B", State.DIUSULKAN, 90, 60),
        ("C", State.PENILAIAN_TPI, 50, 99),
        ("D", State.PENILAIAN_MANDIRI, 30, None),
        ("E", State.TERDAFTAR, None, None),
    ]
    for code, state, unit, tpi in plan:
        a = make_assessment(world.period, make_unit(world.instansi, code, f"Unit {code}"), state)
        for kind, total in ((Sheet.Kind.UNIT, unit), (Sheet.Kind.TPI, tpi)):
            if total is not None:
                sheet = world.fill(a, "worst", kind=kind)
                Sheet.objects.filter(pk=sheet.pk).update(total=total)
    return world


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("", "ABCDE"),
        ("-code", "EDCBA"),
        ("name", "ABCDE"),
        ("-name", "EDCBA"),
        ("stage", "EDCAB"),
        ("-stage", "BACDE"),
        ("unit", "DCABE"),
        ("-unit", "BACDE"),
        ("tpi", "BACDE"),
        ("-tpi", "ABCDE"),
        ("tpn", "ABCDE"),
        ("ngawur", "ABCDE"),
        ("--code", "ABCDE"),
    ],
)
def test_each_order(five, sort, expected):
    assert "".join(codes(five, sort=sort)) == expected


@pytest.mark.parametrize(
    "query", ["sort=tpi", "sort=-tpi", "sort=-changed", "area=MP", "sort=-tpn", "search=C"]
)
def test_what_tpi_has_before_release_moves_nothing(five, query):
    """The same page whatever TPI's unreleased sheet holds, also when it was written."""
    path = f"{URL}?{query}"
    page = re.compile(r'csrf\w*" value="[^"]+"|"X-CSRFToken": "[^"]+"')
    before = page.sub("", five.client("admin").get(path).content.decode())
    for total, how in ((1, "worst"), (100, "best")):
        a = Assessment.objects.get(unit__code="C")
        sheet = five.fill(a, how, kind=Sheet.Kind.TPI)
        Sheet.objects.filter(pk=sheet.pk).update(
            total=total, updated_at=timezone.now() + timedelta(days=total)
        )
        assert page.sub("", five.client("admin").get(path).content.decode()) == before
    assert "99,00" not in before


def test_days_left_sort_by_the_deadline_of_the_present_stage(five, monkeypatch):
    a = Assessment.objects.get(unit__code="C")
    a.state = State.PERBAIKAN
    a.save()
    now = timezone.now()
    Round.objects.create(
        assessment=a, number=1, due=now + timedelta(days=2), opened_at=now, opened_by=five.ketua
    )
    monkeypatch.setattr(lines, "proposal_deadline", lambda period: period.deadline + timedelta(days=9))
    assert codes(five, sort="due") == list("CDEAB")
    assert codes(five, sort="-due") == list("ADECB")


def test_the_last_change_and_the_team_sort(five):
    make_team(five.instansi, name="Alfa", units=[UnitKerja.objects.get(code="D")])
    assert codes(five, sort="team") == list("DABCE")
    moved = timezone.now() + timedelta(hours=1)
    Assessment.objects.filter(unit__code="E").update(state_since=moved)
    assert codes(five, sort="-changed")[0] == "E"


# --- filters -------------------------------------------------------------------------------------------------


def test_each_filter_and_two_together(five):
    a = Assessment.objects.get(unit__code="D")
    Assessment.objects.filter(pk=a.pk).update(target="WBBM")
    team = make_team(five.instansi, name="Alfa", units=[a.unit])
    assert codes(five, state="penilaian_tpi") == ["C"]
    assert codes(five, target="WBBM") == ["D"]
    assert codes(five, team=str(team.pk)) == ["D"]
    assert codes(five, team="tanpa") == list("ABCE")
    assert codes(five, team="tanpa", search="unit d") == []
    assert codes(five, search="unit b") == ["B"]
    assert codes(five, search="d", target="WBK") == []
    assert codes(five, search="  ") == list("ABCDE")


@pytest.mark.parametrize("name", ["state", "team", "area", "late", "target", "sort", "page"])
@pytest.mark.parametrize("bad", ["ngawur", "²", "-1", "<script>", "' OR 1=1", "x" * 5000, "\x00"])
def test_bad_words_mean_nothing(five, name, bad):
    answer = five.client("admin").get(URL, {name: bad})
    assert answer.status_code == 200
    assert answer.content.decode().count("<tr>") == 6
    assert "<script>\n" not in answer.content.decode()


def test_filters_and_order_stay_through_the_pages(five, monkeypatch):
    monkeypatch.setattr(page_of_units, "PAGE_SIZE", 2)
    given = {"area": "MP", "team": "tanpa", "search": "unit", "sort": "-unit"}
    text = five.client("admin").get(URL, given).content.decode()
    assert 'rel="next" href="?search=unit&team=tanpa&area=MP&sort=-unit&page=2"' in text.replace("&amp;", "&")
    assert "Halaman 1 dari 2" in text
    text = five.client("admin").get(URL, given | {"page": "2"}).content.decode()
    assert re.findall(r"<small>([A-E]) · menuju", text) == ["C", "D"]
    assert '<option value="MP" selected>' in text
    assert '<input type="hidden" name="sort" value="-unit">' in text


def test_the_area_filter_asks_the_sheet_that_counts(five):
    assert codes(five, area="MP") == list("ABCD")  # all worst; E has no answers
    five.fill(Assessment.objects.get(unit__code="A"), "best", kind=Sheet.Kind.TPI)
    five.fill(Assessment.objects.get(unit__code="C"), "best", kind=Sheet.Kind.UNIT)
    five.fill(Assessment.objects.get(unit__code="C"), "worst", kind=Sheet.Kind.TPI)
    assert codes(five, area="MP") == list("BD")


def test_late_is_after_the_last_second(five):
    due = five.period.deadline = five.period.deadline.replace(microsecond=0)
    assert codes(five, late="lewat", state="penilaian_mandiri", now=due) == []
    last = due + timedelta(microseconds=999_999)
    assert codes(five, late="lewat", state="penilaian_mandiri", now=last) == []
    assert codes(five, late="minggu", state="penilaian_mandiri", now=last) == ["D"]
    assert codes(five, late="lewat", state="penilaian_mandiri", now=due + timedelta(seconds=1)) == ["D"]
    assert codes(five, late="minggu", state="penilaian_mandiri", now=due + timedelta(seconds=1)) == []
    assert codes(five, late="minggu", state="penilaian_mandiri", now=due) == ["D"]
    assert codes(five, late="minggu", state="penilaian_mandiri", now=due - timedelta(days=7)) == ["D"]
    week = due - timedelta(days=7, microseconds=1)
    assert codes(five, late="minggu", state="penilaian_mandiri", now=week) == []


def test_filters_stay_in_the_links_and_are_told(five):
    UnitKerja.objects.filter(code="D").update(name='A&b="1"')
    page = five.client("admin").get(f"{URL}?search=a%26b%3D&sort=-unit").content.decode()
    assert 'href="?search=a%26b%3D&amp;sort=unit"' in page
    assert 'value="a&amp;b="' in page
    assert "1 dari 5 unit" in page
    page = five.client("admin").get(f"{URL}?team=tanpa").content.decode()
    assert '<option value="tanpa" selected>Belum ada tim</option>' in page
    page = five.client("admin").get(f"{URL}?search=ngawur").content.decode()
    assert "Tidak ada unit yang cocok" in page
    page = five.client("admin").get(f"{URL}?sort=-unit").content.decode()
    assert 'aria-sort="descending"' in page


# --- what it lacks, who must act ----------------------------------------------------------------------------


def lacks(world) -> tuple[str, str]:
    (row,) = units_page(world.period, {}, now=timezone.now()).rows
    return row.lacks, row.who


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("terdaftar", ("Pencanangan", "Pimpinan unit")),
        ("pencanangan", ("Catatan pembangunan", "Admin inspektorat")),
        ("pembangunan", ("Pembukaan penilaian mandiri", "Admin inspektorat")),
        ("penilaian_mandiri", ("Semua jawaban", "Petugas unit")),
        ("pendahuluan", ("Penilaian pendahuluan", "Admin inspektorat")),
        ("penilaian_tpi", ("2 lembar anggota", "Tim I")),
        ("perbaikan", ("Jawaban atas permintaan perbaikan", "Petugas unit")),
        ("selesai_tpi", ("LHE", "Ketua TPI")),
        ("diusulkan", ("Awal penilaian TPN", "Admin inspektorat")),
        ("penilaian_tpn", ("Hasil TPN", "TPN, dicatat admin")),
        ("wbk", ("", "")),
        ("wbbm", ("", "")),
        ("belum_memenuhi", ("", "")),
    ],
)
def test_every_stage_says_what_is_missing_and_whose_turn_it_is(world, state, expected):
    world.assessment(state)
    assert lacks(world) == expected


def test_answers_then_the_head(world):
    a = world.assessment(State.PENILAIAN_MANDIRI)
    world.fill(a, {"A.I.1.i.a": "Ya"})
    assert lacks(world) == ("112 pertanyaan belum dijawab", "Petugas unit")
    world.fill(a, "best")
    assert lacks(world) == ("Pengajuan", "Pimpinan unit")
    Sheet.objects.update(unconfirmed=["A.I.1.i.a", "A.I.1.i.b"])
    assert lacks(world) == ("2 jawaban perlu diperiksa ulang", "Petugas unit")
    assert "2 periksa ulang" in world.client("admin").get(URL).content.decode()


def test_members_then_the_lead_and_without_a_team_the_admin(world):
    a = world.assessment(State.PENILAIAN_TPI)
    world.sheet(a, Sheet.Kind.MEMBER, world.anggota)
    Sheet.objects.update(done_at=timezone.now())
    assert lacks(world) == ("1 lembar anggota", "Tim I")
    world.sheet(a, Sheet.Kind.MEMBER, world.anggota2)
    Sheet.objects.update(done_at=timezone.now())
    assert lacks(world) == ("Hasil akhir", "Ketua TPI, Tim I")
    TeamUnit.objects.all().delete()
    assert lacks(world) == ("Tim TPI", "Admin inspektorat")


def test_after_the_release_up_to_the_sending(world):
    a = world.assessment(State.SELESAI_TPI)
    world.fill(a, "best")
    world.fill(a, {"B.I.a": "3.5"}, kind=Sheet.Kind.TPI)
    short = len(Sheet.objects.get(kind=Sheet.Kind.TPI).verdict["WBK"]["short"])
    assert short > 3
    assert lacks(world) == (f"{short} nilai di bawah minimal WBK", "Unit kerja, pembinaan")
    world.fill(a, "best", kind=Sheet.Kind.TPI)
    assert lacks(world) == ("LHE", "Ketua TPI")
    proposal = Proposal.objects.create(
        period=world.period, letter_number="1", letter_date=timezone.localdate(), created_by=world.admin
    )
    unit = ProposalUnit.objects.create(proposal=proposal, assessment=a, predicate="WBK")
    assert lacks(world) == ("LHE", "Ketua TPI")
    issued(world, a)
    announce(world.period, world.admin, timezone.localdate())
    assert lacks(world) == ("Dokumen dan persetujuan usulan", "Admin inspektorat, lalu Pimpinan instansi")
    world.period.deadline_changes.update(day=timezone.localdate() - timedelta(days=1))
    assert lacks(world) == ("Batas usulan lewat", "Admin inspektorat")
    Proposal.objects.update(approved_at=timezone.now())
    assert lacks(world) == ("Pengiriman usulan", "Admin inspektorat")
    unit.delete()
    assert lacks(world) == ("Usulan ke TPN", "Admin inspektorat")
    IssuedDocument.objects.update(superseded_at=timezone.now())
    assert lacks(world) == ("LHE", "Ketua TPI")


def issued(world, a) -> None:
    IssuedDocument.objects.create(
        kind=IssuedDocument.Kind.LHE,
        assessment=a,
        issued_at=timezone.now(),
        issued_by=world.ketua,
        blob=store_generated(BytesIO(b"%PDF-1.4\n%%EOF\n"), media_type="application/pdf"),
        content_hash="a" * 64,
        audit_head="b" * 64,
        audit_length=1,
    )


def test_released_states_alone_show_tpis_total(world):
    for state in State.values:
        a = world.assessment(state)
        world.fill(a, "best", kind=Sheet.Kind.TPI)
        (row,) = units_page(world.period, {}, now=timezone.now()).rows
        assert (state, row.line.tpi is not None) == (state, state in RELEASED)
        assert (state, any(bar.tpi for bar in row.bars)) == (state, state in RELEASED)


def test_the_unit_page_is_linked_from_each_row(five):
    page = five.client("admin").get(URL).content.decode()
    for a in Assessment.objects.all():
        assert reverse("assessments:assessment", args=[a.pk]) in page
