"""Side by side: who gets it, what it says, filters and orders, deciding in place, taking over, how many queries."""

import re
from html import unescape
from uuid import uuid4

import pytest
from django.urls import reverse

from assessments.engine.answers import Given
from assessments.models import Answer, Sheet, State, TpiComment
from assessments.services.answers import Change, save_answers
from assessments.services.sheets import mark_done, reopen_sheet
from tests.assessments.answering import HX
from tests.assessments.test_answering_page import make_use
from tests.assessments.tpi import FINAL, MEMBER, members_filled, post, save, submitted, tpi_url
from tests.factories.assessments import answers_for
from tests.factories.units import LONG_AGO, make_user
from units.models import TeamMember

YES, LETTER, COUNTS, INDEX = "A.I.1.i.a", "A.I.1.i.b", "A.II.1.i.a", "B.I.a"
KNOWN = (
    "petugas",
    "petugas_pokja",
    "pimpinan_unit",
    "admin",
    "pimpinan_instansi",
    "ketua",
    "anggota",
    "anggota2",
)
STRANGERS = ("petugas_lain", "orang_asing", "petugas_asing", "admin_sistem", "tanpa_peran")


def side_url(a, query="") -> str:
    return reverse("assessments:tpi_compare", args=[a.pk]) + query


def side(world, who, a, query="") -> str:
    response = world.client(who).get(side_url(a, query))
    assert response.status_code == 200
    return response.content.decode()


def codes(html: str) -> list[str]:
    """The questions of a page, in its order."""
    return re.findall(r'<span class="num">([AB]\.[^<]*)</span></span><a class="zi-side-text"', html)


def line(html: str, code: str) -> list[str]:
    """The cells of a question as plain texts; those that differ from the unit's are marked with *."""
    row = re.search(rf'<tr id="b-{re.escape(code.replace(".", "-"))}".*?</tr>', html, re.S)
    assert row
    cells = re.findall(r"<td([^>]*)>(.*?)</td>", row[0], re.S)
    texts = [" ".join(re.sub(r"<[^>]*>", " ", inside).split()) for _, inside in cells]
    return [
        unescape(t) + ("*" if "is-other" in attributes else "")
        for (attributes, _), t in zip(cells, texts, strict=True)
    ]


def differing(world):
    """The members agree but on LETTER (A and C); on YES both say otherwise than the unit. Both are done."""
    a = submitted(world)
    members_filled(world, a)
    for member in (world.anggota, world.anggota2):
        save_answers(a.pk, kind=MEMBER, changes=[Change(YES, Given("Tidak"), 1)], actor=member)
    apart = Change(LETTER, Given("C", note="Diturunkan"), 1)
    save_answers(a.pk, kind=MEMBER, changes=[apart], actor=world.anggota2)
    for member in (world.anggota, world.anggota2):
        mark_done(a.pk, actor=member)
    return a


# --- who gets it ---------------------------------------------------------------------------------------------


def test_only_the_team_gets_it_and_a_member_once_done(world):
    a = submitted(world)
    members_filled(world, a)
    team = dict.fromkeys(("ketua", "pengendali"), 200)
    nobody = dict.fromkeys(KNOWN, 403) | dict.fromkeys(STRANGERS, 404)
    for url in (side_url(a), f"{side_url(a)}{YES}/"):
        found = {
            who: world.client(who).get(url, headers=HX).status_code
            for who in (*KNOWN, "pengendali", *STRANGERS)
        }
        assert found == nobody | team
    mark_done(a.pk, actor=world.anggota)
    assert world.client("anggota").get(side_url(a)).status_code == 200
    reopen_sheet(a.pk, member_id=world.anggota.pk, reason="Periksa lagi.", actor=world.ketua)
    assert world.client("anggota").get(side_url(a)).status_code == 403
    assert world.client(None).get(side_url(a)).status_code == 302


def test_before_submission_nobody_gets_it(world):
    a = world.assessment(State.PENILAIAN_MANDIRI)
    assert {world.client(who).get(side_url(a)).status_code for who in (*KNOWN, "pengendali")} == {403}


def test_an_unknown_question_is_404(world):
    a = submitted(world)
    assert world.client("ketua").get(f"{side_url(a)}Z/").status_code == 404
    assert world.client("petugas").get(f"{side_url(a)}Z/").status_code == 403


# --- what it says --------------------------------------------------------------------------------------------


