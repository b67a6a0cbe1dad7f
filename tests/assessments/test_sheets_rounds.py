"""Members' sheets that a round opened: what they look at again, and how the page leads them there."""

import pytest

from assessments.engine.answers import Given
from assessments.models import Answer, Sheet, Signature
from assessments.services.answers import Change, save_answers
from assessments.services.errors import NotAllowed
from assessments.services.sheets import confirm_answer, mark_done, reopen_sheet
from audit.models import Entry
from tests.assessments.sheets import INDEX, LETTER, WHY, YES, acts, after_round, own, reasons
from tests.assessments.tpi import FINAL, HX, MEMBER, html_of, save, submitted, tpi_url

# --- after a round -------------------------------------------------------------------------------------------


def test_a_round_opens_a_done_sheet_for_its_questions_alone(world, done):
    after_round(world, done)
    sheet = own(world.anggota)
    assert (sheet.done_at, sheet.open_codes, sheet.unconfirmed) == (None, [YES, LETTER], [YES, LETTER])
    assert acts(world.anggota)[-1] == ("round", "Unit menjawab perbaikan putaran 1.")
    with pytest.raises(NotAllowed):
        save_answers(done.pk, kind=MEMBER, changes=[Change(INDEX, Given("3"), 1)], actor=world.anggota)
    html = html_of(world, "anggota", done)
    assert [code for code in world.instrument.questions if f"/tpi/{code}/simpan/" in html] == [YES, LETTER]
    assert html.count("Diperbaiki unit, periksa lagi") == 2
    assert "Unit menjawab perbaikan putaran 1." in html
    assert "Hanya pertanyaan yang diperbaiki yang dapat diubah." in html
    assert "Rudi Hartono" not in html  # no longer done: the others are not theirs to see


def test_a_question_that_stays_shut_shows_the_own_answer_in_full(world, done):
    after_round(world, done, [LETTER])
    html = html_of(world, "anggota", done)
    shut = html.split('id="q-A-I-1-i-a"')[1].split("</article>")[0]
    assert "Ya — Tim sudah dibentuk" in shut
    assert "/simpan/" not in shut
    assert 'name="nilai"' not in shut


def test_done_comes_only_when_all_was_looked_at_again(world, done):
    after_round(world, done)
    assert reasons(mark_done, done.pk, actor=world.anggota) == [
        "2 jawaban yang diperbaiki unit belum Anda periksa lagi."
    ]
    assert "tpi-selesai" not in html_of(world, "anggota", done)
    response = world.client("anggota").post(f"/penilaian/{done.pk}/tpi-selesai/")
    assert response["Location"] == tpi_url(done, "SEMUA", "?filter=periksa")
    confirm_answer(done.pk, kind=MEMBER, code=YES, actor=world.anggota)
    save_answers(done.pk, kind=MEMBER, changes=[Change(LETTER, Given("C"), 1)], actor=world.anggota)
    assert own(world.anggota).unconfirmed == []
    assert "tpi-selesai" in html_of(world, "anggota", done)
    sheet = mark_done(done.pk, actor=world.anggota)
    assert (sheet.open_codes, sheet.done_at is not None) == (None, True)
    assert Signature.objects.filter(user=world.anggota, void_at=None).count() == 1


def test_confirming_happens_once_and_is_told_to_the_audit(world, done):
    after_round(world, done)
    for _ in range(2):
        confirm_answer(done.pk, kind=MEMBER, code=YES, actor=world.anggota)
    entry = Entry.objects.get(action="answer.confirm")
    assert (entry.actor_id, entry.object_id) == (world.anggota.pk, f"{own(world.anggota).pk}/{YES}")
    assert Answer.objects.get(sheet=own(world.anggota), code=YES).version == 1
    assert own(world.anggota2).unconfirmed == [YES, LETTER]
    assert reasons(confirm_answer, done.pk, kind=MEMBER, code="A.I.99", actor=world.anggota) == [
        "Belum ada jawaban yang dapat ditegaskan."
    ]
    for kind, who in ((FINAL, world.anggota), (MEMBER, world.ketua), (FINAL, world.pengendali)):
        with pytest.raises(NotAllowed):
            confirm_answer(done.pk, kind=kind, code=YES, actor=who)


def test_a_second_round_adds_to_the_first(world, done):
    after_round(world, done, [YES])
    after_round(world, done, [LETTER])
    sheet = own(world.anggota)
    assert (sheet.open_codes, sheet.unconfirmed) == ([YES, LETTER], [YES, LETTER])
    assert [name for name, _ in acts(world.anggota)] == ["done", "round"]  # it was open already


def test_a_sheet_at_work_stays_open_and_only_what_was_answered_is_looked_at_again(world):
    a = submitted(world)
    world.fill(a, {YES: "Ya"}, kind=MEMBER, owner=world.anggota)
    world.fill(a, {LETTER: "A"}, kind=FINAL)
    after_round(world, a)
    sheet, final = own(world.anggota), Sheet.objects.get(kind=FINAL)
    assert (sheet.open_codes, sheet.unconfirmed, acts(world.anggota)) == (None, [YES], [])
    assert (final.open_codes, final.unconfirmed) == (None, [LETTER])
    assert "Unit memperbaiki pertanyaan yang sudah Anda nilai" in html_of(world, "anggota", a)


