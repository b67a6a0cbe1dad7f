"""The answering page in a browser: what only a browser can show."""

import re

import pytest
from playwright.sync_api import Page, expect

from assessments.models import Answer, EvidenceUse, State
from tests.people import World, build_world

CODE, SLUG = "A.I.1.i.b", "A-I-1-i-b"


@pytest.fixture
def live_world(live_server, transactional_db) -> World:
    """The world, visible to the live server."""
    return build_world()


def question(page: Page, slug: str = SLUG):
    return page.locator(f"#q-{slug}")


def badge(page: Page, slug: str = SLUG):
    return expect(page.locator(f"#s-{slug}"))


def saved(page: Page, slug: str = SLUG) -> None:
    """Wait until the badge says that everything is saved ("belum tersimpan" is something else)."""
    badge(page, slug).to_have_text(re.compile(r"^\s*tersimpan"))


def stored(code: str = CODE) -> Answer:
    return Answer.objects.get(code=code, sheet__kind="unit")


def test_a_click_and_a_letter_key_answer_and_the_score_moves(page: Page, live_world, login):
    a = live_world.assessment()
    login(page, "petugas")
    page.goto(f"/penilaian/{a.pk}/area/MP/")
    expect(page.locator("#zi-head .zi-score b")).to_have_text("0,00")
    page.locator("#zi-minima summary").nth(1).click()  # WBBM
    question(page).locator("label", has_text="Sebagian memakai prosedur").click()
    saved(page)
    expect(page.locator("#zi-head .zi-score b")).to_have_text("0,13")
    expect(page.locator(f"#r-{SLUG} .zi-score b")).to_have_text("0,13")
    expect(page.locator("#zi-total .zi-score b")).to_have_text("0,13")
    expect(page.locator("#m-WBK-total td").first).to_have_text("0,13")
    expect(page.locator("#n-A-I-1 .zi-node-score")).to_have_text("0,13")
    expect(page.locator("#n-A-I-1 .zi-node-count")).to_have_text("1 dari 12")
    expect(page.locator("#zi-filter-belum")).to_have_text("15")
    expect(page.locator("#zi-minima details").nth(1)).to_have_attribute("open", "")  # opened stays open
    page.keyboard.press("a")
    expect(question(page).locator("input[value=A]")).to_be_checked()
    expect(page.locator("#zi-head .zi-score b")).to_have_text("0,25")
    assert (stored().value, stored().version) == ("A", 2)
    question(page).get_by_label("Catatan", exact=True).fill("b c")  # letters in a text choose nothing
    saved(page)
    expect(question(page).locator("input[value=A]")).to_be_checked()
    assert stored().note == "b c"


def test_what_is_typed_while_a_save_is_under_way_is_kept_and_saved(page: Page, live_world, login):
    a = live_world.assessment()
    login(page, "petugas")
    page.goto(f"/penilaian/{a.pk}/area/MP/")
    held = []

    def hold_the_first(route):
        return route.continue_() if held else held.append(route)

    page.route("**/jawab/**", hold_the_first)
    with page.expect_request("**/jawab/**"):
        question(page).locator("label", has_text="Anggota tidak diseleksi").click()
    question(page).get_by_label("Catatan", exact=True).fill("ditulis sementara menunggu")
    question(page).locator("label", has_text="Sebagian memakai prosedur").click()
    held[0].continue_()
    expect(page.locator("#v-" + SLUG)).to_have_value(
        re.compile("[23]")
    )  # the first save, and what came meanwhile
    saved(page)
    page.reload()
    expect(question(page).locator("input[value=B]")).to_be_checked()
    expect(question(page).get_by_label("Catatan", exact=True)).to_have_value("ditulis sementara menunggu")


def test_two_people_at_one_question_choose_between_both_answers(new_context, live_world, login):
    a = live_world.assessment()
    mine, theirs = new_context().new_page(), new_context().new_page()
    login(mine, "petugas")
    login(theirs, "pimpinan_unit")
    for page in (mine, theirs):
        page.goto(f"/penilaian/{a.pk}/area/MP/")
    question(theirs).locator("label", has_text="Sebagian memakai prosedur").click()
    saved(theirs)
    question(mine).get_by_label("Catatan", exact=True).fill("Catatan saya")
    question(mine).locator("label", has_text="Prosedurnya jelas").click()
    box = question(mine).locator(".zi-conflict")
    expect(box).to_contain_text("diubah oleh dr. Rina Wulandari")
    expect(box).to_contain_text("B — Sebagian memakai prosedur")
    expect(box).to_contain_text("Catatan saya")
    expect(question(mine).get_by_label("Catatan", exact=True)).to_have_value("Catatan saya")
    assert stored().value == "B"
    box.get_by_role("button", name="Pakai jawaban saya").click()
    expect(box).to_have_count(0)
    saved(mine)
    assert (stored().value, stored().note, stored().version) == ("A", "Catatan saya", 2)
    question(theirs).get_by_label("Catatan", exact=True).fill("Catatan pimpinan")
    expect(question(theirs).locator(".zi-conflict")).to_contain_text("Catatan pimpinan")
    question(theirs).get_by_role("button", name="Pakai jawaban ini").click()
    expect(question(theirs).get_by_label("Catatan", exact=True)).to_have_value("Catatan saya")
    expect(question(theirs).locator("input[value=A]")).to_be_checked()
    assert stored().version == 2