def test_all_questions_stand_side_by_side_the_weightiest_first(world):
    a = differing(world)
    html = side(world, "ketua", a)
    assert len(codes(html)) == 113
    assert codes(html)[:2] == [YES, LETTER]
    assert line(html, YES) == ["Ya", "Tidak*", "Tidak*", "Putuskan", "1,00", "−0,25", ""]
    assert line(html, LETTER) == ["A", "A", "C*", "Putuskan", "1,00", "−0,13", ""]
    assert line(html, COUNTS)[:3] == ["4/4 100,00%"] * 3
    assert line(html, INDEX)[:3] == ["4 100,00%"] * 3
    for name in ("Maya Kusuma", "Rudi Hartono", "Sebagai: Ketua TPI"):
        assert name in html


def test_a_final_answer_counts_instead_of_the_members_median(world):
    a = differing(world)
    world.fill(a, {YES: "Ya", LETTER: Given("B", note="Sebagian")}, kind=FINAL)
    html = side(world, "ketua", a)
    assert line(html, YES)[3:] == ["Ya", "1,00", "0,00", ""]
    assert line(html, LETTER)[3:] == ["B*", "1,00", "−0,13", ""]
    world.fill(a, {LETTER: "C"}, kind=FINAL)
    assert line(side(world, "ketua", a), LETTER)[3:5] == ["C tanpa catatan*", "1,00"]


def test_who_is_excused_is_muted_and_never_counted(world):
    a = submitted(world)
    members_filled(world, a)
    world.fill(a, "worst", kind=MEMBER, owner=world.anggota2)
    Sheet.objects.filter(owner=world.anggota2).update(excused_at="2026-03-01T00:00Z")
    html = side(world, "ketua", a)
    assert "dibebaskan" in html
    assert html.count("is-other is-muted") == 113
    assert line(html, YES)[4:6] == ["0,00", "0,00"]
    assert codes(side(world, "ketua", a, "?tanda=beda")) == []
    Answer.objects.filter(sheet__owner=world.anggota2).delete()
    Sheet.objects.filter(owner=world.anggota2).update(answered=0)
    assert "Rudi Hartono" not in side(world, "ketua", a)


def test_a_member_who_is_done_reads_it_without_the_final_answers(world):
    a = differing(world)
    world.fill(
        a, {YES: Given("Ya", note="RAHASIA 9911"), LETTER: Given("B", note="RAHASIA 9911")}, kind=FINAL
    )
    html = side(world, "anggota", a)
    assert line(html, YES) == ["Ya", "Tidak*", "Tidak*", "1,00", "−0,25", ""]
    assert line(html, LETTER) == ["A", "A", "C*", "1,00", "−0,13", ""]
    opened = world.client("anggota").get(f"{side_url(a)}{LETTER}/", headers=HX).content.decode()
    for text in (html, opened):
        assert [t for t in ("RAHASIA", "Putuskan", "Akhir", "Ambil alih", "/simpan/") if t in text] == []
    before = html
    world.fill(a, "worst", kind=FINAL)
    after = side(world, "anggota", a)
    assert codes(after) == codes(before)
    assert [line(after, c) for c in codes(after)] == [line(before, c) for c in codes(before)]
    assert len(codes(side(world, "anggota", a, "?tanda=belum&tanda=catatan"))) == 113  # no filters of theirs


def test_the_pengendali_reads_it_and_decides_nothing(world):
    a = differing(world)
    html = side(world, "pengendali", a)
    assert line(html, YES)[:4] == ["Ya", "Tidak*", "Tidak*", "–"]
    assert [t for t in ("Putuskan", "Ambil alih") if t in html] == []
    opened = world.client("pengendali").get(f"{side_url(a)}{YES}/", headers=HX).content.decode()
    assert "/simpan/" not in opened


def test_after_the_release_the_team_goes_on_reading(world):
    a = differing(world)
    world.fill(a, "worst", kind=FINAL)
    world.assessment(State.SELESAI_TPI)
    for who in ("ketua", "pengendali", "anggota"):
        html = side(world, who, a)
        assert line(html, YES)[:4] == ["Ya", "Tidak*", "Tidak*", "Tidak*"]
        assert "tanpa catatan" not in html
        assert "Belum diputuskan" not in html
    assert {
        world.client(who).get(side_url(a)).status_code for who in ("petugas", "admin", "pimpinan_unit")
    } == {403}


def test_texts_are_text_never_markup(world):
    a = differing(world)
    bad = "</td><script>alert(1)</script>"
    Answer.objects.filter(sheet__assessment=a).update(note=bad)
    world.anggota.name = bad
    world.anggota.save()
    TpiComment.objects.create(assessment=a, code=YES, author=world.ketua, text=bad, token=uuid4())
    opened = world.client("ketua").get(f"{side_url(a)}{YES}/", headers=HX).content.decode()
    for html in (side(world, "ketua", a), opened):
        assert "<script>alert" not in html
        assert "&lt;script&gt;" in html


