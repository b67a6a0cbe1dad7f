"""The TPI page of one question, and the step to the next unfinished one."""

import pytest

from assessments.engine.answers import Given
from assessments.models import Answer, Sheet, State
from assessments.services.answers import Change, save_answers
from assessments.services.sheets import excuse_member, mark_done
from tests.assessments.test_answering_page import make_use
from tests.assessments.tpi import FINAL, MEMBER, finalised, members_filled, save, submitted, tpi_url
from tests.factories.assessments import answers_for

YES, LETTER, COUNTS, INDEX = "A.I.1.i.a", "A.I.1.i.b", "A.II.1.i.a", "B.I.a"


def question_url(a, code: str = YES) -> str:
    return f"/penilaian/{a.pk}/tpi/soal/{code}/"


def next_url(a, here: str = "") -> str:
    return f"/penilaian/{a.pk}/tpi-lanjut/" + (f"?dari={here}" if here else "")


def page(world, who, a, code: str = YES) -> str:
    response = world.client(who).get(question_url(a, code))
    assert response.status_code == 200
    return response.content.decode()


def goes(world, who, a, here: str = "") -> str:
    response = world.client(who).get(next_url(a, here))
    assert response.status_code == 302
    return response["Location"]


# --- the page ------------------------------------------------------------------------------------------------


def test_the_page_holds_one_question_with_everything_that_the_page_of_the_area_says_of_it(world):
    a = submitted(world, {YES: Given("Tidak", note="SK masih di bagian hukum"), LETTER: "B"})
    make_use(world, a, YES, title="SK Tim Kerja 2026")
    html = page(world, "anggota", a)
    assert html.count('class="zi-question"') == 1
    for text in ("SK masih di bagian hukum", "SK Tim Kerja 2026", "Manajemen Perubahan", "0 dari 16"):
        assert text in html
    assert '<b class="num">1</b> <span class="zi-muted">dari 113</span>' in html
    assert f'action="/penilaian/{a.pk}/tpi/{YES}/simpan/#q-A-I-1-i-a"' in html
    assert '<input type="hidden" name="halaman" value="SOAL">' in html


def test_the_ways_before_and_behind_end_at_the_ends(world):
    a = submitted(world)
    codes = list(world.instrument.questions)
    first, middle, last = (page(world, "anggota", a, code) for code in (codes[0], codes[50], codes[-1]))
    assert question_url(a, codes[1]) in first
    assert {question_url(a, codes[49]), question_url(a, codes[51])} <= set(links(middle))
    assert question_url(a, codes[-2]) in last
    assert [link for link in links(first) if "/soal/" in link] == [question_url(a, codes[1])] * 2
    assert [link for link in links(last) if "/soal/" in link] == [question_url(a, codes[-2])] * 2


def links(html: str) -> list[str]:
    return [part.split('"')[0] for part in html.split('href="')[1:]]


def test_an_unknown_question_is_404_for_page_save_and_confirm(world):
    a = submitted(world)
    assert world.client("anggota").get(question_url(a, "A.I.99")).status_code == 404
    assert world.client("anggota").get(question_url(a, "MP")).status_code == 404


def test_after_release_the_unit_reads_the_question_without_steps_and_without_members(world):
    a = finalised(world)
    html = page(world, "petugas", a)
    assert "Jawaban akhir TPI" in html
    for word in ("Maya Kusuma", "Rudi Hartono", "/simpan/", "tpi-lanjut", "Lembar anggota"):
        assert word not in html


# --- saving from it ------------------------------------------------------------------------------------------


def test_a_save_without_javascript_returns_to_the_page_of_the_question(world):
    a = submitted(world)
    response = save(world.client("anggota"), a, YES, nilai="Ya", halaman="SOAL", htmx=False)
    assert (response.status_code, response["Location"]) == (302, question_url(a))
    response = save(world.client("anggota"), a, LETTER, nilai="A", halaman="MP", htmx=False)
    assert response["Location"] == f"{tpi_url(a)}#q-A-I-1-i-b"
    response = save(world.client("anggota"), a, LETTER, nilai="B", version=1, halaman="ngawur", htmx=False)
    assert response["Location"] == f"{tpi_url(a)}#q-A-I-1-i-b"


def test_a_save_with_htmx_moves_what_stands_on_this_page_and_nothing_else(world):
    a = submitted(world)
    html = save(world.client("anggota"), a, YES, nilai="Ya", halaman="SOAL").content.decode()
    assert "1 dari 16" in html
    assert 'id="zi-filter-' not in html
    assert 'id="zi-filter-belum"' in save(world.client("anggota"), a, LETTER, nilai="A").content.decode()


@pytest.mark.parametrize("htmx", [True, False])
def test_a_bad_value_comes_back_on_this_page_with_what_was_typed(world, htmx):
    a = submitted(world)
    response = save(world.client("anggota"), a, INDEX, nilai="9,9", halaman="SOAL", htmx=htmx)
    html = response.content.decode()
    assert response.status_code == 422
    assert 'role="alert"' in html
    assert ("dari 113</span>" in html) is not htmx
    if not htmx:
        assert html.count('class="zi-question') >= 1
        assert 'value="9,9"' in html


def test_a_conflict_comes_back_on_this_page_with_both_answers(world):
    a = submitted(world)
    save(world.client("anggota"), a, YES, nilai="Ya")
    response = save(world.client("anggota"), a, YES, nilai="Tidak", halaman="SOAL", htmx=False)
    html = response.content.decode()
    assert response.status_code == 409
    assert "Anda di tab lain" in html
    assert '<span class="zi-muted">dari 113</span>' in html