def test_the_lead_opens_all_of_a_sheet_that_a_round_opened_in_part(world, done):
    after_round(world, done)
    reopen_sheet(done.pk, member_id=world.anggota.pk, reason=WHY, actor=world.ketua)
    sheet = own(world.anggota)
    assert (sheet.open_codes, sheet.unconfirmed) == (None, [YES, LETTER])
    assert html_of(world, "anggota", done).count("/simpan/#q-") == 16


# --- the filter and the button -------------------------------------------------------------------------------


@pytest.mark.parametrize(("who", "kind"), [("anggota", MEMBER), ("ketua", FINAL)])
def test_the_filter_shows_exactly_what_to_look_at_again(world, done, who, kind):
    world.fill(done, kind=FINAL)
    after_round(world, done, [LETTER, INDEX])
    html = html_of(world, who, done, "SEMUA", "?filter=periksa")
    assert [c for c in world.instrument.questions if f"/tpi/{c}/simpan/" in html] == [LETTER, INDEX]
    assert [c for c in world.instrument.questions if f"/tpi/{c}/tetap/" in html] == [LETTER, INDEX]
    for code in (LETTER, INDEX):
        confirm_answer(done.pk, kind=kind, code=code, actor=getattr(world, who))
    assert "Tidak ada lagi yang perlu diperiksa" in html_of(world, who, done, "SEMUA", "?filter=periksa")


def test_without_a_round_the_filter_is_hidden(world):
    a = submitted(world)
    html = html_of(world, "anggota", a)
    assert 'href="/penilaian/1/tpi/MP/?filter=periksa" hidden' in html.replace(f"/{a.pk}/", "/1/")


@pytest.mark.parametrize(
    ("page", "address"),
    [("MP", "/tpi/MP/#q-A-I-1-i-a"), ("SEMUA", "/tpi/SEMUA/#q-A-I-1-i-a"), ("SOAL", "/tpi/soal/A.I.1.i.a/")],
)
def test_tetap_without_javascript_returns_to_the_page_where_it_was_pressed(world, done, page, address):
    after_round(world, done)
    url = f"/penilaian/{done.pk}/tpi/{YES}/tetap/"
    response = world.client("anggota").post(url, {"lembar": MEMBER, "halaman": page})
    assert response["Location"] == f"/penilaian/{done.pk}{address}"
    assert own(world.anggota).unconfirmed == [LETTER]


def test_tetap_with_htmx_takes_the_mark_and_moves_the_counts(world, done):
    world.fill(done, kind=FINAL)
    after_round(world, done)
    url = f"/penilaian/{done.pk}/tpi/{YES}/tetap/"
    html = world.client("ketua").post(url, {"lembar": FINAL, "halaman": "MP"}, headers=HX).content.decode()
    assert '<div class="zi-recheck" id="rc-A-I-1-i-a" hx-swap-oob="true"></div>' in html
    assert '<span class="num" id="zi-filter-periksa" hx-swap-oob="true">1</span>' in html
    assert "Periksa lagi 1 jawaban" in html
    own_html = (
        world.client("anggota").post(url, {"lembar": MEMBER, "halaman": "MP"}, headers=HX).content.decode()
    )
    assert "Periksa lagi 1 jawaban" in own_html
    assert "Rudi Hartono" not in own_html


def test_a_save_takes_the_mark_too(world, done):
    after_round(world, done)
    html = save(world.client("anggota"), done, LETTER, nilai="C", version=1).content.decode()
    assert '<div class="zi-recheck" id="rc-A-I-1-i-b" hx-swap-oob="true"></div>' in html
    assert "Periksa lagi 1 jawaban" in html


def test_tetap_takes_no_get_no_other_sheet_and_no_unknown_question(world, done):
    after_round(world, done)
    url = f"/penilaian/{done.pk}/tpi/{YES}/tetap/"
    assert world.client("anggota").get(url).status_code == 405
    assert world.client("anggota").post(url, {}).status_code == 400
    assert world.client("anggota").post(url, {"lembar": FINAL}).status_code == 403
    wrong = f"/penilaian/{done.pk}/tpi/A.I.99/tetap/"
    assert world.client("anggota").post(wrong, {"lembar": MEMBER}).status_code == 404
    assert own(world.anggota).unconfirmed == [YES, LETTER]


def test_the_lead_is_led_to_what_the_unit_changed_before_notes_and_finalising(world, done):
    world.fill(done, {**{YES: Given("Tidak")}}, kind=FINAL)
    world.fill(done, kind=FINAL)
    after_round(world, done, [LETTER])
    html = html_of(world, "ketua", done)
    assert "Periksa lagi 1 jawaban" in html
    assert '<li id="zi-task-periksa">' in html
    confirm_answer(done.pk, kind=FINAL, code=LETTER, actor=world.ketua)
    assert '<li id="zi-task-periksa" hidden>' in html_of(world, "ketua", done)