# --- filters and orders --------------------------------------------------------------------------------------


def test_each_filter_leaves_what_it_names_and_they_combine(world):
    a = differing(world)
    best = answers_for(world.instrument)
    world.fill(a, {c: best[c] for c in list(best)[:4]} | {LETTER: "C"}, kind=FINAL)
    TpiComment.objects.create(assessment=a, code=COUNTS, author=world.ketua, text="x", token=uuid4())
    everything = list(world.instrument.questions)
    found = {
        query: codes(side(world, "ketua", a, f"?{query}"))
        for query in (
            "tanda=beda",
            "tanda=terbelah",
            "tanda=catatan",
            "tanda=diskusi",
            "jarak=1",
            "pengaruh=0.1",
            "pengaruh=0.5",
            "tanda=beda&tanda=terbelah",
            "tanda=beda&area=TT",
            "area=HASIL&urut=kode",
        )
    }
    assert found == {
        "tanda=beda": [LETTER, YES],
        "tanda=terbelah": [LETTER],
        "tanda=catatan": [LETTER],
        "tanda=diskusi": [COUNTS],
        "jarak=1": [LETTER, YES],
        "pengaruh=0.1": [LETTER],
        "pengaruh=0.5": [],
        "tanda=beda&tanda=terbelah": [LETTER],
        "tanda=beda&area=TT": [],
        "area=HASIL&urut=kode": [q.code for q in world.instrument.hasil_questions()],
    }
    assert codes(side(world, "ketua", a, "?tanda=belum&urut=kode")) == everything[4:]
    assert codes(side(world, "ketua", a, "?urut=kode")) == everything
    by_area = codes(side(world, "ketua", a, "?urut=area"))
    assert by_area[: len(world.instrument.area_questions("MP"))] == [
        q.code for q in world.instrument.area_questions("MP")
    ]
    assert codes(side(world, "ketua", a, "?urut=jarak"))[:2] == [LETTER, YES]


def test_counts_stand_beside_the_filters_and_follow_the_others(world):
    a = differing(world)
    html = side(world, "ketua", a)
    for text in (
        'Berbeda unit–anggota <span class="num">2</span>',
        'Anggota tidak sepakat <span class="num">1</span>',
    ):
        assert text in html
    assert "MP Manajemen Perubahan (16)" in html
    assert "Jarak penuh (2)" in html
    html = side(world, "ketua", a, "?tanda=beda")
    assert "MP Manajemen Perubahan (2)" in html
    assert "Hasil (0)" in html
    assert '<b class="num">2</b> dari 113 pertanyaan' in html


def test_a_filter_that_leaves_nothing_says_so_and_an_unknown_one_is_left_out(world):
    a = differing(world)
    html = side(world, "ketua", a, "?tanda=beda&area=TT")
    assert "Tidak ada pertanyaan yang cocok" in html
    assert "Hapus saringan" in html
    assert len(codes(side(world, "ketua", a, "?area=XX&jarak=9&pengaruh=x&tanda=y&urut=z"))) == 113


def test_htmx_gets_the_table_and_the_address_of_what_it_shows(world):
    a = differing(world)
    response = world.client("ketua").get(side_url(a, "?area=&jarak=&tanda=beda&urut=pengaruh"), headers=HX)
    html = response.content.decode()
    assert response["HX-Push-Url"] == side_url(a, "?tanda=beda")
    assert (codes(html), "<html" in html) == ([YES, LETTER], False)


# --- in place ------------------------------------------------------------------------------------------------


def test_a_question_opens_under_its_row_with_notes_form_and_discussion(world):
    a = differing(world)
    make_use(world, a, LETTER, title="Berita acara 2026")
    TpiComment.objects.create(
        assessment=a, code=LETTER, author=world.anggota, text="Menurut saya B", token=uuid4()
    )
    html = world.client("ketua").get(f"{side_url(a)}{LETTER}/", headers=HX).content.decode()
    for text in ("Diturunkan", "Berita acara 2026", "Menurut saya B", 'name="halaman" value="BANDING"'):
        assert text in html
    assert html.count('class="zi-question"') == 1
    plain = world.client("ketua").get(f"{side_url(a)}{LETTER}/")
    assert (plain.status_code, plain["Location"]) == (302, f"{tpi_url(a)}#q-A-I-1-i-b")