def test_taking_the_stored_answer_returns_here_and_keeps_the_page_in_the_form(world):
    a = submitted(world)
    save(world.client("anggota"), a, YES, nilai="Ya")
    data = {"nilai": "Tidak", "keputusan": "pakai_mereka:1", "halaman": "SOAL"}
    assert save(world.client("anggota"), a, YES, htmx=False, **data)["Location"] == question_url(a)
    html = save(world.client("anggota"), a, YES, **data).content.decode()
    assert '<input type="hidden" name="halaman" value="SOAL">' in html


# --- next unfinished -----------------------------------------------------------------------------------------


def test_a_member_goes_on_at_the_first_unanswered_question_behind_where_they_are(world):
    a = submitted(world)
    codes = list(world.instrument.questions)
    some = answers_for(world.instrument, "best")
    assert goes(world, "anggota", a) == question_url(a, codes[0])
    world.fill(a, {code: some[code] for code in (codes[0], codes[4])}, kind=MEMBER, owner=world.anggota)
    assert goes(world, "anggota", a) == question_url(a, codes[1])
    assert goes(world, "anggota", a, codes[3]) == question_url(a, codes[5])
    assert goes(world, "anggota", a, codes[-1]) == question_url(a, codes[1])  # from the start again
    assert goes(world, "anggota", a, "ngawur") == question_url(a, codes[1])


def test_what_a_round_changed_is_unfinished_and_the_last_one_leads_to_itself(world):
    a = submitted(world)
    world.fill(a, kind=MEMBER, owner=world.anggota)
    Sheet.objects.filter(owner=world.anggota).update(unconfirmed=[INDEX, LETTER])
    assert goes(world, "anggota", a) == question_url(a, LETTER)
    assert goes(world, "anggota", a, LETTER) == question_url(a, INDEX)
    Sheet.objects.filter(owner=world.anggota).update(unconfirmed=[INDEX])
    assert goes(world, "anggota", a, INDEX) == question_url(a, INDEX)


def test_a_sheet_open_in_part_leads_only_to_what_is_open(world):
    a = submitted(world)
    world.fill(a, {YES: "Ya"}, kind=MEMBER, owner=world.anggota)
    Sheet.objects.filter(owner=world.anggota).update(open_codes=[LETTER])
    assert goes(world, "anggota", a) == question_url(a, LETTER)
    assert goes(world, "anggota", a, LETTER) == question_url(a, LETTER)


def test_a_finished_member_is_led_to_declaring_done_and_a_done_or_excused_one_to_reading(world):
    a = submitted(world)
    members_filled(world, a)
    assert goes(world, "anggota", a) == tpi_url(a)
    assert "nyatakan lembar Anda selesai" in world.client("anggota").get(tpi_url(a)).content.decode()
    mark_done(a.pk, actor=world.anggota)
    excuse_member(a.pk, member_id=world.anggota2.pk, reason="Cuti.", actor=world.ketua)
    for who in ("anggota", "anggota2", "pengendali"):
        assert goes(world, who, a) == tpi_url(a)
        assert "nyatakan lembar Anda selesai" not in world.client(who).get(tpi_url(a)).content.decode()


def test_the_lead_goes_through_what_is_missing_changed_or_without_a_note_and_then_to_finalising(world):
    a = submitted(world)
    given = answers_for(world.instrument, "best")
    del given[LETTER]
    world.fill(
        a,
        {**given, COUNTS: Given(None, none_yet=True, note="Tidak ada data"), YES: Given("Tidak")},
        kind=FINAL,
    )
    Sheet.objects.filter(kind=FINAL).update(unconfirmed=[INDEX])
    assert goes(world, "ketua", a) == question_url(a, YES)  # differs, no note
    assert goes(world, "ketua", a, YES) == question_url(a, LETTER)  # missing
    assert goes(world, "ketua", a, LETTER) == question_url(a, INDEX)  # changed by the unit
    Sheet.objects.filter(kind=FINAL).update(unconfirmed=[])
    save_answers(
        a.pk,
        kind=FINAL,
        changes=[Change(YES, Given("Tidak", note="SK belum ada"), 1), Change(LETTER, Given("A"), 0)],
        actor=world.ketua,
    )
    assert goes(world, "ketua", a) == f"/penilaian/{a.pk}/finalisasi/"


def test_nobody_learns_of_the_lead_by_going_on(world):
    a = submitted(world)
    Answer.objects.filter(sheet__kind=FINAL).delete()
    for who, status in (("petugas", 403), ("admin", 403), ("petugas_lain", 404), (None, 302)):
        assert world.client(who).get(next_url(a)).status_code == status
        assert world.client(who).get(question_url(a)).status_code == status


# --- queries -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("proofs", [1, 30])
def test_the_page_takes_the_same_queries_for_little_and_much(world, django_assert_num_queries, proofs):
    a = submitted(world)
    members_filled(world, a)
    world.fill(a, "random", kind=FINAL)
    for number in range(proofs):
        make_use(world, a, YES, title=f"Bukti {number}")
    for who in ("anggota", "ketua", "petugas"):
        world.client(who).get(question_url(a))
    # as the page of an area: session, user, roles (3), assessment, sheets, answers, look, evidence, the
    # marks on it, acts, rounds, own proposals
    with django_assert_num_queries(14):
        world.client("anggota").get(question_url(a))
    with django_assert_num_queries(16):  # the seats of the team, its discussion, considerations; no acts
        world.client("ketua").get(question_url(a))
    with django_assert_num_queries(9):  # session, user, roles (3), assessment, sheets, answers, seats
        world.client("ketua").get(next_url(a))
    world.assessment(State.SELESAI_TPI)
    with django_assert_num_queries(9):
        world.client("petugas").get(question_url(a))
