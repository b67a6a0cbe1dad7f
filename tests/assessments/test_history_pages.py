"""The pages of the history: filters, attacks, numbers of queries; two moments compared."""

from datetime import datetime, timedelta
from fractions import Fraction

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone

from assessments.engine.scoring import six, two
from assessments.history.comparing import compare, moment_of, named_moments, signed
from assessments.history.lens import lens_of
from assessments.history.reading import frame_of
from assessments.models import Assessment, Sheet, State, Submission
from assessments.services.workflow import move
from tests.assessments import history_story as story
from tests.assessments.history_story import INDEX, ONE, TWO
from tests.factories.assessments import fresh

HTML = "<script>alert(1)</script> & <b>tebal</b>"
PEOPLE = ("petugas", "admin", "anggota", "ketua")


@pytest.fixture
def a(world):
    return story.submitted(world)


def get(world, who: str, name: str, a, *args, query: str = ""):
    return world.client(who).get(reverse(f"assessments:{name}", args=[a.pk, *args]) + query)


def text(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def test_filters_leave_what_they_name_and_nonsense_filters_nothing(world, a):
    rina = world.pimpinan_unit.pk
    assert text(get(world, "petugas", "history", a)).count('<li class="zi-event">') == 40
    counts = {
        query: text(get(world, "petugas", "history", a, query=query)).count('<li class="zi-event">')
        for query in (
            "?jenis=bukti",
            "?jenis=langkah",
            "?area=HASIL",
            f"?orang={rina}",
            "?jenis=dokumen&page=-1",
        )
    }
    assert list(counts.values()) == [1, 1, 3, 1, 37]  # 117 lines; a page that is none is the last
    assert "Tidak ada riwayat yang cocok" in text(
        get(world, "petugas", "history", a, query="?jenis=perbaikan")
    )
    for query in (
        "?orang=0",
        "?orang=x",
        "?area=XX",
        "?jenis=%00",
        "?orang=9999999999999999999999",
    ):
        assert text(get(world, "petugas", "history", a, query=query)).count('<li class="zi-event">') == 40


def test_nothing_yet_says_what_will_be_here(world):
    a = world.assessment(State.TERDAFTAR)
    assert "Setiap langkah, jawaban, dan bukti unit ini" in text(get(world, "petugas", "history", a))
    assert "untuk pertanyaan ini akan tercatat" in text(get(world, "petugas", "history_question", a, ONE))
    assert "Tidak ada yang berbeda" in text(
        get(world, "petugas", "history_compare", a, query="?dari=2026-01-01&sampai=2026-01-01")
    )


@pytest.mark.parametrize("code", ["A.9", "banding ", "..%2F", "A.I.1.i.A", "%00"])
def test_a_code_that_the_instrument_does_not_have_is_not_found(world, a, code):
    assert get(world, "petugas", "history_question", a, code).status_code == 404


def test_another_units_history_is_not_there_and_its_answers_are_not_mixed_in(world, a):
    other = world.assessment(State.PENILAIAN_MANDIRI, unit=world.unit2)
    story.say(world, other, ONE, "Tidak", actor=world.petugas_lain, note="MILIK UNIT LAIN")
    for name, args in (("history", ()), ("history_question", (ONE,)), ("history_compare", ())):
        assert get(world, "petugas_lain", name, a, *args).status_code == 404
        assert get(world, "petugas", name, other, *args).status_code == 404
        assert "MILIK UNIT LAIN" not in text(get(world, "petugas", name, a, *args))
    moment = f"s{Submission.objects.get(assessment=a).pk}"
    assert (
        get(
            world, "petugas_lain", "history_compare", other, query=f"?dari={moment}&sampai=2026-01-01"
        ).status_code
        == 422
    )


def test_what_people_wrote_is_text_and_never_markup(world, a):
    a = story.returned(world, a, TWO)
    story.mended(world, a, TWO, "B", HTML)
    move(a.pk, "ajukan_perbaikan", actor=world.pimpinan_unit)
    s = named_moments(a, frame_of(a))
    query = f"?dari={s[0].key}&sampai={s[1].key}"
    for name, args, asked in (
        ("history", (), ""),
        ("history_question", (TWO,), ""),
        ("history_compare", (), query),
    ):
        html = text(get(world, "petugas", name, a, *args, query=asked))
        assert ("<script>alert" in html, "&lt;script&gt;alert(1)&lt;/script&gt; &amp;" in html) == (
            False,
            True,
        )


# All: session, user, memberships, seats (and conflicts, for the team); the assessment; sheets, moves, submissions,
# rounds and their requests. Timeline: entries, stored answers, names, the entries of the page (for the team as soon as
# something of TPI is among them); titles of documents where evidence is among them; titles of revisions for those who
# read submissions; issued documents for the lead. Comparing: entries and stored answers of the sheet, for the team
# nothing, since what was submitted is there already; names of members for the lead, once there are sheets.
COUNTS = {
    ("petugas", "history"): (15, 15),
    ("petugas", "history_question"): (15, 15),
    ("petugas", "history_compare"): (12, 12),
    ("admin", "history"): (16, 16),
    ("admin", "history_question"): (16, 16),
    ("admin", "history_compare"): (12, 12),
    ("anggota", "history"): (14, 16),
    ("anggota", "history_question"): (14, 16),
    ("anggota", "history_compare"): (11, 11),
    ("ketua", "history"): (16, 17),
    ("ketua", "history_question"): (15, 16),
    ("ketua", "history_compare"): (11, 12),
}


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("name", ["history", "history_question", "history_compare"])
def test_no_page_asks_more_when_more_has_happened(world, a, who, name, django_assert_num_queries):
    small, large = COUNTS[who, name]
    args = (ONE,) if name == "history_question" else ()
    query = "?dari=2026-01-01&sampai=2026-01-02" if name == "history_compare" else ""
    a = story.returned(world, a, ONE)
    get(world, who, name, a, *args, query=query)
    with django_assert_num_queries(small):
        text(get(world, who, name, a, *args, query=query))
    story.mended(world, a, ONE, "Ya", "Lagi.")
    move(a.pk, "ajukan_perbaikan", actor=world.pimpinan_unit)
    story.tpi_works(world, a)
    for number in range(5):
        story.say(world, a, ONE, "Ya", kind=Sheet.Kind.TPI, note=f"Catatan {number}")
    with django_assert_num_queries(large):
        text(get(world, who, name, a, *args, query=query))


def at(world, a, moment: datetime) -> str:
    """The day of an instant as the address writes it."""
    return moment.astimezone(a.unit.instansi.zone).date().isoformat()


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("?dari=kemarin&sampai=2026-01-01", "Tanggal belum dapat dibaca."),
        ("?dari=2026-02-30&sampai=2026-01-01", "Tanggal belum dapat dibaca."),
        ("?dari=2026-01-01", "Tanggal belum dapat dibaca."),
        ("?dari=2026-01-02&sampai=2026-01-01", "Tukar keduanya."),
        ("?dari=2026-01-01&sampai=9999-12-31", "31 Desember 9999 belum tiba."),
        ("?dari=0001-01-01&sampai=2026-01-01", "Tanggal itu terlalu lama."),
        ("?dari=s0&sampai=s1", "Tanggal belum dapat dibaca."),
        ("?dari=%3Cscript%3E&sampai=2026-01-01", "Tanggal belum dapat dibaca."),
    ],
)
def test_a_moment_that_cannot_be_compared_is_said_and_kept_in_the_field(world, a, query, message):
    response = get(world, "petugas", "history_compare", a, query=query)
    html = response.content.decode()
    assert (response.status_code, message in html, "<script>" in html) == (422, True, False)
    assert f'value="{query.split("dari=")[1].split("&")[0]}"' in html.replace(
        "&lt;script&gt;", "%3Cscript%3E"
    )