def test_deciding_in_place_moves_the_row_and_what_is_left(world):
    a = differing(world)
    client = world.client("ketua")
    response = save(client, a, LETTER, kind=FINAL, halaman="BANDING", nilai="B", catatan="Sebagian")
    html = response.content.decode()
    assert response.status_code == 200
    assert line(html, LETTER) == ["A", "A", "C*", "B*", "1,00", "−0,13", ""]
    assert "1 dari 113</b> diputuskan" in html
    assert "Ambil alih 112 yang sepakat" in html
    assert 'id="v-A-I-1-i-b" value="1"' in html
    # a stale tab is told, and giving one's own up shows what is stored, still as a form of this page
    stale = save(client, a, LETTER, kind=FINAL, halaman="BANDING", nilai="C")
    assert stale.status_code == 409
    theirs = save(client, a, LETTER, kind=FINAL, halaman="BANDING", nilai="C", keputusan="pakai_mereka:1")
    assert 'name="halaman" value="BANDING"' in theirs.content.decode()
    assert line(theirs.content.decode(), LETTER)[3] == "B*"
    cleared = save(client, a, LETTER, kind=FINAL, halaman="BANDING", version=1, keputusan="kosongkan")
    assert line(cleared.content.decode(), LETTER)[3] == "Putuskan"


def test_a_remark_in_place_moves_the_count_of_the_row(world):
    a = differing(world)
    data = {"pendapat": "Cukup B.", "token": str(uuid4()), "halaman": "BANDING"}
    url = reverse("assessments:tpi_discuss", args=[a.pk, LETTER])
    html = world.client("anggota").post(url, data, headers=HX).content.decode()
    assert line(html, LETTER) == ["A", "A", "C*", "1,00", "−0,13", "1"]
    elsewhere = world.client("anggota").post(url, data | {"halaman": "MP"}, headers=HX).content.decode()
    assert "<tr" not in elsewhere


def test_taking_over_comes_back_with_the_filters(world):
    a = differing(world)
    html = side(world, "ketua", a, "?area=MP&tanda=belum")
    assert "Ambil alih 15 yang sepakat di Manajemen Perubahan" in html
    assert "Ambil alih 112 yang sepakat" in html
    data = {"kembali": "banding", "saringan": "?area=MP&tanda=belum&evil=//x.example"}
    response = post(world.client("ketua"), "tpi_agree", a, area="MP", **data)
    assert (response.status_code, response["Location"]) == (302, side_url(a, "?area=MP&tanda=belum"))
    assert Sheet.objects.get(kind=FINAL).answered == 15
    post(world.client("ketua"), "tpi_agree", a, area="SEMUA", **data)
    assert Sheet.objects.get(kind=FINAL).answered == 112
    assert codes(side(world, "ketua", a, "?tanda=belum")) == [LETTER]


# --- queries -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("members", [1, 4])
def test_the_page_takes_the_same_queries_for_one_member_and_four(world, django_assert_num_queries, members):
    a = submitted(world)
    TeamMember.objects.filter(user=world.anggota2).delete()
    people = [world.anggota]
    for n in range(members - 1):
        person = make_user(f"anggota_{n}")
        TeamMember.objects.create(team=world.team, user=person, seat=TeamMember.Seat.ANGGOTA, start=LONG_AGO)
        people.append(person)
    for person in people:
        world.fill(a, "random", kind=MEMBER, owner=person, seed=person.pk)
        mark_done(a.pk, actor=person)
    world.fill(a, "random", kind=FINAL)
    for code in list(world.instrument.questions)[: 60 if members > 1 else 1]:
        make_use(world, a, code, title=f"Bukti {code}")
        for author in (world.ketua, world.anggota):
            TpiComment.objects.create(assessment=a, code=code, author=author, text="x", token=uuid4())
    for who in ("anggota", "ketua"):
        world.client(who).get(side_url(a))  # logs in; the instrument is parsed once a process
    # session, user, memberships, seats, conflicts of interest; assessment with unit, period and versions; all sheets;
    # all answers that are shown; the seats of the team; the last look; how many remarks each question has
    for who in ("anggota", "ketua"):
        with django_assert_num_queries(11):
            world.client(who).get(side_url(a))
        with django_assert_num_queries(11):
            world.client(who).get(side_url(a, "?tanda=beda&urut=area"))
    world.assessment(State.SELESAI_TPI)
    with django_assert_num_queries(11):  # who handed in a sheet instead of the seats
        world.client("ketua").get(side_url(a))