def test_a_refused_index_keeps_what_was_typed_and_mends(page: Page, live_world, login):
    a = live_world.assessment()
    login(page, "petugas")
    page.goto(f"/penilaian/{a.pk}/area/HASIL/")
    field = question(page, "B-I-a").get_by_label("Indeks, 0 sampai 4")
    field.fill("4,01")
    field.blur()
    expect(page.locator("#p-B-I-a")).to_contain_text("di luar rentang 0 sampai 4")
    expect(field).to_have_value("4,01")
    field.fill("3,6")
    question(page, "B-I-a").get_by_label("Sumber indeks").fill("Survei 2026, 200 responden")
    saved(page, "B-I-a")
    expect(page.locator("#p-B-I-a")).to_be_empty()
    expect(page.locator("#r-B-I-a")).to_contain_text("90,00%")


def test_an_answer_is_taken_back(page: Page, live_world, login):
    a = live_world.assessment()
    login(page, "petugas")
    page.goto(f"/penilaian/{a.pk}/area/MP/")
    question(page).locator("label", has_text="Prosedurnya jelas").click()
    question(page).get_by_role("button", name="Kosongkan").click()
    expect(question(page).locator("input:checked")).to_have_count(0)
    expect(page.locator("#zi-head .zi-score b")).to_have_text("0,00")
    question(page).locator("label", has_text="Prosedurnya jelas").click()  # the new form saves itself too
    expect(page.locator("#zi-head .zi-score b")).to_have_text("0,25")


def test_evidence_is_uploaded_removed_and_refused_with_the_reason(page: Page, live_world, login):
    a = live_world.assessment()
    login(page, "petugas")
    page.goto(f"/penilaian/{a.pk}/area/MP/")
    proof = page.locator(f"#e-{SLUG}")
    proof.get_by_role("link", name="Tambah bukti").click()
    fields = {"name": "surat.pdf", "mimeType": "application/pdf", "buffer": b"bukan pdf"}
    proof.locator("input[type=file][multiple]").set_input_files(fields)
    proof.get_by_label("Halaman atau bagian").fill("hlm. 4")
    proof.get_by_role("button", name="Tambahkan sebagai bukti").click()
    expect(proof).to_contain_text("bukan PDF, meskipun namanya .pdf")
    expect(proof.get_by_label("Halaman atau bagian")).to_have_value("hlm. 4")
    fields = {"name": "Berita acara.txt", "mimeType": "text/plain", "buffer": b"isi berita acara"}
    proof.locator("input[type=file][multiple]").set_input_files(fields)
    proof.get_by_role("button", name="Tambahkan sebagai bukti").click()
    expect(proof.get_by_role("link", name="Berita acara", exact=True)).to_be_visible()
    expect(proof).to_contain_text("hlm. 4")
    expect(page.locator("#zi-filter-tanpa-bukti")).to_have_text("15")
    proof.get_by_role("button", name="Lepas bukti Berita acara").click()
    page.get_by_role("dialog").get_by_role("button", name="Lepas bukti").click()
    expect(proof.get_by_role("link", name="Berita acara", exact=True)).to_have_count(0)
    assert EvidenceUse.objects.count() == 0


def test_comments_are_written_where_they_stand(page: Page, live_world, login):
    a = live_world.assessment()
    login(page, "petugas")
    page.goto(f"/penilaian/{a.pk}/area/MP/")
    comments = page.locator(f"#k-{SLUG}")
    comments.locator("summary").click()
    comments.get_by_role("textbox").fill("Tolong lampirkan berita acara")
    comments.get_by_role("button", name="Kirim komentar").click()
    expect(comments.locator("li")).to_contain_text("Tolong lampirkan berita acara")
    expect(page.locator("#zi-filter-berkomentar")).to_have_text("1")


def test_a_tab_that_stayed_open_over_the_submission_says_so_and_keeps_the_text(page: Page, live_world, login):
    a = live_world.assessment()
    login(page, "petugas")
    page.goto(f"/penilaian/{a.pk}/area/MP/")
    live_world.assessment(State.PENILAIAN_TPI)
    question(page).get_by_label("Catatan", exact=True).fill("terlambat")
    badge(page).to_contain_text("Belum tersimpan")
    expect(question(page).get_by_label("Catatan", exact=True)).to_have_value("terlambat")


@pytest.mark.parametrize("area", ["PW", "HASIL"])
def test_at_390_px_nothing_scrolls_sideways_and_the_sheets_open(new_context, live_world, login, area):
    a = live_world.assessment()
    live_world.fill(a, "random")
    page = new_context(width=390, height=844).new_page()
    login(page, "petugas")
    page.goto(f"/penilaian/{a.pk}/area/{area}/")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("button", name="Bagian").click()
    expect(page.locator("#zi-tree")).to_be_visible()
    page.locator("#zi-tree").get_by_role("button", name="Tutup").click()
    expect(page.locator("#zi-tree")).to_be_hidden()
    page.locator("#zi-minima-bar").click()
    expect(page.locator("#zi-minima")).to_be_visible()


def test_without_javascript_the_same_form_saves_with_its_button(new_context, live_world, login):
    a = live_world.assessment()
    page = new_context(java_script_enabled=False).new_page()
    login(page, "petugas")
    page.goto(f"/penilaian/{a.pk}/area/MP/")
    question(page).locator("label", has_text="Prosedurnya jelas").click()
    question(page).get_by_role("button", name="Simpan").click()
    page.wait_for_url("**/area/MP/#q-" + SLUG)
    expect(question(page).locator("input[value=A]")).to_be_checked()
    assert stored().value == "A"