@pytest.mark.parametrize("sheet", ["akhir", "tpn", "pendahuluan", "m1", "x", "member", "m", "UNIT"])
@pytest.mark.parametrize("who", ["petugas", "admin"])
def test_a_sheet_that_is_shut_is_not_found_whether_it_exists_or_not(world, a, who, sheet):
    story.tpi_works(world, a)
    assert get(world, who, "history_compare", a, query=f"?lembar={sheet}").status_code == 404
    key = f"m{world.anggota.pk}"
    assert get(world, who, "history_compare", a, query=f"?lembar={key}").status_code == 404


def test_two_days_show_the_sheet_as_it_stood_at_their_ends(world, a):
    now = timezone.now()
    today, before = at(world, a, now), at(world, a, now - timedelta(days=1))
    html = text(get(world, "petugas", "history_compare", a, query=f"?dari={before}&sampai={today}"))
    total = Sheet.objects.get(assessment=a, kind=Sheet.Kind.UNIT).total
    assert f'<b class="num">{two(Fraction(total))}</b> <span class="num zi-muted">113 dari 113' in html
    assert '<b class="num">0,00</b>' in html
    same = text(get(world, "petugas", "history_compare", a, query=f"?dari={today}&sampai={today}"))
    assert "Tidak ada yang berbeda" in same


@pytest.mark.parametrize("who", ["petugas", "admin", "anggota", "ketua"])
def test_a_round_is_compared_by_name_with_exact_points(world, a, who):
    a = story.returned(world, a, TWO)
    story.mended(world, a, TWO, "B", "Baru sebagian.")
    move(a.pk, "ajukan_perbaikan", actor=world.pimpinan_unit)
    a, user = fresh(a), world.people[who]
    frame = frame_of(a)
    named = named_moments(a, frame)
    assert [moment.label.split(",")[0] for moment in named] == ["Pengajuan ke-1", "Perbaikan putaran 1"]
    found = compare(a, lens_of(user, a), frame, "unit", (named[0], named[1]))
    totals = [Fraction(s.content["scores"]["total"]) for s in frame.submissions]
    assert [row.code for row in found.rows] == [TWO]
    assert (found.left.total, found.right.total) == tuple(map(two, totals))
    assert found.same == len(world.instrument.questions) - 1
    row = found.rows[0]
    assert (row.old, row.new, row.difference) == ("A", "B", found.difference)
    assert six(totals[1]) == str(Sheet.objects.get(assessment=a, kind=Sheet.Kind.UNIT).total)


def test_the_team_compares_what_was_submitted_and_no_draft(world, a):
    lens, frame = lens_of(world.anggota, a), frame_of(a)
    today = moment_of(at(world, a, timezone.now()), a, [])
    early = moment_of("2026-01-01", a, [])
    found = compare(a, lens, frame, "unit", (early, today))
    assert (found.left.total, len(found.rows)) == ("0,00", len(world.instrument.questions))
    assert compare(a, lens, frame, "unit", (today, today)).rows == ()


def test_final_answers_are_compared_as_they_were_released(world, a):
    a = story.released(world, a)
    released = a.state_since
    move(a.pk, "buka_kembali", actor=world.admin, reason="Salah satu nilai keliru.")
    assert get(world, "petugas", "history_compare", a, query="?lembar=akhir").status_code == 404
    story.say(world, a, TWO, "B", kind=Sheet.Kind.TPI, note="Baru sebagian.")
    between = timezone.now()
    a = story.finalised(world, a)
    frame = frame_of(a)
    moments = [
        type(moment_of("2026-01-01", a, []))("x", "x", until, until.date())
        for until in (released - timedelta(seconds=1), between, timezone.now())
    ]
    unit, lead = (lens_of(user, a) for user in (world.petugas, world.ketua))
    first = compare(a, unit, frame, "akhir", (moments[0], moments[1]))
    assert (first.left.total, first.left.answered, len(first.rows)) == ("0,00", "0 dari 113", 113)
    assert [row.code for row in compare(a, unit, frame, "akhir", (moments[1], moments[2])).rows] == [TWO]
    assert compare(a, lead, frame, "akhir", (moments[1], moments[2])).rows == ()


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (Fraction(1, 2), "+0,50"),
        (Fraction(-5, 4), "−1,25"),
        (Fraction(0), "0,00"),
        (Fraction(1, 1000), "0,00"),
    ],
)
def test_a_difference_carries_its_sign(number, text):
    assert signed(number) == text


def test_who_may_not_read_the_answers_has_no_lens(world, a):
    assert lens_of(world.orang_asing, a) is None
    assert lens_of(AnonymousUser(), a) is None
    assert lens_of(world.anggota, world.assessment(State.PENILAIAN_MANDIRI)) is None
    assert Assessment.objects.count() == 1


def test_each_question_links_to_its_history(world, a):
    for who, page in (("petugas", f"/penilaian/{a.pk}/area/MP/"), ("ketua", f"/penilaian/{a.pk}/tpi/MP/")):
        html = world.client(who).get(page).content.decode()
        codes = [question.code for question in world.instrument.area_questions("MP")]
        assert [c for c in codes if f'href="/penilaian/{a.pk}/riwayat/{c}/"' in html] == codes
    assert (
        f'href="/penilaian/{a.pk}/riwayat/"'
        in world.client("petugas").get(f"/penilaian/{a.pk}/").content.decode()
    )
    assert INDEX in world.instrument.questions
